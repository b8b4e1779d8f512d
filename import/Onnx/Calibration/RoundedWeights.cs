using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Calibration;

/// <summary>Weights as integers with a scale per output channel.</summary>
/// <param name="Integers">In the order of the weights.</param>
/// <param name="Scales">Of each channel, as float32.</param>
/// <param name="Inner">Weights of one channel that stand together.</param>
internal sealed record RoundedWeights(long[] Integers, double[] Scales, int Inner)
{
    // With few integers, a shorter range with finer steps can be nearer: these parts of the largest weight are tried.
    private const int Parts = 20;
    private const int BitsOfAll = 8;

    /// <param name="node">For errors.</param>
    /// <param name="weights">Real numbers.</param>
    /// <param name="axis">The dimension that is the output channel.</param>
    /// <param name="bits">2..8; integers are within -(2^(bits-1)-1)..2^(bits-1)-1.</param>
    public static RoundedWeights Of(OnnxNode node, Tensor weights, int axis, int bits)
    {
        var (channels, inner, values, most) = (
            weights.Shape[axis],
            (int)Extents.Length(weights.Shape[(axis + 1)..]),
            weights.ToReals(),
            (1 << (bits - 1)) - 1
        );
        var largest = new double[channels];
        for (var index = 0; index < values.Length; index++)
        {
            ref var channel = ref largest[index / inner % channels];
            channel = Math.Max(channel, Math.Abs(values[index]));
        }

        if (largest.Any(value => !double.IsFinite(value)))
        {
            throw Problems.At(node, Problems.Weights, "a weight is not a number", "train the source network again: it diverged");
        }

        // A channel of zeros has no scale of its own, and one of 1e-30 none that float32 can divide by.
        double[] scales = [.. largest.Select(value => value < 1e-25 ? 1 : (double)(float)(value / most))];
        if (bits < BitsOfAll)
        {
            Shorten(values, scales, inner, most);
        }

        return new RoundedWeights(
            [.. values.Select((value, index) => Rounded(value / scales[index / inner % channels], most))],
            scales,
            inner
        );
    }

    /// <summary>The real numbers that the integers stand for.</summary>
    public double[] Reals() => [.. Integers.Select((integer, index) => integer * Scales[index / Inner % Scales.Length])];

    private static void Shorten(double[] values, double[] scales, int inner, int most)
    {
        var (errors, least, best) = (new double[scales.Length], new double[scales.Length], (double[])scales.Clone());
        for (var part = 0; part < Parts; part++)
        {
            double[] tried = [.. scales.Select(scale => (double)(float)(scale * (1 - (part / (double)Parts))))];
            Array.Clear(errors);
            for (var index = 0; index < values.Length; index++)
            {
                var channel = index / inner % scales.Length;
                var difference = values[index] - (Rounded(values[index] / tried[channel], most) * tried[channel]);
                errors[channel] += difference * difference;
            }

            for (var channel = 0; channel < scales.Length; channel++)
            {
                (least[channel], best[channel]) =
                    part == 0 || errors[channel] < least[channel] ? (errors[channel], tried[channel]) : (least[channel], best[channel]);
            }
        }

        best.CopyTo(scales, 0);
    }

    private static long Rounded(double steps, int most) => (long)Math.Clamp(Math.Round(steps), -most, most);
}
