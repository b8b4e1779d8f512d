using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>Batch normalisation over samples, rows and columns.</summary>
internal static class Normalisation
{
    /// <summary>Added to variances before the root is taken.</summary>
    public const double Epsilon = 1e-5;

    /// <summary>Weight of the newest batch in the running statistics.</summary>
    private const double Momentum = 0.1;

    public static Tensor Forward(LayerParameters parameters, Tensor input, bool training) =>
        functional.batch_norm(
            input,
            parameters.Mean!,
            parameters.Variance!,
            parameters.Gain,
            parameters.Offset,
            training,
            Momentum,
            Epsilon
        );
}
