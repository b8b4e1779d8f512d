using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>
/// Sum of <c>x - z</c> over each window, per channel, then requantisation with the count folded into (m, s). Padded cells add
/// nothing; they count, unless <paramref name="Partial"/> says otherwise. Global average pooling is the window that equals the map.
/// </summary>
/// <param name="Requantisation">Null in the last layer alone, if at all: the sums are the logits.</param>
/// <param name="Partial">
/// Requantisations of windows that reach into the padding, where padding does not count; one per number of covered cells that
/// occurs, ascending. Null: padding counts.
/// </param>
public sealed record AveragePooling(
    string Name,
    ImmutableArray<string> Inputs,
    FeatureMap Output,
    Window Window,
    Requantisation? Requantisation,
    ImmutableArray<PartialWindow>? Partial = null
) : Layer(Name, Inputs, Output)
{
    /// <summary>The window of a global average pooling over a map.</summary>
    public static Window GlobalWindow(Shape map) => new(map.Height, map.Width, 1, 1, Padding.None);

    /// <summary>The requantisation of a window that covers so many cells of the map.</summary>
    public Requantisation? RequantisationFor(int cells) =>
        Partial?.FirstOrDefault(partial => partial.Cells == cells)?.Requantisation ?? Requantisation;
}

/// <summary>How sums over windows that lie partly in the padding are requantised.</summary>
/// <param name="Cells">Cells of the map that such a window covers; fewer than the window has.</param>
/// <param name="Requantisation">With this count folded in.</param>
public sealed record PartialWindow(int Cells, Requantisation Requantisation);
