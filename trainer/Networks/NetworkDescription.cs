using System.Collections.Immutable;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>A network before training: layers in the order they run; the last one's output are the logits.</summary>
public sealed record NetworkDescription(string Name, ImmutableArray<LayerDescription> Layers);
