using Striate.Trainer.Networks.Layers;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>Residual addition in floating point.</summary>
internal static class Add
{
    public static Tensor Forward(AddDescription layer, Tensor a, Tensor b) => layer.Relu ? functional.relu(a + b) : a + b;
}
