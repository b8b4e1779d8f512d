using System.Collections.Immutable;

namespace Striate.Trainer.Networks.Layers;

/// <summary>Sum of two maps of equal shape, then ReLU if wanted.</summary>
/// <param name="Ceiling">Larger values become this; null: no limit.</param>
public sealed record AddDescription(string Name, ImmutableArray<string> Inputs, bool Relu = true, double? Ceiling = null)
    : LayerDescription(Name, Inputs);
