using System.Collections.Immutable;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph;

/// <summary>
/// A network as immutable data: layers in the order they run, each reading the input or earlier layers. The last layer's
/// output are int32 logits, or integers of 4..8 bits where the network came from elsewhere; the class, if there are classes,
/// is the smallest index of the maximum.
/// </summary>
/// <param name="Name">Name of the network; 1..64 characters.</param>
/// <param name="Input">What the caller hands in: one byte per value, height, width, channel.</param>
/// <param name="Layers">At least one, in topological order.</param>
/// <param name="Labels">One per class, or empty.</param>
/// <param name="HasClasses">Whether the output says which class an input is; false: a signal, a regression, a map.</param>
public sealed record Network(
    string Name,
    FeatureMap Input,
    ImmutableArray<Layer> Layers,
    ImmutableArray<string> Labels,
    bool HasClasses = true
)
{
    /// <summary>The name by which layers refer to the network's input.</summary>
    public const string InputName = "input";

    /// <summary>The last layer's output: 1 x 1 x classes where there are classes.</summary>
    public FeatureMap Logits => Layers[^1].Output;

    /// <summary>The feature map that a layer name (or <see cref="InputName"/>) stands for.</summary>
    /// <exception cref="KeyNotFoundException">No layer has that name.</exception>
    public FeatureMap MapOf(string name) =>
        name == InputName
            ? Input
            : Layers.FirstOrDefault(layer => layer.Name == name)?.Output
                ?? throw new KeyNotFoundException($"network '{Name}' has no layer '{name}'");

    /// <summary>The maps a layer reads, in the order of its inputs.</summary>
    public ImmutableArray<FeatureMap> InputsOf(Layer layer) => [.. layer.Inputs.Select(MapOf)];
}
