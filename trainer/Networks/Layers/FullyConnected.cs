using System.Collections.Immutable;

namespace Striate.Trainer.Networks.Layers;

/// <summary>Every output reads every value of the input map.</summary>
public sealed record FullyConnectedDescription(string Name, ImmutableArray<string> Inputs, int Outputs, bool Relu = false)
    : LayerDescription(Name, Inputs);
