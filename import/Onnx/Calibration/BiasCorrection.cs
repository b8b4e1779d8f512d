using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Calibration;

/// <summary>
/// What rounded weights add to the mean of every output channel, which the bias can take away (Nagel et al., arXiv:1906.04721).
/// </summary>
internal static class BiasCorrection
{
    /// <summary>The shift of each output channel.</summary>
    /// <param name="weights">As they were.</param>
    /// <param name="rounded">As they are.</param>
    /// <param name="axis">The dimension that is the output channel.</param>
    /// <param name="groups">Of a convolution; else 1.</param>
    /// <param name="means">Mean of every channel of what is multiplied.</param>
    public static double[] Of(Tensor weights, ReadOnlySpan<double> rounded, int axis, int groups, double[] means)
    {
        var shape = weights.Shape;
        var (channels, inputs) = (shape[axis], shape[1 - axis]);
        var cells = (int)Extents.Length(shape[2..]);
        var shifts = new double[channels];
        for (var index = 0; index < rounded.Length; index++)
        {
            var (first, second) = (index / cells / shape[1], index / cells % shape[1]);
            var (channel, input) = axis == 0 ? (first, second) : (second, first);
            shifts[channel] += (rounded[index] - weights.Real(index)) * means[(channel / Math.Max(1, channels / groups) * inputs) + input];
        }

        return shifts;
    }
}
