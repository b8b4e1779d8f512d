using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>Concatenation of channels.</summary>
internal static class Concat
{
    public static Tensor Forward(Tensor[] inputs) => torch.cat(inputs, 1);
}
