using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>Largest integer of each window, per channel. Padded cells are ignored; a window never lies wholly in the padding.</summary>
/// <param name="Minimum">Smaller results become this; null: no limit.</param>
/// <param name="Maximum">Larger results become this; null: no limit.</param>
public sealed record MaxPooling(
    string Name,
    ImmutableArray<string> Inputs,
    FeatureMap Output,
    Window Window,
    int? Minimum = null,
    int? Maximum = null
) : Layer(Name, Inputs, Output);
