using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.Trainer.Networks.Layers;

/// <summary>
/// Convolution, then batch normalisation (else a bias), then ReLU, the last two if wanted. Kernels of more than one cell
/// can become segments.
/// </summary>
/// <param name="Ceiling">Larger values become this, as in ReLU6; null: no limit.</param>
public sealed record ConvolutionDescription(
    string Name,
    ImmutableArray<string> Inputs,
    int OutputChannels,
    Window Window,
    int Groups = 1,
    bool BatchNormalisation = true,
    bool Relu = true,
    double? Ceiling = null
) : LayerDescription(Name, Inputs);
