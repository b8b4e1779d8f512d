using Striate.Trainer.Networks.Layers;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>Residual addition in floating point.</summary>
internal static class Add
{
    public static Tensor Forward(AddDescription layer, Tensor a, Tensor b) => Rectifier.Forward(a + b, layer.Relu, layer.Ceiling);
}
