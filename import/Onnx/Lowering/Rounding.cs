using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Onnx.Lowering;

/// <summary>
/// Requantisations that round as ONNX does: to nearest, ties to even. Where no multiplier gives that, ties go up, and it is
/// counted how many accumulators can come out one step higher.
/// </summary>
internal static class Rounding
{
    // Steps reach 255, of which float32 has 1.5e-5, and are rounded several times.
    private const double Noise = 5e-5;

    /// <summary>A real number in steps of the output to the output's integer.</summary>
    public static int ToEven(double steps, int zeroPoint) => Clamped(Math.Round(steps, MidpointRounding.ToEven), zeroPoint);

    /// <summary>One requantisation for all channels.</summary>
    /// <param name="node">For errors.</param>
    /// <param name="ranges">Accumulators by channel.</param>
    /// <param name="ratios">Steps of the output per accumulator, by channel.</param>
    /// <param name="steps">The real output, in steps, of a channel's accumulator; never descends.</param>
    /// <param name="zeroPoint">Of the output.</param>
    /// <param name="ties">Grows by the number of accumulators that can differ.</param>
    public static Requantisation Of(
        OnnxNode node, IReadOnlyList<AccumulatorRange> ranges, IReadOnlyList<double> ratios, Func<int, long, double> steps, int zeroPoint, ref long ties)
    {
        // A function that limits ends at the same integers for all channels.
        var limits = LimitsOf(ranges, steps, zeroPoint);
        var parts = new Requantiser[ranges.Count];
        for (var channel = 0; channel < parts.Length; channel++)
        {
            if (!ranges[channel].FitsInt32)
            {
                throw Problems.At(
                    node, Problems.Inexact, $"channel {channel} can accumulate {ranges[channel].Minimum}..{ranges[channel].Maximum}, which leaves int32",
                    "quantise the source network again: the channel's weights have too small a scale");
            }

            parts[channel] = Of(node, channel, ranges[channel], ratios[channel], sum => steps(channel, sum), limits, zeroPoint, ref ties);
        }

        return Products.Of(parts, limits);
    }

    private static Requantiser Of(
        OnnxNode node, int channel, AccumulatorRange range, double ratio, Func<long, double> steps, ValueRange limits, int zeroPoint, ref long ties)
    {
        var even = StepsOf(range, sum => ToEven(steps(sum), zeroPoint), steps, ratio, zeroPoint);
        if (RequantisationFit.Find(even, ratio, limits.Minimum, limits.Maximum, zeroPoint) is { } exact)
        {
            return exact;
        }

        // What lies between two integers, as near as float32 tells, goes up.
        var up = StepsOf(range, sum => Clamped(Math.Floor(steps(sum) + 0.5 + Noise), zeroPoint), steps, ratio, zeroPoint);
        if (RequantisationFit.Find(up, ratio, limits.Minimum, limits.Maximum, zeroPoint) is { } rounded)
        {
            ties += Differences(even, up);
            return rounded;
        }

        throw Problems.At(
            node, Problems.Inexact, $"no multiplier of 31 bits gives channel {channel} for {range.Minimum}..{range.Maximum}",
            "quantise what stands between its sums and their rounding as an operator of its own");
    }

    /// <summary>The number of arguments with other values.</summary>
    private static long Differences(StepFunction one, StepFunction other)
    {
        static long Threshold(StepFunction function, int value) => value <= function.AtFirst ? function.First
            : value > function.AtLast ? function.Last + 1 : function.Thresholds[value - function.AtFirst - 1];
        var first = Math.Min(one.AtFirst, other.AtFirst) + 1;
        return Enumerable.Range(first, Math.Max(0, Math.Max(one.AtLast, other.AtLast) - first + 1)).Sum(value => Math.Abs(Threshold(one, value) - Threshold(other, value)));
    }

    private static StepFunction StepsOf(AccumulatorRange range, Func<long, int> function, Func<long, double> steps, double ratio, int zeroPoint)
    {
        // Where a straight line through the middle of the range would reach half of the step before.
        var middle = range.Minimum + ((range.Maximum - range.Minimum) / 2);
        var atMiddle = steps(middle);
        return StepFunction.Of(range.Minimum, range.Maximum, function, value => middle + (long)Math.Clamp(
            Math.Ceiling((value - zeroPoint - 0.5 - atMiddle) / ratio), int.MinValue, int.MaxValue));
    }

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

    private static int Clamped(double rounded, int zeroPoint) => double.IsNaN(rounded) ? sbyte.MinValue : (int)Math.Clamp(rounded + zeroPoint, sbyte.MinValue, sbyte.MaxValue);
}
