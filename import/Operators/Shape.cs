using System.Collections.Immutable;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;

namespace Striate.Import.Operators;

/// <summary>SHAPE: the sides of a tensor, which are constant.</summary>
internal sealed class ShapeRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["SHAPE"];

    public override string Supported => "on integers that are constant";

    public override string Becomes => "none: folded";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => [scope.Of(node, 0).Length];

    public override ImmutableArray<int>? Fold(ShapeScope scope, SourceNode node) => scope.Of(node, 0);

    public override void TakeOver(NetworkBuilder network, SourceNode node) =>
        throw Problems.UnsupportedOption(node, "its integers are no constants");
}
