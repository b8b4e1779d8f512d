using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

internal sealed record AddManifest(
    string Name,
    string[] Inputs,
    MapManifest Output,
    int MultiplierA,
    int MultiplierB,
    int Shift,
    int Minimum,
    int Maximum) : LayerManifest(Name, Inputs, Output)
{
    public static AddManifest Of(Add layer) => new(
        layer.Name,
        [.. layer.Inputs],
        layer.Output.ToManifest(),
        layer.MultiplierA,
        layer.MultiplierB,
        layer.Shift,
        layer.Minimum,
        layer.Maximum);

    public override Layer ToLayer(TensorReader tensors) =>
        new Add(Name, [.. Inputs], Output.ToMap(), MultiplierA, MultiplierB, Shift, Minimum, Maximum);
}
