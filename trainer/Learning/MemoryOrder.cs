using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>The order in which the values of feature maps lie in memory; shapes do not change.</summary>
internal static class MemoryOrder
{
    /// <summary>The same map, [samples, channels, rows, columns], with the channels of a pixel side by side.</summary>
    public static Tensor ChannelsLast(Tensor map) => map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
