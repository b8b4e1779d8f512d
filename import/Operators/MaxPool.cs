using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>MAX_POOL_2D.</summary>
internal sealed class MaxPoolRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["MAX_POOL_2D"];

    public override string Supported => "any window; SAME and VALID; equal scales; fused ReLU, ReLU6, ReLU -1..1";

    public override string Becomes => "max pooling with a clamp";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Pools.Infer(scope, node);

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        if (input.Scale != output.Scale || input.ZeroPoint != output.ZeroPoint)
        {
            throw Problems.NotExact(node, "it reads and writes different scales or zero points, which the source does not rescale");
        }

        var limits = Activation.LimitsOf(node, node.Options?.Byte(5) ?? 0, output);
        network.Add(
            node,
            new MaxPooling(
                NetworkBuilder.NewName(node),
                [network.NameOf(node, source)],
                output,
                Pools.WindowOf(node, network.ShapeOf(source)),
                limits.Minimum == sbyte.MinValue ? null : limits.Minimum,
                limits.Maximum == sbyte.MaxValue ? null : limits.Maximum
            ),
            "taken over"
        );
    }
}
