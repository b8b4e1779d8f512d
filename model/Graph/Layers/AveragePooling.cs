using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>
/// Sum of each window, per channel, then requantisation with the count folded into (m, s). Padded cells are zeros and
/// count. Global average pooling is the window that equals the map.
/// </summary>
/// <param name="Requantisation">Null only in the last layer: the sums are the logits.</param>
public sealed record AveragePooling(
    string Name,
    ImmutableArray<string> Inputs,
    FeatureMap Output,
    Window Window,
    Requantisation? Requantisation) : Layer(Name, Inputs, Output)
{
    /// <summary>The window of a global average pooling over a map.</summary>
    public static Window GlobalWindow(Shape map) => new(map.Height, map.Width, 1, 1, Padding.None);
}
