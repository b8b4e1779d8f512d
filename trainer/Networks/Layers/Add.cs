using System.Collections.Immutable;

namespace Striate.Trainer.Networks.Layers;

/// <summary>Sum of two maps of equal shape, then ReLU if wanted.</summary>
public sealed record AddDescription(string Name, ImmutableArray<string> Inputs, bool Relu = true)
    : LayerDescription(Name, Inputs);
