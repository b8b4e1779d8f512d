using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>Rounding whose gradient is that of the identity (Bengio et al., arXiv:1308.3432).</summary>
internal static class StraightThrough
{
    /// <summary>
    /// Round half up. The result is exactly the integer, in any precision that holds it: the term that carries the
    /// gradient is zero.
    /// </summary>
    public static Tensor Round(Tensor value)
    {
        var still = value.detach();
        return (value - still).add_((still + 0.5).floor_());
    }
}
