using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Onnx.Reading;
using Striate.Import.Operators;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Onnx.Lowering;

/// <summary>
/// Requantisations that round as ONNX does: to nearest, ties to even. Where no multiplier gives that, the nearest one is taken:
/// then every sum that comes out one step off lies within a thousandth of a step of a tie, and they are counted.
/// </summary>
internal static class Rounding
{
    // How near a tie sums have to be that may come out one step off.
    private const double NearTie = 1e-3;
    private const int MultiplierBits = 31;
    private const int MaximumShift = 54;

    /// <summary>A real number in steps of the output to the output's integer.</summary>
    public static int ToEven(double steps, int zeroPoint) => Clamped(Math.Round(steps, MidpointRounding.ToEven), zeroPoint);

    /// <summary>One requantisation for all channels.</summary>
    /// <param name="node">For errors.</param>
    /// <param name="ranges">Accumulators by channel.</param>
    /// <param name="lines">Steps of the output per accumulator, and at accumulator 0, by channel: the real output but for the
    /// clamp.</param>
    /// <param name="steps">The real output, in steps, of a channel's accumulator, as the runtime computes it; never descends.</param>
    /// <param name="zeroPoint">Of the output.</param>
    /// <param name="ties">Grows by the number of accumulators that can differ.</param>
    /// <param name="clamp">The layer's clamp; null: that of what the accumulators reach.</param>
    public static Requantisation Of(
        OnnxNode node,
        IReadOnlyList<AccumulatorRange> ranges,
        IReadOnlyList<(double Ratio, double AtZero)> lines,
        Func<int, long, double> steps,
        int zeroPoint,
        ref long ties,
        ValueRange? clamp = null
    )
    {
        // Integers at the clamp are not told apart: it has to be the one that the layer has.
        var limits = clamp ?? LimitsOf(ranges, steps, zeroPoint);
        var parts = new Requantiser[ranges.Count];
        for (var channel = 0; channel < parts.Length; channel++)
        {
            if (!ranges[channel].FitsInt32)
            {
                throw Problems.At(
                    node,
                    Problems.Inexact,
                    $"channel {channel} can accumulate {ranges[channel].Minimum}..{ranges[channel].Maximum}, which leaves int32",
                    "quantise the source network again: the channel's weights have too small a scale"
                );
            }

            var (range, one) = (ranges[channel], channel);
            var even = StepFunction.Of(
                range.Minimum,
                range.Maximum,
                sum => ToEven(steps(one, sum), zeroPoint),
                value => ArgumentOf(lines[one], value - zeroPoint - 0.5)
            );
            parts[channel] =
                RequantisationFit.Find(even, lines[channel].Ratio, limits.Minimum, limits.Maximum, zeroPoint)
                ?? Nearest(even, lines[channel], limits, zeroPoint, ref ties)
                ?? throw Problems.At(
                    node,
                    Problems.Inexact,
                    $"no multiplier of {MultiplierBits} bits gives channel {channel} for {range.Minimum}..{range.Maximum}",
                    "quantise what stands between its sums and their rounding as an operator of its own"
                );
        }

        return Products.Of(parts, limits);
    }

    /// <summary>The straight line itself, rounded half up; null where a sum that is not near a tie comes out otherwise.</summary>
    private static Requantiser? Nearest(
        StepFunction even,
        (double Ratio, double AtZero) line,
        ValueRange limits,
        int zeroPoint,
        ref long ties
    )
    {
        var (start, room) = (zeroPoint + line.AtZero + 0.5, 60 - Math.Max(0, Math.ILogB(Math.Abs(zeroPoint + line.AtZero + 0.5) + 1)));
        var shift = Math.Min(Math.Min(MultiplierBits - 1 - Math.ILogB(line.Ratio), MaximumShift), room);
        var multiplier = Math.Round(Math.ScaleB(line.Ratio, Math.Max(1, shift)));
        if (shift < 1 || multiplier is not (>= 1 and <= int.MaxValue) || !double.IsFinite(start))
        {
            return null;
        }

        var part = new Requantiser((int)multiplier, shift, (long)Math.Round(Math.ScaleB(start, shift)));
        var nearest = StepFunction.Of(
            even.First,
            even.Last,
            sum => Requantisation.Narrow((sum * part.Multiplier) + part.Constant, shift, limits.Minimum, limits.Maximum),
            value => ArgumentOf(line, value - zeroPoint - 0.5)
        );
        var differences = 0L;
        for (var value = Math.Min(even.AtFirst, nearest.AtFirst) + 1; value <= Math.Max(even.AtLast, nearest.AtLast); value++)
        {
            var (one, other) = (ThresholdOf(even, value), ThresholdOf(nearest, value));
            var (first, last) = (Math.Min(one, other), Math.Max(one, other) - 1);
            if (first <= last && !(IsNear(first) && IsNear(last)))
            {
                return null;
            }

            bool IsNear(long sum) => Math.Abs((sum * line.Ratio) + line.AtZero - (value - zeroPoint - 0.5)) <= NearTie;
            differences += last - first + 1;
        }

        ties += differences;
        return part;
    }

    private static long ThresholdOf(StepFunction function, int value) =>
        value <= function.AtFirst ? function.First
        : value > function.AtLast ? function.Last + 1
        : function.Thresholds[value - function.AtFirst - 1];

    /// <summary>The first accumulator at which a line reaches so many steps.</summary>
    private static long ArgumentOf((double Ratio, double AtZero) line, double steps) =>
        (long)Math.Clamp(Math.Ceiling((steps - line.AtZero) / line.Ratio), int.MinValue - 1L, int.MaxValue + 1L);

    private static ValueRange LimitsOf(IReadOnlyList<AccumulatorRange> ranges, Func<int, long, double> steps, int zeroPoint)
    {
        var (minimum, maximum) = (int.MaxValue, int.MinValue);
        for (var channel = 0; channel < ranges.Count; channel++)
        {
            minimum = Math.Min(minimum, ToEven(steps(channel, ranges[channel].Minimum), zeroPoint));
            maximum = Math.Max(maximum, ToEven(steps(channel, ranges[channel].Maximum), zeroPoint));
        }

        return new ValueRange(minimum, maximum);
    }

    private static int Clamped(double rounded, int zeroPoint) =>
        double.IsNaN(rounded) ? sbyte.MinValue : (int)Math.Clamp(rounded + zeroPoint, sbyte.MinValue, sbyte.MaxValue);
}
