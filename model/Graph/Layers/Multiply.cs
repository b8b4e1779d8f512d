using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>
/// Product of two maps: <c>acc = (a - za) * (b - zb)</c>, then a requantisation of one channel for all. The second map has the
/// first one's shape, or is 1 x 1 x channels (a gate per channel).
/// </summary>
/// <param name="Requantisation">One multiplier, shift and constant.</param>
public sealed record Multiply(string Name, ImmutableArray<string> Inputs, FeatureMap Output, Requantisation Requantisation)
    : Layer(Name, Inputs, Output);
