using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

/// <summary>Tensors: multipliers, offsets, shifts.</summary>
internal sealed record ScaleShiftManifest(
    string Name, string[] Inputs, MapManifest Output, int Minimum, int Maximum) : LayerManifest(Name, Inputs, Output)
{
    public static ScaleShiftManifest Of(ScaleShift layer, TensorWriter tensors)
    {
        tensors.Integers(layer.Name, "multipliers", layer.Multipliers);
        tensors.Integers(layer.Name, "offsets", layer.Offsets);
        tensors.Shifts(layer.Name, layer.Shifts);
        return new ScaleShiftManifest(layer.Name, [.. layer.Inputs], layer.Output.ToManifest(), layer.Minimum, layer.Maximum);
    }

    public override Layer ToLayer(TensorReader tensors) => new ScaleShift(
        Name,
        [.. Inputs],
        Output.ToMap(),
        tensors.Integers(Name, "multipliers", Output.Channels),
        tensors.Integers(Name, "offsets", Output.Channels),
        tensors.Shifts(Name, Output.Channels),
        Minimum,
        Maximum);
}
