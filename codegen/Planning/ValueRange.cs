using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Planning;

/// <summary>What is known about an integer before a network runs.</summary>
/// <param name="Minimum">No value is smaller.</param>
/// <param name="Maximum">No value is larger.</param>
public readonly record struct ValueRange(long Minimum, long Maximum)
{
    /// <summary>The range of a feature map's values: what its writer's clamp lets through.</summary>
    public static ValueRange OfMap(Network network, string name)
    {
        var layer = network.Layers.FirstOrDefault(candidate => candidate.Name == name);
        return layer switch
        {
            null => OfType(network.Input.Type),
            Convolution { Requantisation: { } clamp } => new(clamp.Minimum, clamp.Maximum),
            FullyConnected { Requantisation: { } clamp } => new(clamp.Minimum, clamp.Maximum),
            AveragePooling { Requantisation: { } clamp } => new(clamp.Minimum, clamp.Maximum),
            Add add => new(add.Minimum, add.Maximum),
            ScaleShift scaleShift => new(scaleShift.Minimum, scaleShift.Maximum),
            MaxPooling or Concat or Flatten => layer.Inputs.Select(input => OfMap(network, input)).Aggregate(Union),
            _ => OfType(layer.Output.Type),
        };
    }

    /// <summary>The range of each output channel's accumulator, bias included; zeros of the padding count as values.</summary>
    public static ImmutableArray<ValueRange> OfAccumulators(Network network, Layer layer)
    {
        var input = OfMap(network, layer.Inputs[0]);
        return layer switch
        {
            Convolution convolution => OfConvolution(convolution, Union(input, default)),
            FullyConnected dense => [.. dense.Bias.Select((bias, neuron) =>
                OfSum(bias, dense.Weights.AsSpan(neuron * (dense.Weights.Length / dense.Bias.Length), dense.Weights.Length / dense.Bias.Length), input))],
            AveragePooling pooling => [.. Enumerable.Repeat(
                new ValueRange(pooling.Window.Cells * Math.Min(input.Minimum, 0), pooling.Window.Cells * input.Maximum), pooling.Output.Shape.Channels)],
            _ => throw new ArgumentException($"layer '{layer.Name}' has no accumulators"),
        };
    }

    private static ImmutableArray<ValueRange> OfConvolution(Convolution layer, ValueRange input)
    {
        var offsets = layer.Bank.WeightOffsets();
        var slices = layer.Bank.InputChannels;
        return [.. layer.Bias.Select((bias, channel) =>
        {
            var first = offsets[channel * slices];
            return OfSum(bias, layer.Bank.Weights.AsSpan(first, offsets[(channel + 1) * slices] - first), input);
        })];
    }

    private static ValueRange OfSum(long bias, ReadOnlySpan<sbyte> weights, ValueRange input)
    {
        var (minimum, maximum) = (bias, bias);
        foreach (var weight in weights)
        {
            minimum += weight * (weight > 0 ? input.Minimum : input.Maximum);
            maximum += weight * (weight > 0 ? input.Maximum : input.Minimum);
        }

        return new ValueRange(minimum, maximum);
    }

    private static ValueRange OfType(IntegerType type) => new(type.Minimum, type.Maximum);

    private static ValueRange Union(ValueRange a, ValueRange b) => new(Math.Min(a.Minimum, b.Minimum), Math.Max(a.Maximum, b.Maximum));
}
