using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>The same integers in the same order in another shape: as 1 x 1 x length in what Striate trains.</summary>
public sealed record Flatten(string Name, ImmutableArray<string> Inputs, FeatureMap Output) : Layer(Name, Inputs, Output);
