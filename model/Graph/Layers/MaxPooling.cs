using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>Largest integer of each window, per channel. Padded cells are ignored; a window never lies wholly in the padding.</summary>
public sealed record MaxPooling(
    string Name,
    ImmutableArray<string> Inputs,
    FeatureMap Output,
    Window Window) : Layer(Name, Inputs, Output);
