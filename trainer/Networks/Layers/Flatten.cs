using System.Collections.Immutable;

namespace Striate.Trainer.Networks.Layers;

/// <summary>The values in height, width, channel order as a 1 x 1 x length map.</summary>
public sealed record FlattenDescription(string Name, ImmutableArray<string> Inputs) : LayerDescription(Name, Inputs);
