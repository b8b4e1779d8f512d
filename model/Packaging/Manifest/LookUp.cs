using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

/// <summary>Tensor: table, one byte per entry.</summary>
internal sealed record LookUpManifest(string Name, string[] Inputs, MapManifest Output, int Entries) : LayerManifest(Name, Inputs, Output)
{
    public static LookUpManifest Of(LookUp layer, TensorWriter tensors)
    {
        tensors.Bytes(layer.Name, "table", [.. layer.Table.Select(value => (byte)value)]);
        return new LookUpManifest(layer.Name, [.. layer.Inputs], layer.Output.ToManifest(), layer.Table.Length);
    }

    public override Layer ToLayer(TensorReader tensors) =>
        new LookUp(Name, [.. Inputs], Output.ToMap(), tensors.Values(Name, "table", Entries, Output.Signed));
}
