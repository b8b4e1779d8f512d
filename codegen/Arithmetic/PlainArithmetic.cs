using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Arithmetic;

/// <summary>
/// Layers that the fast ways compute: over what is stored, with the input's zero point in the bias, and one constant per channel.
/// </summary>
internal static class PlainArithmetic
{
    /// <summary>The layer over stored integers; null where only general code computes it.</summary>
    /// <param name="network">Its network.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="ranges">The range of every map.</param>
    public static Layer? Of(Network network, Layer layer, ImmutableDictionary<string, ValueRange> ranges)
    {
        var isLast = layer.Name == network.Layers[^1].Name;
        return layer switch
        {
            Convolution convolution => Fitting(Folded(convolution, network), convolution.Requantisation, network, ranges),
            FullyConnected connected => Fitting(Folded(connected, network), connected.Requantisation, network, ranges),
            AveragePooling { Partial: null } pooling => Fitting(Folded(pooling, network), pooling.Requantisation, network, ranges),
            Flatten { Output.Shape: not { Height: 1, Width: 1 } } => null,
            MaxPooling { Minimum: null, Maximum: null } or Flatten or Concat or History => isLast ? null : layer,
            Add { Tables: null } add => isLast
            || add.ConstantOrHalf is < -Requantisation.LargestModestConstant or > Requantisation.LargestModestConstant
                ? null
                : add,
            ScaleShift scaleShift => isLast || scaleShift.Offsets.Any(offset => offset != (int)offset) ? null : scaleShift,
            _ => null,
        };
    }

    private static Convolution? Folded(Convolution layer, Network network)
    {
        var (zeroPoint, bank, offsets) = (network.MapOf(layer.Inputs[0]).ZeroPoint, layer.Bank, layer.Bank.WeightOffsets());
        var biases = Folded(
            layer.Bias,
            zeroPoint,
            channel => bank.Weights.AsSpan()[offsets[channel * bank.InputChannels]..offsets[(channel + 1) * bank.InputChannels]]
        );
        return biases is { } folded ? layer with { Bias = folded } : null;
    }

    private static FullyConnected? Folded(FullyConnected layer, Network network)
    {
        var inputs = layer.Weights.Length / layer.Bias.Length;
        var biases = Folded(
            layer.Bias,
            network.MapOf(layer.Inputs[0]).ZeroPoint,
            neuron => layer.Weights.AsSpan().Slice(neuron * inputs, inputs)
        );
        return biases is { } folded ? layer with { Bias = folded } : null;
    }

    private static AveragePooling? Folded(AveragePooling layer, Network network)
    {
        var distance = (long)layer.Window.Cells * network.MapOf(layer.Inputs[0]).ZeroPoint;
        return distance == 0 ? layer
            : layer.Requantisation is not { } one ? null
            : layer with
            {
                Requantisation = one with
                {
                    Constants = [.. one.Multipliers.Select((multiplier, channel) => one.ConstantOf(channel) - (distance * multiplier))],
                },
            };
    }

    private delegate ReadOnlySpan<sbyte> WeightsOf(int channel);

    private static ImmutableArray<int>? Folded(ImmutableArray<int> biases, int zeroPoint, WeightsOf weightsOf)
    {
        if (zeroPoint == 0)
        {
            return biases;
        }

        var folded = new long[biases.Length];
        for (var channel = 0; channel < folded.Length; channel++)
        {
            folded[channel] = biases[channel];
            foreach (var weight in weightsOf(channel))
            {
                folded[channel] -= weight * zeroPoint;
            }
        }

        return folded.All(bias => bias == (int)bias) ? [.. folded.Select(bias => (int)bias)] : null;
    }

    private static Layer? Fitting(
        Layer? folded,
        Requantisation? requantisation,
        Network network,
        ImmutableDictionary<string, ValueRange> ranges
    )
    {
        if (folded is null || (folded is AveragePooling && requantisation?.Split is not null))
        {
            return null;
        }

        var range = StoredNetwork.WithZeroPoint(ranges[folded.Inputs[0]], network.MapOf(folded.Inputs[0]));
        var constants = folded is AveragePooling pooling ? pooling.Requantisation?.Constants : requantisation?.Constants;
        var sums = AccumulatorBounds.Of(folded, range);
        return
            sums.All(sum => sum.FitsInt32)
            && (constants ?? []).All(IsModest)
            && (requantisation is null || (Ascends(requantisation) && HasIntDistances(requantisation, sums)))
            ? folded
            : null;
    }

    private static bool IsModest(long constant) =>
        constant is >= -Requantisation.LargestModestConstant and <= Requantisation.LargestModestConstant;

    /// <summary>Whether accumulators of every channel that has a split, and their distances from it, are ints.</summary>
    /// <param name="one">The layer's requantisation.</param>
    /// <param name="sums">The accumulators by channel, of everything that is requantised.</param>
    public static bool HasIntDistances(Requantisation one, ImmutableArray<AccumulatorRange> sums) =>
        one.Split is not { } split
        || Enumerable
            .Range(0, sums.Length)
            .All(channel =>
                split.Constants[channel] == one.ConstantOf(channel)
                || (
                    sums[channel].FitsInt32
                    && new AccumulatorRange(
                        sums[channel].Minimum - split.Thresholds[channel],
                        sums[channel].Maximum - split.Thresholds[channel]
                    ).FitsInt32
                )
            );

    private static bool Ascends(Requantisation one) =>
        one.Split is not { } split
        || Enumerable
            .Range(0, split.Constants.Length)
            .All(channel => IsModest(split.Constants[channel]) && split.Constants[channel] <= one.ConstantOf(channel));
}
