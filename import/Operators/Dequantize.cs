using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>DEQUANTIZE at the end: the network writes the integers.</summary>
internal sealed class DequantizeRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["DEQUANTIZE"];

    public override string Supported => "to float32 where it writes the network's output";

    public override string Becomes => "none";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Table.Infer(scope, node);

    public override void TakeOver(NetworkBuilder network, SourceNode node) =>
        throw Problems.UnsupportedOption(node, "it stands inside the network; at the end alone it is left out");
}
