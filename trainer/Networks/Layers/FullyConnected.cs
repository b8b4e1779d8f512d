using System.Collections.Immutable;

namespace Striate.Trainer.Networks.Layers;

/// <summary>Every output reads every value of the input map.</summary>
/// <param name="Ceiling">Larger values become this; null: no limit.</param>
public sealed record FullyConnectedDescription(
    string Name,
    ImmutableArray<string> Inputs,
    int Outputs,
    bool Relu = false,
    double? Ceiling = null
) : LayerDescription(Name, Inputs);
