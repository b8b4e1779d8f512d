using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

internal sealed record ConcatManifest(string Name, string[] Inputs, MapManifest Output) : LayerManifest(Name, Inputs, Output)
{
    public static ConcatManifest Of(Concat layer) => new(layer.Name, [.. layer.Inputs], layer.Output.ToManifest());

    public override Layer ToLayer(TensorReader tensors) => new Concat(Name, [.. Inputs], Output.ToMap());
}
