using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.Trainer.Networks.Layers;

/// <summary>Largest value of each window.</summary>
public sealed record MaxPoolingDescription(string Name, ImmutableArray<string> Inputs, Window Window) : LayerDescription(Name, Inputs);
