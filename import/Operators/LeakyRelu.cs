using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>LEAKY_RELU: two factors, one per sign.</summary>
internal sealed class LeakyReluRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["LEAKY_RELU"];

    public override string Supported => "all";

    public override string Becomes => "look-up table";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Table.Infer(scope, node);

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        var alpha = node.Options?.Float(0) ?? 0;
        if (!float.IsFinite(alpha) || alpha < 0)
        {
            throw Problems.UnsupportedOption(node, $"a slope of {alpha}; 0 or more is supported");
        }

        // The source's scales are float32, and so are their quotients.
        var positive = FixedPoint.FactorOf((float)input.Scale / (float)output.Scale);
        var negative = FixedPoint.FactorOf((float)((float)input.Scale * alpha) / (float)output.Scale);
        Table.Add(
            network,
            node,
            source,
            output,
            value => output.ZeroPoint + FixedPoint.Multiply(value - input.ZeroPoint, value >= input.ZeroPoint ? positive : negative)
        );
    }
}
