using System.Collections.Immutable;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

/// <summary>
/// Accumulators are int32, and what a requantisation adds to their products is int64: a network whose worst case leaves either
/// range is refused, by layer and channel.
/// </summary>
internal static class AccumulatorRules
{
    public static void Check(Network network, ImmutableArray<NetworkError>.Builder errors)
    {
        var ranges = AccumulatorBounds.Ranges(network);
        foreach (var layer in network.Layers.Where(layer => !layer.Inputs.IsEmpty))
        {
            ImmutableArray<ValueRange> inputs = [.. layer.Inputs.Select(name => ranges[name].Less(network.MapOf(name).ZeroPoint))];
            var bounds = layer is Multiply ? [Product(inputs[0], inputs[1])] : AccumulatorBounds.Of(layer, inputs[0]);
            var reason =
                FirstWide(bounds)
                ?? Requantisations(layer)
                    .Select(requantisation => FirstWide(requantisation, bounds))
                    .FirstOrDefault(text => text is not null)
                ?? (layer is Add add ? WideSum(add, layer.Inputs.Select(name => ranges[name])) : null);
            if (reason is not null)
            {
                errors.Add(new NetworkError(layer.Name, reason));
            }
        }
    }

    /// <summary>The range of the products of two factors.</summary>
    internal static AccumulatorRange Product(ValueRange a, ValueRange b)
    {
        long[] corners =
        [
            (long)a.Minimum * b.Minimum,
            (long)a.Minimum * b.Maximum,
            (long)a.Maximum * b.Minimum,
            (long)a.Maximum * b.Maximum,
        ];
        return new(corners.Min(), corners.Max());
    }

    private static IEnumerable<Requantisation> Requantisations(Layer layer) =>
        layer.Match(
            convolution: convolution => One(convolution.Requantisation),
            fullyConnected: fullyConnected => One(fullyConnected.Requantisation),
            maxPooling: None,
            averagePooling: pooling =>
                One(pooling.Requantisation).Concat((pooling.Partial ?? []).Select(partial => partial.Requantisation)),
            add: None,
            multiply: multiply => One(multiply.Requantisation),
            concat: None,
            scaleShift: None,
            flatten: None,
            constant: None,
            lookUp: None,
            softmax: None,
            history: None
        );

    private static IEnumerable<Requantisation> One(Requantisation? one) => one is null ? [] : [one];

    private static IEnumerable<Requantisation> None(Layer layer) => [];

    private static string? FirstWide(ImmutableArray<AccumulatorRange> bounds)
    {
        for (var channel = 0; channel < bounds.Length; channel++)
        {
            if (!bounds[channel].FitsInt32)
            {
                return $"channel {channel} can accumulate {bounds[channel].Minimum}..{bounds[channel].Maximum}, beyond int32; "
                    + "use fewer bits or a smaller bias";
            }
        }

        return null;
    }

    private static string? FirstWide(Requantisation requantisation, ImmutableArray<AccumulatorRange> bounds)
    {
        for (var channel = 0; channel < bounds.Length; channel++)
        {
            var (multiplier, constant) = (requantisation.Multipliers[channel], requantisation.ConstantOf(channel));
            var below = requantisation.Split is { } split ? split.Constants[channel] : constant;
            if (
                !FitsInt64(((Int128)bounds[channel].Minimum * multiplier) + Math.Min(constant, below))
                || !FitsInt64(((Int128)bounds[channel].Maximum * multiplier) + Math.Max(constant, below))
            )
            {
                return $"channel {channel} requantises {bounds[channel].Minimum}..{bounds[channel].Maximum} beyond int64; "
                    + "use a smaller multiplier or constant";
            }
        }

        return null;
    }

    private static string? WideSum(Add layer, IEnumerable<ValueRange> inputs)
    {
        var terms = layer.Tables is { } tables ? [RangeOf(tables.A), RangeOf(tables.B)] : inputs.ToArray();
        var (a, b) = (Scaled(terms[0], layer.MultiplierA), Scaled(terms[1], layer.MultiplierB));
        return
            FitsInt64((Int128)a.Minimum + b.Minimum + layer.ConstantOrHalf)
            && FitsInt64((Int128)a.Maximum + b.Maximum + layer.ConstantOrHalf)
            ? null
            : "its sum can leave int64; use smaller multipliers or a smaller constant";
    }

    private static ValueRange RangeOf(ImmutableArray<int> values) => new(values.Min(), values.Max());

    private static (long Minimum, long Maximum) Scaled(ValueRange range, int multiplier)
    {
        var (one, other) = ((long)range.Minimum * multiplier, (long)range.Maximum * multiplier);
        return (Math.Min(one, other), Math.Max(one, other));
    }

    private static bool FitsInt64(Int128 value) => value >= long.MinValue && value <= long.MaxValue;
}
