using Striate.Model.Graph;
using Striate.Trainer.Networks.Layers;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>Mean of each window; padded cells are zeros and count.</summary>
internal static class AveragePooling
{
    public static Tensor Forward(AveragePoolingDescription layer, Tensor input)
    {
        var single = input.to(TorchSharp.torch.ScalarType.Float32);
        return layer.Window is { } window ? (Sum(window, single) / window.Cells).to(input.dtype) : single.mean([2, 3], keepdim: true);
    }

    /// <summary>The sum of each window; the simulation of the integer arithmetic shares it.</summary>
    public static Tensor Sum(Window window, Tensor input)
    {
        var padding = window.Padding;
        var padded =
            padding == Padding.None
                ? input
                : functional.pad(input, [padding.Left, padding.Right, padding.Top, padding.Bottom], TorchSharp.PaddingModes.Constant, 0);
        return functional.avg_pool2d(
            padded,
            [window.KernelHeight, window.KernelWidth],
            [window.StrideY, window.StrideX],
            divisor_override: 1
        );
    }
}
