using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>Values in height, width, channel order; the output is [samples, length, 1, 1].</summary>
internal static class Flatten
{
    public static Tensor Forward(Tensor input) => input.permute(0, 2, 3, 1).flatten(1).unsqueeze(-1).unsqueeze(-1);
}
