using Striate.Model.Graph;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>Largest value of each window; padded cells are smaller than anything.</summary>
internal static class MaxPooling
{
    public static Tensor Forward(Window window, Tensor input)
    {
        var padding = window.Padding;
        var padded =
            padding == Padding.None
                ? input
                : functional.pad(
                    input,
                    [padding.Left, padding.Right, padding.Top, padding.Bottom],
                    TorchSharp.PaddingModes.Constant,
                    double.NegativeInfinity
                );
        return functional.max_pool2d(padded, [window.KernelHeight, window.KernelWidth], [window.StrideY, window.StrideX]);
    }
}
