using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

/// <summary>Tensor: exponentials.</summary>
internal sealed record SoftmaxManifest(string Name, string[] Inputs, MapManifest Output, int Entries) : LayerManifest(Name, Inputs, Output)
{
    public static SoftmaxManifest Of(Softmax layer, TensorWriter tensors)
    {
        tensors.Integers(layer.Name, "exponentials", layer.Exponentials);
        return new SoftmaxManifest(layer.Name, [.. layer.Inputs], layer.Output.ToManifest(), layer.Exponentials.Length);
    }

    public override Layer ToLayer(TensorReader tensors) =>
        new Softmax(Name, [.. Inputs], Output.ToMap(), tensors.Integers(Name, "exponentials", Entries));
}
