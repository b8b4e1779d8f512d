using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

/// <summary>Tensors: those of the requantisation, of one value each.</summary>
internal sealed record MultiplyManifest(string Name, string[] Inputs, MapManifest Output, ClampManifest Clamp)
    : LayerManifest(Name, Inputs, Output)
{
    public static MultiplyManifest Of(Multiply layer, TensorWriter tensors) =>
        new(layer.Name, [.. layer.Inputs], layer.Output.ToManifest(), layer.Requantisation.ToManifest(layer.Name, tensors));

    public override Layer ToLayer(TensorReader tensors) =>
        new Multiply(Name, [.. Inputs], Output.ToMap(), Clamp.ToRequantisation(Name, 1, tensors));
}
