using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

/// <summary>Tensors: those of the requantisation.</summary>
internal sealed record AveragePoolingManifest(
    string Name,
    string[] Inputs,
    MapManifest Output,
    WindowManifest Window,
    ClampManifest? Clamp) : LayerManifest(Name, Inputs, Output)
{
    public static AveragePoolingManifest Of(AveragePooling layer, TensorWriter tensors) => new(
        layer.Name,
        [.. layer.Inputs],
        layer.Output.ToManifest(),
        layer.Window.ToManifest(),
        layer.Requantisation.ToManifest(layer.Name, tensors));

    public override Layer ToLayer(TensorReader tensors) => new AveragePooling(
        Name, [.. Inputs], Output.ToMap(), Window.ToWindow(), Clamp.ToRequantisation(Name, Output.Channels, tensors));
}
