using System.Collections.Immutable;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;

namespace Striate.Import.Operators;

/// <summary>DEPTHWISE_CONV_2D: weights are [1, row, column, output channel]; output channel = input channel * multiplier + k.</summary>
internal sealed class DepthwiseConvolutionRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["DEPTHWISE_CONV_2D"];

    public override string Supported =>
        "any stride, dilation and depth multiplier; SAME and VALID; kernels up to 64 cells; weights per tensor or per channel; bias or none; fused ReLU, ReLU6, ReLU -1..1";

    public override string Becomes => "convolution, a group per input channel";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node)
    {
        var (input, filter) = (scope.Of(node, 0), scope.Of(node, 1));
        if (filter.Length != 4 || input.Length != 4 || filter[0] != 1 || input[3] < 1 || filter[3] % input[3] != 0)
        {
            throw Problems.WrongShape(node, $"it reads {ShapeInference.Text(input)} with weights {ShapeInference.Text(filter)}");
        }

        return WindowShape.Output(WindowOf(node, input, filter), input, filter[3]);
    }

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var (source, weights) = (network.Input(node, 0), network.Input(node, 1));
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        var (filter, bytes) = (network.ShapeOf(weights), network.WeightsOf(node, 1));
        var channels = filter[3];
        var bank = Kernels.Bank(network, node, filter[1..3], channels, 1, (channel, tap, _) => bytes.Span[(tap * channels) + channel]);
        Kernels.Add(
            network,
            node,
            bank,
            WindowOf(node, network.ShapeOf(source), filter),
            input.Shape.Channels,
            (input, weights, output),
            axis: 3
        );
    }

    private static Window WindowOf(SourceNode node, ImmutableArray<int> input, ImmutableArray<int> filter)
    {
        var options = node.Options;
        var (down, right) = Kernels.DilationOf(node);
        return WindowShape.Of(
            node,
            input,
            (Kernels.Extent(filter[1], down), Kernels.Extent(filter[2], right)),
            (options?.Int(2) ?? 1, options?.Int(1) ?? 1),
            options?.Byte(0) ?? 0
        );
    }
}
