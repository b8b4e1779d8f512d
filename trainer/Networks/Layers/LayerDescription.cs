using System.Collections.Immutable;

namespace Striate.Trainer.Networks.Layers;

/// <summary>One layer of a network to be trained. The kinds are a closed set: the records in this folder.</summary>
/// <param name="Name">Unique in its network; 1..64 characters.</param>
/// <param name="Inputs">Names of earlier layers, or the network's input.</param>
public abstract record LayerDescription(string Name, ImmutableArray<string> Inputs);
