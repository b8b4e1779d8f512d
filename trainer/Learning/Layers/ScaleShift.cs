using Striate.Trainer.Networks.Layers;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>Batch normalisation, or the affine map that it becomes when folded, in floating point.</summary>
internal static class ScaleShift
{
    public static Tensor Forward(ScaleShiftDescription layer, LayerParameters parameters, Tensor input, bool training)
    {
        var output = layer.BatchNormalisation
            ? Normalisation.Forward(parameters, input, training)
            : (input * parameters.Gain!.view(1, -1, 1, 1)) + parameters.Offset!.view(1, -1, 1, 1);
        return Rectifier.Forward(output, layer.Relu, layer.Ceiling);
    }
}
