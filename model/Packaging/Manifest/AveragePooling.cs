using System.Text.Json.Serialization;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

/// <summary>Tensors: those of the requantisation, and of the ones for partial windows.</summary>
internal sealed record AveragePoolingManifest(
    string Name,
    string[] Inputs,
    MapManifest Output,
    WindowManifest Window,
    ClampManifest? Clamp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PartialManifest[]? Partial = null
) : LayerManifest(Name, Inputs, Output)
{
    public static AveragePoolingManifest Of(AveragePooling layer, TensorWriter tensors) =>
        new(
            layer.Name,
            [.. layer.Inputs],
            layer.Output.ToManifest(),
            layer.Window.ToManifest(),
            layer.Requantisation.ToManifest(layer.Name, tensors),
            layer.Partial is not { } windows
                ? null
                :
                [
                    .. windows.Select(partial => new PartialManifest(
                        partial.Cells,
                        partial.Requantisation.ToManifest(layer.Name, tensors, Prefix(partial.Cells))!
                    )),
                ]
        );

    public override Layer ToLayer(TensorReader tensors) =>
        new AveragePooling(
            Name,
            [.. Inputs],
            Output.ToMap(),
            Window.ToWindow(),
            Clamp.ToRequantisation(Name, Output.Channels, tensors),
            Partial is null ? null : [.. Partial.Select(partial => ToPartial(partial, tensors))]
        );

    private PartialWindow ToPartial(PartialManifest partial, TensorReader tensors) =>
        partial is { Clamp: not null }
            ? new(partial.Cells, partial.Clamp.ToRequantisation(Name, Output.Channels, tensors, Prefix(partial.Cells)))
            : throw new InvalidDataException($"layer '{Name}': a partial window is null");

    private static string Prefix(int cells) => $"cells{cells}-";
}

/// <summary>The requantisation of windows that cover so many cells.</summary>
internal sealed record PartialManifest(int Cells, ClampManifest Clamp);
