using Striate.Model.Graph;
using Striate.Trainer.Networks.Layers;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation.Layers;

/// <summary>Residual addition in integers: a multiplier each, one shift, rounded once.</summary>
internal static class Add
{
    /// <summary>Bits of the larger multiplier; with 8-bit activations the sum of products fits 32 bits.</summary>
    private const int Bits = 12;

    public static AddParameters Fit(FeatureMap a, FeatureMap b, FeatureMap output)
    {
        // One shift for both: the one that the larger multiplier needs. With power-of-two scales both are exact.
        var (larger, smaller) = (Math.Max(a.Scale, b.Scale), Math.Min(a.Scale, b.Scale));
        var shift = Math.Clamp(Bits - 1 - Math.ILogB(larger / output.Scale), 1, FixedPoint.MaximumShift);
        var low = Math.Max((int)Math.Round(Math.ScaleB(smaller / output.Scale, shift)), 1);
        var high = Math.Max((int)Math.Round(Math.ScaleB(larger / output.Scale, shift)), 1);
        while (low % 2 == 0 && high % 2 == 0 && shift > 1)
        {
            (low, high, shift) = (low / 2, high / 2, shift - 1);
        }

        var (multiplierA, multiplierB) = a.Scale >= b.Scale ? (high, low) : (low, high);
        return new AddParameters(output, multiplierA, multiplierB, shift, output.Type.Minimum, output.Type.Maximum);
    }

    public static Tensor Simulate(AddParameters quantisation, Tensor a, Tensor b)
    {
        var sum =
            (a * FixedPoint.ToReal(quantisation.MultiplierA, quantisation.Shift))
            + (b * FixedPoint.ToReal(quantisation.MultiplierB, quantisation.Shift));
        return StraightThrough.Round(sum).clamp(quantisation.Minimum, quantisation.Maximum);
    }

    public static Model.Graph.Layers.Add Export(AddDescription layer, AddParameters quantisation) =>
        new(
            layer.Name,
            layer.Inputs,
            quantisation.Output,
            quantisation.MultiplierA,
            quantisation.MultiplierB,
            quantisation.Shift,
            quantisation.Minimum,
            quantisation.Maximum
        );
}
