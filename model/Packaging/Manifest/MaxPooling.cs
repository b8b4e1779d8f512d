using System.Text.Json.Serialization;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

internal sealed record MaxPoolingManifest(
    string Name,
    string[] Inputs,
    MapManifest Output,
    WindowManifest Window,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Minimum = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Maximum = null
) : LayerManifest(Name, Inputs, Output)
{
    public static MaxPoolingManifest Of(MaxPooling layer) =>
        new(layer.Name, [.. layer.Inputs], layer.Output.ToManifest(), layer.Window.ToManifest(), layer.Minimum, layer.Maximum);

    public override Layer ToLayer(TensorReader tensors) =>
        new MaxPooling(Name, [.. Inputs], Output.ToMap(), Window.ToWindow(), Minimum, Maximum);
}
