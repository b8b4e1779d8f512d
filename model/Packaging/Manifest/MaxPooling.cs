using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

internal sealed record MaxPoolingManifest(
    string Name, string[] Inputs, MapManifest Output, WindowManifest Window) : LayerManifest(Name, Inputs, Output)
{
    public static MaxPoolingManifest Of(MaxPooling layer) =>
        new(layer.Name, [.. layer.Inputs], layer.Output.ToManifest(), layer.Window.ToManifest());

    public override Layer ToLayer(TensorReader tensors) => new MaxPooling(Name, [.. Inputs], Output.ToMap(), Window.ToWindow());
}
