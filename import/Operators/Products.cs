using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>Requantisations of layers that sum up products, as the source's kernels round them.</summary>
internal static class Products
{
    /// <summary>One requantisation for all channels of a layer.</summary>
    /// <param name="node">For errors.</param>
    /// <param name="factors">The source's factor per channel.</param>
    /// <param name="ranges">Range of the accumulators per channel.</param>
    /// <param name="limits">The clamp.</param>
    /// <param name="zeroPoint">Of the output.</param>
    public static Requantisation Requantise(
        SourceNode node,
        IReadOnlyList<FixedPoint.Factor> factors,
        IReadOnlyList<AccumulatorRange> ranges,
        ValueRange limits,
        int zeroPoint
    )
    {
        var parts = new Requantiser[ranges.Count];
        for (var channel = 0; channel < parts.Length; channel++)
        {
            var (factor, range) = (factors[channel], ranges[channel]);
            if (!range.FitsInt32 || !FixedPoint.IsInRange(range.Minimum, factor) || !FixedPoint.IsInRange(range.Maximum, factor))
            {
                throw Problems.NotExact(
                    node,
                    $"channel {channel} can accumulate {range.Minimum}..{range.Maximum}, which leaves int32 in the source's arithmetic"
                );
            }

            parts[channel] = Requantise(
                node,
                range,
                factor.Value,
                limits,
                zeroPoint,
                sum => FixedPoint.Multiply((int)sum, factor) + zeroPoint,
                SplitOf(factor),
                value => FixedPoint.ArgumentOf(value - zeroPoint, factor)
            );
        }

        return Of(parts, limits);
    }

    /// <summary>The parts that reproduce a function of an accumulator.</summary>
    /// <param name="node">For errors.</param>
    /// <param name="range">The accumulators.</param>
    /// <param name="ratio">About output over accumulator.</param>
    /// <param name="limits">The clamp.</param>
    /// <param name="zeroPoint">Of the output.</param>
    /// <param name="function">What the source makes of an accumulator.</param>
    /// <param name="split">From where on the source rounds differently.</param>
    /// <param name="inverse">The smallest accumulator that reaches a value, exactly; null: it is searched.</param>
    public static Requantiser Requantise(
        SourceNode node,
        AccumulatorRange range,
        double ratio,
        ValueRange limits,
        int zeroPoint,
        Func<long, long> function,
        long split,
        Func<int, long>? inverse = null
    )
    {
        int Limited(long sum) => (int)Math.Clamp(function(sum), limits.Minimum, limits.Maximum);
        StepFunction Steps(long first, long last) =>
            inverse is null ? StepFunction.Of(first, last, Limited) : StepFunction.OfInverse(first, last, Limited, inverse);
        var steps = Steps(range.Minimum, range.Maximum);
        if (RequantisationFit.Find(steps, ratio, limits.Minimum, limits.Maximum, zeroPoint) is { } plain)
        {
            return plain;
        }

        var parts =
            range.Minimum < split && split <= range.Maximum
                ? RequantisationFit.FindSplit(
                    Steps(range.Minimum, split - 1),
                    Steps(split, range.Maximum),
                    ratio,
                    limits.Minimum,
                    limits.Maximum,
                    zeroPoint
                )
                : null;
        return parts
            ?? throw Problems.NotExact(node, $"no multiplier of 31 bits rounds {range.Minimum}..{range.Maximum} as the source does");
    }

    /// <summary>
    /// The smallest accumulator that the source's second rounding does not round down: its product, rounded, is 0 or more.
    /// </summary>
    public static long SplitOf(FixedPoint.Factor factor) =>
        factor.Multiplier == 0 ? 0 : -((1L << 30) / ((long)factor.Multiplier << Math.Max(0, factor.Shift)));

    /// <summary>The same parts for so many channels, or parts of their own.</summary>
    public static Requantisation Of(IReadOnlyList<Requantiser> parts, ValueRange limits)
    {
        ImmutableArray<long> constants = [.. parts.Select(part => part.Constant)];
        var isPlain = parts.All(part => !part.IsSplit && part.Constant == Requantisation.Half(part.Shift));
        var split = parts.Any(part => part.IsSplit)
            ? new RequantisationSplit(
                [.. parts.Select(part => part.Threshold)],
                [.. parts.Select(part => part.IsSplit ? part.Below : part.Constant)]
            )
            : null;
        return new Requantisation(
            [.. parts.Select(part => part.Multiplier)],
            [.. parts.Select(part => part.Shift)],
            limits.Minimum,
            limits.Maximum,
            isPlain ? null : constants,
            split
        );
    }

    /// <summary>The source's factor of every output channel of a convolution, in double.</summary>
    public static IReadOnlyList<FixedPoint.Factor> FactorsOf(
        SourceNode node,
        FeatureMap input,
        SourceTensor weights,
        FeatureMap output,
        int channels,
        int axis
    )
    {
        var scales = weights.Scales;
        if (scales.Length != 1 && (scales.Length != channels || weights.Axis != axis))
        {
            throw Problems.UnsupportedOption(
                node,
                $"{scales.Length} weight scales along dimension {weights.Axis} for {channels} output channels"
            );
        }

        return
        [
            .. Enumerable
                .Range(0, channels)
                .Select(channel => FactorOf(node, input.Scale * (double)scales[scales.Length == 1 ? 0 : channel] / output.Scale)),
        ];
    }

    public static FixedPoint.Factor FactorOf(SourceNode node, double factor) =>
        factor > 0 && double.IsFinite(factor)
            ? FixedPoint.FactorOf(factor)
            : throw Problems.At(node, Problems.Type, $"its scales give a factor of {factor}", "quantise the source network again");
}
