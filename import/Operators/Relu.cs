using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>RELU rescales; RELU6 and RELU_N1_TO_1 only limit, by the scale of what they read.</summary>
internal sealed class ReluRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["RELU", "RELU6", "RELU_N1_TO_1"];

    public override string Supported => "all; RELU6 and RELU_N1_TO_1 at equal scales";

    public override string Becomes => "look-up table";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Table.Infer(scope, node);

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        if (node.Kind == "RELU")
        {
            var factor = Products.FactorOf(node, (float)input.Scale / (float)output.Scale);
            Table.Add(
                network,
                node,
                source,
                output,
                value => Math.Max(output.ZeroPoint, FixedPoint.Multiply(value - input.ZeroPoint, factor) + output.ZeroPoint)
            );
            return;
        }

        if (input.Scale != output.Scale || input.ZeroPoint != output.ZeroPoint)
        {
            throw Problems.NotExact(node, "it reads and writes different scales or zero points, which the source does not rescale");
        }

        var limits = Activation.LimitsOf(node, node.Kind == "RELU6" ? 3 : 2, input);
        Table.Add(network, node, source, output, value => Math.Clamp(value, limits.Minimum, limits.Maximum));
    }
}
