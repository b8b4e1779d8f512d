using Striate.Trainer.Networks.Layers;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>What layers do to their sums: nothing, ReLU, or ReLU with a ceiling.</summary>
internal static class Rectifier
{
    /// <param name="values">Sums.</param>
    /// <param name="relu">Whether negative values become 0.</param>
    /// <param name="ceiling">Larger values become this; null: no limit.</param>
    public static Tensor Forward(Tensor values, bool relu, double? ceiling)
    {
        var rectified = relu ? functional.relu(values) : values;
        return ceiling is { } most ? rectified.clamp_max(most) : rectified;
    }

    /// <summary>What larger values of a layer become; null: no limit.</summary>
    public static double? CeilingOf(LayerDescription layer) =>
        layer switch
        {
            ConvolutionDescription convolution => convolution.Ceiling,
            FullyConnectedDescription connected => connected.Ceiling,
            AddDescription add => add.Ceiling,
            ScaleShiftDescription scaleShift => scaleShift.Ceiling,
            _ => null,
        };
}
