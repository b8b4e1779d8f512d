using System.Collections.Immutable;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;

namespace Striate.Import.Operators;

/// <summary>PACK of constant integers.</summary>
internal sealed class PackRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["PACK"];

    public override string Supported => "on integers that are constant";

    public override string Becomes => "none: folded";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => [Values(scope, node).Length];

    public override ImmutableArray<int>? Fold(ShapeScope scope, SourceNode node) => Values(scope, node);

    private static ImmutableArray<int> Values(ShapeScope scope, SourceNode node)
    {
        ImmutableArray<ImmutableArray<int>> parts = [.. node.Inputs.Select((_, operand) => scope.Integers(node, operand))];
        return parts.All(part => part.Length == 1)
            ? [.. parts.Select(part => part[0])]
            : throw Problems.UnsupportedOption(node, "operands of more than one integer");
    }

    public override void TakeOver(NetworkBuilder network, SourceNode node) =>
        throw Problems.UnsupportedOption(node, "its integers are no constants");
}
