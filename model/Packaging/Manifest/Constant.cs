using System.Collections.Immutable;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

/// <summary>Tensor: values, one byte each.</summary>
internal sealed record ConstantManifest(string Name, string[] Inputs, MapManifest Output) : LayerManifest(Name, Inputs, Output)
{
    public static ConstantManifest Of(Constant layer, TensorWriter tensors)
    {
        tensors.Bytes(layer.Name, "values", [.. layer.Values.Select(value => (byte)value)]);
        return new ConstantManifest(layer.Name, [], layer.Output.ToManifest());
    }

    public override Layer ToLayer(TensorReader tensors) =>
        Inputs.Length == 0
            ? new Constant(Name, Output.ToMap(), tensors.Values(Name, "values", Output))
            : throw new InvalidDataException($"layer '{Name}': it is constant and reads");
}
