using System.Collections.Immutable;

namespace Striate.Trainer.Networks.Layers;

/// <summary>Channels of the first input, then of the second, and so on.</summary>
public sealed record ConcatDescription(string Name, ImmutableArray<string> Inputs) : LayerDescription(Name, Inputs);
