using System.Collections.Immutable;

namespace Striate.Trainer.Learning;

/// <summary>Everything that a float training continues from; equal states continue equally.</summary>
/// <param name="Values">All parameters, latent.</param>
/// <param name="Velocity">State of the optimiser.</param>
/// <param name="Statistics">Running means and variances.</param>
/// <param name="Shapes">Shape numbers per layer; empty before the first search.</param>
/// <param name="OffSegment">Weight of the cells off the segments.</param>
/// <param name="IsSettled">Shapes are frozen.</param>
/// <param name="Importance">Running importance of each kernel cell; empty where the latent weights say all.</param>
public sealed record FloatState(
    float[] Values,
    float[] Velocity,
    float[] Statistics,
    ImmutableArray<int[]> Shapes,
    double OffSegment,
    bool IsSettled,
    float[] Importance
);
