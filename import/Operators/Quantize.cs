using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>QUANTIZE from int8 to int8: a change of scale.</summary>
internal sealed class QuantizeRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["QUANTIZE"];

    public override string Supported => "int8 to int8; from float32 where it reads the network's input";

    public override string Becomes => "look-up table; none at the input";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Table.Infer(scope, node);

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        var factor = Products.FactorOf(node, input.Scale / output.Scale);
        Table.Add(network, node, source, output, value => FixedPoint.Multiply(value - input.ZeroPoint, factor) + output.ZeroPoint);
    }
}
