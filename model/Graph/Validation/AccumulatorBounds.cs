using System.Collections.Immutable;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

/// <summary>The integers that a feature map can hold.</summary>
/// <param name="Minimum">Smallest.</param>
/// <param name="Maximum">Largest.</param>
public readonly record struct ValueRange(int Minimum, int Maximum)
{
    /// <summary>The range of <c>x - z</c>.</summary>
    public ValueRange Less(int zeroPoint) => new(Minimum - zeroPoint, Maximum - zeroPoint);
}

/// <summary>The sums that an accumulator can reach, bias included; 64 bits, because the question is whether 32 suffice.</summary>
/// <param name="Minimum">Smallest, at most the bias.</param>
/// <param name="Maximum">Largest, at least the bias.</param>
public readonly record struct AccumulatorRange(long Minimum, long Maximum)
{
    /// <summary>Whether every sum, and every partial sum in any order, stays in int32.</summary>
    public bool FitsInt32 => Minimum >= int.MinValue && Maximum <= int.MaxValue;
}

/// <summary>
/// Worst cases of accumulators, per output channel, for proofs about a network. Inputs are taken at the ends of their
/// range with 0 (padding) always included, so the bounds hold at every position and for partial sums in any order.
/// </summary>
public static class AccumulatorBounds
{
    /// <summary>The range of every map of a valid network, by layer name and <see cref="Network.InputName"/>.</summary>
    /// <remarks>The input's is its type's; a layer's is its clamp, or that of what it passes on.</remarks>
    public static ImmutableDictionary<string, ValueRange> Ranges(Network network)
    {
        var ranges = ImmutableDictionary.CreateBuilder<string, ValueRange>(StringComparer.Ordinal);
        ranges[Network.InputName] = RangeOf(network.Input.Type);
        foreach (var layer in network.Layers)
        {
            ranges[layer.Name] = layer.Match<ValueRange>(
                convolution => RangeOf(convolution.Requantisation, layer),
                fullyConnected => RangeOf(fullyConnected.Requantisation, layer),
                maxPooling => RangeOf(maxPooling, ranges[maxPooling.Inputs[0]]),
                averagePooling => averagePooling.Requantisation is { } clamp ? RangeOf(averagePooling, clamp) : RangeOf(layer.Output.Type),
                add => new(add.Minimum, add.Maximum),
                multiply => RangeOf(multiply.Requantisation, layer),
                concat => new(concat.Inputs.Min(name => ranges[name].Minimum), concat.Inputs.Max(name => ranges[name].Maximum)),
                scaleShift => new(scaleShift.Minimum, scaleShift.Maximum),
                flatten => ranges[flatten.Inputs[0]],
                constant => new(constant.Values.Min(), constant.Values.Max()),
                lookUp => new(lookUp.Table.Min(), lookUp.Table.Max()),
                softmax => RangeOf(softmax.Output.Type),
                // Before the first block there are zero points.
                history =>
                    new(
                        Math.Min(ranges[history.Inputs[0]].Minimum, history.Output.ZeroPoint),
                        Math.Max(ranges[history.Inputs[0]].Maximum, history.Output.ZeroPoint)
                    )
            );
        }

        return ranges.ToImmutable();
    }

    /// <summary>One range per output channel of a layer that accumulates; empty for other kinds.</summary>
    /// <param name="layer">A layer of a valid network.</param>
    /// <param name="input">The range of the map it reads, less the map's zero point.</param>
    public static ImmutableArray<AccumulatorRange> Of(Layer layer, ValueRange input) =>
        layer.Match(
            convolution: convolution => Of(convolution.Bank, convolution.Bias, input),
            fullyConnected: fullyConnected => Of(fullyConnected, input),
            maxPooling: None,
            averagePooling: averagePooling => Of(averagePooling, input),
            add: None,
            multiply: None,
            concat: None,
            scaleShift: None,
            flatten: None,
            constant: None,
            lookUp: None,
            softmax: None,
            history: None
        );

    private static ImmutableArray<AccumulatorRange> None(Layer layer) => [];

    /// <summary>One range per output channel of a bank of kernels.</summary>
    public static ImmutableArray<AccumulatorRange> Of(KernelBank bank, ImmutableArray<int> bias, ValueRange input)
    {
        var offsets = bank.WeightOffsets();
        return
        [
            .. bias.Select(
                (start, channel) =>
                    Of(
                        bank.Weights.AsSpan()[offsets[channel * bank.InputChannels]..offsets[(channel + 1) * bank.InputChannels]],
                        start,
                        input
                    )
            ),
        ];
    }

    /// <summary>The range of one sum of products.</summary>
    /// <param name="weights">The weights of the sum.</param>
    /// <param name="bias">What is added.</param>
    /// <param name="input">The range of what is multiplied.</param>
    public static AccumulatorRange Of(ReadOnlySpan<sbyte> weights, int bias, ValueRange input)
    {
        var (lowest, highest) = (Math.Min(0, input.Minimum), Math.Max(0, input.Maximum));
        var (minimum, maximum) = ((long)bias, (long)bias);
        foreach (var weight in weights)
        {
            minimum += weight * (weight < 0 ? highest : lowest);
            maximum += weight * (weight < 0 ? lowest : highest);
        }

        return new AccumulatorRange(minimum, maximum);
    }

    private static ImmutableArray<AccumulatorRange> Of(FullyConnected layer, ValueRange input)
    {
        var inputs = layer.Weights.Length / layer.Bias.Length;
        return [.. layer.Bias.Select((bias, neuron) => Of(layer.Weights.AsSpan().Slice(neuron * inputs, inputs), bias, input))];
    }

    private static ImmutableArray<AccumulatorRange> Of(AveragePooling layer, ValueRange input)
    {
        var cells = (long)layer.Window.KernelHeight * layer.Window.KernelWidth;
        var range = new AccumulatorRange(cells * Math.Min(0, input.Minimum), cells * Math.Max(0, input.Maximum));
        return [.. Enumerable.Repeat(range, layer.Output.Shape.Channels)];
    }

    private static ValueRange RangeOf(AveragePooling layer, Requantisation clamp) =>
        new(
            (layer.Partial ?? []).Select(partial => partial.Requantisation.Minimum).Append(clamp.Minimum).Min(),
            (layer.Partial ?? []).Select(partial => partial.Requantisation.Maximum).Append(clamp.Maximum).Max()
        );

    private static ValueRange RangeOf(MaxPooling layer, ValueRange input)
    {
        var (minimum, maximum) = (layer.Minimum ?? int.MinValue, layer.Maximum ?? int.MaxValue);
        return new(Math.Clamp(input.Minimum, minimum, maximum), Math.Clamp(input.Maximum, minimum, maximum));
    }

    // Without requantisation its accumulators come out.
    private static ValueRange RangeOf(Requantisation? clamp, Layer layer) =>
        clamp is null ? RangeOf(layer.Output.Type) : new(clamp.Minimum, clamp.Maximum);

    private static ValueRange RangeOf(IntegerType type) => new(type.Minimum, type.Maximum);
}
