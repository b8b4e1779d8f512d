using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks.Layers;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation.Layers;

/// <summary>An affine map per channel in integers.</summary>
internal static class ScaleShift
{
    /// <summary>Bits of the multipliers, without sign.</summary>
    private const int Bits = 14;

    /// <summary>Bits of the offsets, without sign.</summary>
    private const int OffsetBits = 28;

    public static ScaleShiftParameters Fit(LayerParameters parameters, FeatureMap input, FeatureMap output)
    {
        using var still = torch.no_grad();
        var gains = (parameters.Gain!.to(torch.ScalarType.Float64) * (input.Scale / output.Scale)).data<double>().ToArray();
        var offsets = (parameters.Offset!.to(torch.ScalarType.Float64) / output.Scale).data<double>().ToArray();
        var shifts = gains.Zip(
            offsets,
            (gain, offset) =>
            {
                var byGain = Bits - 1 - Math.ILogB(Math.Max(Math.Abs(gain), 1e-6));
                var byOffset = OffsetBits - 1 - Math.ILogB(Math.Max(Math.Abs(offset), 1e-6));
                return Math.Clamp(Math.Min(byGain, byOffset), 1, FixedPoint.MaximumShift);
            }
        );
        return new ScaleShiftParameters(output, input.Scale, [.. shifts], output.Type.Minimum, output.Type.Maximum);
    }

    /// <summary>Gains and offsets as integers; gradients pass through the rounding.</summary>
    public static LayerParameters Quantise(ScaleShiftParameters quantisation, LayerParameters parameters)
    {
        var powers = torch.tensor(quantisation.Shifts.Select(shift => (float)Math.ScaleB(1, shift)).ToArray());
        var gain = parameters.Gain! * powers * (quantisation.InputScale / quantisation.Output.Scale);
        var offset = parameters.Offset! * powers / quantisation.Output.Scale;
        return new LayerParameters { Gain = StraightThrough.Round(gain), Offset = StraightThrough.Round(offset) };
    }

    public static Tensor Simulate(ScaleShiftParameters quantisation, LayerParameters integers, Tensor input)
    {
        var powers = torch.tensor(quantisation.Shifts.Select(shift => Math.ScaleB(1, -shift)).ToArray()).to(input.dtype).view(1, -1, 1, 1);
        var sums = ((input * integers.Gain!.view(1, -1, 1, 1)) + integers.Offset!.view(1, -1, 1, 1)) * powers;
        return StraightThrough.Round(sums).clamp(quantisation.Minimum, quantisation.Maximum);
    }

    public static Model.Graph.Layers.ScaleShift Export(
        ScaleShiftDescription layer,
        ScaleShiftParameters quantisation,
        LayerParameters integers
    ) =>
        new(
            layer.Name,
            layer.Inputs,
            quantisation.Output,
            [.. integers.Gain!.detach().to(torch.ScalarType.Int32).data<int>()],
            [.. integers.Offset!.detach().to(torch.ScalarType.Int32).data<int>()],
            quantisation.Shifts,
            quantisation.Minimum,
            quantisation.Maximum
        );
}
