using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>A map that is part of the network: an operand of additions and products. It reads nothing.</summary>
/// <param name="Values">In height, width, channel order, within the output type.</param>
public sealed record Constant(string Name, FeatureMap Output, ImmutableArray<int> Values) : Layer(Name, [], Output);
