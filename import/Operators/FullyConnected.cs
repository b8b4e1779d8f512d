using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>FULLY_CONNECTED: weights are [output, input].</summary>
internal sealed class FullyConnectedRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["FULLY_CONNECTED"];

    public override string Supported => "weights per tensor or per output; bias or none; fused ReLU, ReLU6, ReLU -1..1";

    public override string Becomes => "fully connected layer";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node)
    {
        var (input, weights) = (scope.Of(node, 0), scope.Of(node, 1));
        var length = input.Aggregate(1L, (product, side) => product * side);
        if (weights.Length != 2 || weights[1] < 1 || length != weights[1])
        {
            throw Problems.WrongShape(
                node,
                $"it reads {ShapeInference.Text(input)} with weights {ShapeInference.Text(weights)}; one row of a batch is supported"
            );
        }

        return node.Options?.Byte(2) == 1 ? [.. input[..^1], weights[0]] : [1, weights[0]];
    }

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        if (node.Options?.Byte(1) is not (null or 0))
        {
            throw Problems.UnsupportedOption(node, "shuffled weights");
        }

        var (source, weights) = (network.Input(node, 0), network.Input(node, 1));
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        var (bytes, neurons) = (network.WeightsOf(node, 1), network.ShapeOf(weights)[0]);
        var bias = network.BiasOf(node, 2, neurons);
        var values = MemoryMarshal.Cast<byte, sbyte>(bytes.Span);
        network.Take(node, 4L * neurons);
        var inputs = bytes.Length / neurons;
        var ranges = new AccumulatorRange[neurons];
        for (var neuron = 0; neuron < neurons; neuron++)
        {
            ranges[neuron] = AccumulatorBounds.Of(
                values.Slice(neuron * inputs, inputs),
                bias[neuron],
                new ValueRange(sbyte.MinValue, sbyte.MaxValue).Less(input.ZeroPoint)
            );
        }

        var limits = Activation.LimitsOf(node, node.Options?.Byte(0) ?? 0, output);
        network.Add(
            node,
            new FullyConnected(
                NetworkBuilder.NewName(node),
                [network.NameOf(node, source)],
                output with
                {
                    Shape = new Model.Graph.Shape(1, 1, neurons),
                },
                8,
                ImmutableArray.Create(values),
                bias,
                Products.Requantise(node, FactorsOf(node, input, weights, output, neurons), ranges, limits, output.ZeroPoint)
            ),
            "taken over"
        );
    }

    // With one scale for all weights, the source rounds the product of the scales to float32.
    private static IReadOnlyList<FixedPoint.Factor> FactorsOf(
        SourceNode node,
        FeatureMap input,
        SourceTensor weights,
        FeatureMap output,
        int neurons
    )
    {
        if (weights.Scales.Length != 1)
        {
            return Products.FactorsOf(node, input, weights, output, neurons, axis: 0);
        }

        var product = (float)input.Scale * weights.Scales[0];
        return [.. Enumerable.Repeat(Products.FactorOf(node, (double)product / output.Scale), neurons)];
    }
}
