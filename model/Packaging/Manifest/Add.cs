using System.Text.Json.Serialization;
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
    int Maximum,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Constant = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int[]? Terms = null
) : LayerManifest(Name, Inputs, Output)
{
    public static AddManifest Of(Add layer, TensorWriter tensors)
    {
        if (layer.Tables is { } tables)
        {
            tensors.Integers(layer.Name, "termsA", tables.A);
            tensors.Integers(layer.Name, "termsB", tables.B);
        }

        return new AddManifest(
            layer.Name,
            [.. layer.Inputs],
            layer.Output.ToManifest(),
            layer.MultiplierA,
            layer.MultiplierB,
            layer.Shift,
            layer.Minimum,
            layer.Maximum,
            layer.Constant,
            layer.Tables is null ? null : [layer.Tables.A.Length, layer.Tables.B.Length]
        );
    }

    public override Layer ToLayer(TensorReader tensors) =>
        new Add(Name, [.. Inputs], Output.ToMap(), MultiplierA, MultiplierB, Shift, Minimum, Maximum, Constant, ReadTables(tensors));

    private AddTables? ReadTables(TensorReader tensors) =>
        Terms switch
        {
            null => null,
            [>= 1 and <= 256, >= 1 and <= 256] => new AddTables(
                tensors.Integers(Name, "termsA", Terms[0]),
                tensors.Integers(Name, "termsB", Terms[1])
            ),
            _ => throw new InvalidDataException($"layer '{Name}': it has two tables of 256 terms at most"),
        };
}
