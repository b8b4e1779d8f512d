using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

internal sealed record FlattenManifest(string Name, string[] Inputs, MapManifest Output) : LayerManifest(Name, Inputs, Output)
{
    public static FlattenManifest Of(Flatten layer) => new(layer.Name, [.. layer.Inputs], layer.Output.ToManifest());

    public override Layer ToLayer(TensorReader tensors) => new Flatten(Name, [.. Inputs], Output.ToMap());
}
