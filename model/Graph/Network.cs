using System.Collections.Immutable;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph;

/// <summary>
/// A network as immutable data: layers in the order they run, each reading the input or earlier layers. The last layer's
/// output are the int32 logits; the class is the smallest index of the maximum.
/// </summary>
/// <param name="Name">Name of the network; 1..64 characters.</param>
/// <param name="Input">What the caller hands in: one byte per value, height, width, channel.</param>
/// <param name="Layers">At least one, in topological order.</param>
/// <param name="Labels">One per logit, or empty.</param>
public sealed record Network(
    string Name,
    FeatureMap Input,
    ImmutableArray<Layer> Layers,
    ImmutableArray<string> Labels)
{
    /// <summary>The name by which layers refer to the network's input.</summary>
    public const string InputName = "input";

    /// <summary>The last layer's output: 1 x 1 x classes, int32.</summary>
    public FeatureMap Logits => Layers[^1].Output;

    /// <summary>The feature map that a layer name (or <see cref="InputName"/>) stands for.</summary>
    /// <exception cref="KeyNotFoundException">No layer has that name.</exception>
    public FeatureMap MapOf(string name) =>
        name == InputName ? Input
        : Layers.FirstOrDefault(layer => layer.Name == name)?.Output
          ?? throw new KeyNotFoundException($"network '{Name}' has no layer '{name}'");

    /// <summary>The maps a layer reads, in the order of its inputs.</summary>
    public ImmutableArray<FeatureMap> InputsOf(Layer layer) => [.. layer.Inputs.Select(MapOf)];
}
