using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>One step of a network. The layer kinds are a closed set: the records in this folder.</summary>
/// <param name="Name">Unique in its network; 1..64 characters.</param>
/// <param name="Inputs">Names of the layers it reads, or <see cref="Network.InputName"/>.</param>
/// <param name="Output">The feature map it writes.</param>
public abstract record Layer(string Name, ImmutableArray<string> Inputs, FeatureMap Output);
