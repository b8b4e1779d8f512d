using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>Channels of the first input, then of the second, and so on. All inputs share extent, type and scale.</summary>
public sealed record Concat(string Name, ImmutableArray<string> Inputs, FeatureMap Output) : Layer(Name, Inputs, Output);
