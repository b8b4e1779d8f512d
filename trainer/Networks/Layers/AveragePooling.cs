using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.Trainer.Networks.Layers;

/// <summary>Mean of each window; padded cells count.</summary>
/// <param name="Window">Null: the whole map.</param>
public sealed record AveragePoolingDescription(string Name, ImmutableArray<string> Inputs, Window? Window = null)
    : LayerDescription(Name, Inputs);
