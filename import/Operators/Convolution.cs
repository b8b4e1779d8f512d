using System.Collections.Immutable;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.Import.Operators;

/// <summary>CONV_2D: weights are [output channel, row, column, input channel of its group].</summary>
internal sealed class ConvolutionRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["CONV_2D"];

    public override string Supported =>
        "any stride, dilation and groups; SAME and VALID; kernels up to 64 cells; weights per tensor or per channel; bias or none; fused ReLU, ReLU6, ReLU -1..1";

    public override string Becomes => "convolution";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node)
    {
        var (input, filter) = (scope.Of(node, 0), scope.Of(node, 1));
        if (filter.Length != 4 || input.Length != 4 || filter[3] < 1 || input[3] % filter[3] != 0)
        {
            throw Problems.WrongShape(node, $"it reads {ShapeInference.Text(input)} with weights {ShapeInference.Text(filter)}");
        }

        return WindowShape.Output(WindowOf(node, input, filter), input, filter[0]);
    }

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var (source, weights) = (network.Input(node, 0), network.Input(node, 1));
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        var (filter, bytes) = (network.ShapeOf(weights), network.WeightsOf(node, 1));
        var (channels, inputs, cells) = (filter[0], filter[3], filter[1] * filter[2]);
        var bank = Kernels.Bank(
            network,
            node,
            filter[1..3],
            channels,
            inputs,
            (channel, tap, from) => bytes.Span[(((channel * cells) + tap) * inputs) + from]
        );
        Kernels.Add(
            network,
            node,
            bank,
            WindowOf(node, network.ShapeOf(source), filter),
            input.Shape.Channels / inputs,
            (input, weights, output),
            axis: 0
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
