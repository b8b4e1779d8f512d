using TorchSharp;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>
/// libtorch's convolution, asked for in the ways in which it is right. On some processors (AMD's family 26 is one)
/// libtorch 2.10 computes others wrongly or writes beyond its memory, depending on the channels of both maps; the tests
/// compare all of them with double precision, which takes another way through libtorch. Networks whose channels are
/// multiples of 16 are computed as they come.
/// </summary>
internal static class TorchConvolution
{
    /// <summary>Channels that libtorch handles at a time.</summary>
    private const int Block = 16;

    /// <param name="input">[samples, channels, rows, columns], single precision or bfloat16.</param>
    /// <param name="weight">[outputs, channels of a group, rows, columns], of the same precision or better.</param>
    /// <param name="bias">One per output, or null.</param>
    /// <returns>The sums in the precision of the input.</returns>
    public static Tensor Run(Tensor input, Tensor weight, Tensor? bias, long[] strides, long[] padding, int groups)
    {
        var precision =
            IsRight(input, weight, groups) ? input.dtype
            : input.shape[1] == 1 ? torch.ScalarType.Float64
            : torch.ScalarType.Float32;
        var (map, rounded) = (input.to(precision), weight.to(precision));
        if (weight.shape[2] * weight.shape[3] == 1 && groups == 1 && padding is [0, 0] && !AreBlocks(input, weight))
        {
            return Pointwise(map, rounded, bias?.to(precision), strides).to(input.dtype);
        }

        if (groups == 1 && input.shape[1] > 1 && !IsRightInRows(input, weight))
        {
            map = MemoryOrder.ChannelsLast(map);
        }

        return functional.conv2d(map, rounded, bias?.to(precision), strides, padding, [1, 1], groups).to(input.dtype);
    }

    /// <summary>A 1x1 kernel: a matrix product at each pixel that it looks at.</summary>
    private static Tensor Pointwise(Tensor map, Tensor weight, Tensor? bias, long[] strides)
    {
        var pixels = map.slice(2, 0, map.shape[2], strides[0]).slice(3, 0, map.shape[3], strides[1]).permute(0, 2, 3, 1);
        return functional.linear(pixels, weight.flatten(1), bias).permute(0, 3, 1, 2);
    }

    /// <summary>Whether the precision of the input is one that sums and gradients are right in.</summary>
    private static bool IsRight(Tensor input, Tensor weight, int groups) =>
        input.dtype == torch.ScalarType.BFloat16
            ? groups == 1 && weight.shape[0] % 2 == 0 && input.shape[1] > 1
            : input.shape[1] > 1 || !input.requires_grad;

    private static bool AreBlocks(Tensor input, Tensor weight) => input.shape[1] % Block == 0 && weight.shape[0] % Block == 0;

    /// <summary>
    /// Whether a map whose channels lie one after the other is read rightly; one with the channels of a pixel side by side always is.
    /// </summary>
    private static bool IsRightInRows(Tensor input, Tensor weight) =>
        weight.shape[0] % Block == 0 && (input.shape[1] < Block || input.shape[1] % Block == 0);
}
