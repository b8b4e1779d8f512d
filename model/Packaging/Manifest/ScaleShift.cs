using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

/// <summary>Tensors: multipliers, offsets (int64 where they are wide), shifts.</summary>
internal sealed record ScaleShiftManifest(
    string Name,
    string[] Inputs,
    MapManifest Output,
    int Minimum,
    int Maximum,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Wide = false
) : LayerManifest(Name, Inputs, Output)
{
    public static ScaleShiftManifest Of(ScaleShift layer, TensorWriter tensors)
    {
        var isWide = IsWide(layer.Offsets);
        tensors.Integers(layer.Name, "multipliers", layer.Multipliers);
        if (isWide)
        {
            tensors.Longs(layer.Name, "offsets", layer.Offsets);
        }
        else
        {
            tensors.Integers(layer.Name, "offsets", [.. layer.Offsets.Select(offset => (int)offset)]);
        }

        tensors.Shifts(layer.Name, "shifts", layer.Shifts);
        return new ScaleShiftManifest(layer.Name, [.. layer.Inputs], layer.Output.ToManifest(), layer.Minimum, layer.Maximum, isWide);
    }

    public override Layer ToLayer(TensorReader tensors)
    {
        var multipliers = tensors.Integers(Name, "multipliers", Output.Channels);
        ImmutableArray<long> offsets = Wide
            ? tensors.Longs(Name, "offsets", Output.Channels)
            : [.. tensors.Integers(Name, "offsets", Output.Channels).Select(offset => (long)offset)];
        return Wide == IsWide(offsets)
            ? new ScaleShift(
                Name,
                [.. Inputs],
                Output.ToMap(),
                multipliers,
                offsets,
                tensors.Shifts(Name, "shifts", Output.Channels),
                Minimum,
                Maximum
            )
            : throw new InvalidDataException($"layer '{Name}': its offsets are stored wide and fit int32");
    }

    private static bool IsWide(ImmutableArray<long> offsets) => offsets.Any(offset => offset != (int)offset);
}
