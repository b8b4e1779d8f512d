using System.Collections.Immutable;

namespace Striate.Trainer.Networks.Layers;

/// <summary>
/// Batch normalisation that follows no convolution (an affine map per channel once it is folded), then ReLU if wanted.
/// </summary>
/// <param name="Ceiling">Larger values become this; null: no limit.</param>
public sealed record ScaleShiftDescription(
    string Name,
    ImmutableArray<string> Inputs,
    bool BatchNormalisation = true,
    bool Relu = true,
    double? Ceiling = null
) : LayerDescription(Name, Inputs);
