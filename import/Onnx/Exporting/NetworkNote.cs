using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Exporting;

/// <summary>
/// What operators of ONNX do not say of a network: names, ranges of integers and what they stand for, and which parameters a layer has.
/// </summary>
/// <param name="Name">Of the network.</param>
/// <param name="Input">What it reads.</param>
/// <param name="Labels">Names of the classes; empty: none.</param>
/// <param name="HasClasses">Whether its output says which class an input is.</param>
/// <param name="Layers">In order.</param>
/// <param name="Form">Which operators the file is of: <c>integer</c> or <c>qdq</c>.</param>
/// <param name="Constants">Integers that no operator of the file has: multipliers, shifts, constants and tables of the QDQ form; empty in
/// the other.</param>
internal sealed record NetworkNote(
    string Name,
    MapNote Input,
    ImmutableArray<string> Labels,
    bool HasClasses,
    ImmutableArray<LayerNote> Layers,
    string Form,
    ImmutableArray<ConstantNote> Constants
)
{
    public const string Integer = "integer";
    public const string Qdq = "qdq";

    // The other constants of layers stand in the file in both forms.
    private static readonly ImmutableHashSet<string> s_inFile = ["weights", "bias", "zero", "ones", "windows", "shape"];

    /// <summary>The key of the metadata.</summary>
    public const string Key = "striate.network";

    public static NetworkNote Of(Network network, string form) =>
        new(
            network.Name,
            MapNote.Of(network.Input),
            network.Labels,
            network.HasClasses,
            [.. network.Layers.Select(LayerNote.Of)],
            form,
            form == Qdq ? ConstantsOf(network) : []
        );

    private static ImmutableArray<ConstantNote> ConstantsOf(Network network)
    {
        var layers = network.Layers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. IntegerForm
                .GraphOf(network)
                .Values.Where(pair => pair.Key.Split('/') is [var layer, var what] && layers.Contains(layer) && !s_inFile.Contains(what))
                .Select(pair => new ConstantNote(pair.Key, [.. pair.Value]))
                .OrderBy(constant => constant.Name, StringComparer.Ordinal),
        ];
    }

    public string Format() => JsonSerializer.Serialize(this, NetworkNoteJson.Default.NetworkNote);
}

/// <summary>Integers by name.</summary>
/// <param name="Name">LAYER/WHAT.</param>
/// <param name="Values">As the integer form has them.</param>
internal sealed record ConstantNote(string Name, ImmutableArray<long> Values);

/// <summary>A map.</summary>
internal sealed record MapNote(int Height, int Width, int Channels, int Bits, bool Signed, double Scale, int ZeroPoint)
{
    public static MapNote Of(FeatureMap map) =>
        new(map.Shape.Height, map.Shape.Width, map.Shape.Channels, map.Type.Bits, map.Type.Signed, map.Scale, map.ZeroPoint);

    public FeatureMap ToMap() => new(new Shape(Height, Width, Channels), new IntegerType(Bits, Signed), Scale, ZeroPoint);
}

/// <summary>A layer: its parameters are constants of the file.</summary>
/// <param name="Kind">Of the record.</param>
/// <param name="Name">Unique.</param>
/// <param name="Inputs">Names of layers.</param>
/// <param name="Output">What it writes.</param>
/// <param name="Window">Height and width, steps, padding: top, left, bottom, right; empty: none.</param>
/// <param name="Groups">Of a convolution; else 0.</param>
/// <param name="WeightBits">2..8, or 0.</param>
/// <param name="Dilation">Rows and columns between cells of dense kernels; empty: segments, or none.</param>
/// <param name="Segments">The shape of each slice where kernels are segments; empty: none.</param>
/// <param name="Requantisations">Which constants they have; of averages the partial windows' first.</param>
/// <param name="Limits">Clamp of a max pooling, a sum or a scale-shift; null where it has none.</param>
/// <param name="HasConstant">Whether a sum has a constant of its own.</param>
/// <param name="Entries">Of tables: of one, or of the two of a sum; empty: none.</param>
internal sealed record LayerNote(
    string Kind,
    string Name,
    ImmutableArray<string> Inputs,
    MapNote Output,
    ImmutableArray<int> Window,
    int Groups,
    int WeightBits,
    ImmutableArray<int> Dilation,
    ImmutableArray<int> Segments,
    ImmutableArray<RequantisationNote> Requantisations,
    ImmutableArray<int?> Limits,
    bool HasConstant,
    ImmutableArray<int> Entries
)
{
    public static LayerNote Of(Layer layer)
    {
        var bare = new LayerNote(
            layer.GetType().Name,
            layer.Name,
            layer.Inputs,
            MapNote.Of(layer.Output),
            [],
            0,
            0,
            [],
            [],
            [],
            [],
            false,
            []
        );
        return layer.Match<LayerNote>(
            convolution =>
                bare with
                {
                    Window = Of(convolution.Window),
                    Groups = convolution.Groups,
                    WeightBits = convolution.Bank.WeightBits,
                    Dilation = convolution.Bank.Catalog.IsDense
                        ? [convolution.Bank.Catalog.DilationY, convolution.Bank.Catalog.DilationX]
                        : [],
                    Segments = convolution.Bank.Catalog.IsDense ? [] : convolution.Bank.Shapes,
                    Requantisations = Of(convolution.Requantisation),
                },
            fullyConnected => bare with { WeightBits = fullyConnected.WeightBits, Requantisations = Of(fullyConnected.Requantisation) },
            maxPooling => bare with { Window = Of(maxPooling.Window), Limits = [maxPooling.Minimum, maxPooling.Maximum] },
            averagePooling =>
                bare with
                {
                    Window = Of(averagePooling.Window),
                    Requantisations =
                    [
                        .. (averagePooling.Partial ?? []).Select(partial => RequantisationNote.Of(partial.Requantisation, partial.Cells)),
                        .. Of(averagePooling.Requantisation),
                    ],
                    Entries = averagePooling.Partial is null ? [] : [averagePooling.Partial.Value.Length],
                },
            add =>
                bare with
                {
                    Limits = [add.Minimum, add.Maximum],
                    HasConstant = add.Constant is not null,
                    Entries = add.Tables is null ? [] : [add.Tables.A.Length, add.Tables.B.Length],
                },
            multiply => bare with { Requantisations = Of(multiply.Requantisation) },
            concat => bare,
            scaleShift => bare with { Limits = [scaleShift.Minimum, scaleShift.Maximum] },
            flatten => bare,
            constant => bare,
            lookUp => bare with { Entries = [lookUp.Table.Length] },
            softmax => bare with { Entries = [softmax.Exponentials.Length] },
            history => throw history.NotStored
        );
    }

    private static ImmutableArray<int> Of(Window window) =>
        [
            window.KernelHeight,
            window.KernelWidth,
            window.StrideY,
            window.StrideX,
            window.Padding.Top,
            window.Padding.Left,
            window.Padding.Bottom,
            window.Padding.Right,
        ];

    private static ImmutableArray<RequantisationNote> Of(Requantisation? requantisation) =>
        requantisation is null ? [] : [RequantisationNote.Of(requantisation, 0)];
}

/// <summary>A requantisation.</summary>
/// <param name="Minimum">lo.</param>
/// <param name="Maximum">hi.</param>
/// <param name="HasConstants">Whether it has constants of its own.</param>
/// <param name="HasSplit">Whether small accumulators have others.</param>
/// <param name="Cells">Of the window that it is for; 0: all.</param>
internal sealed record RequantisationNote(int Minimum, int Maximum, bool HasConstants, bool HasSplit, int Cells)
{
    public static RequantisationNote Of(Requantisation one, int cells) =>
        new(one.Minimum, one.Maximum, one.Constants is not null, one.Split is not null, cells);
}

/// <summary>The generated serialiser: no reflection, and strict.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, MaxDepth = 8, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NetworkNote))]
internal sealed partial class NetworkNoteJson : JsonSerializerContext;
