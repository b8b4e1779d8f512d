using System.Collections.Immutable;
using System.Text.Json;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Segments;

namespace Striate.Import.Onnx.Exporting;

/// <summary>
/// The network of a file that was exported: integers out of its constants, the rest out of its notes. Written
/// again it has to be the same file, operator by operator: whoever changed one would otherwise have it ignored.
/// </summary>
internal sealed class IntegerFormReader
{
    private readonly ImmutableDictionary<string, Tensor> _constants;
    private readonly Dictionary<string, ImmutableArray<long>> _notes;
    private readonly Dictionary<string, FeatureMap> _maps = new(StringComparer.Ordinal);

    private IntegerFormReader(ImmutableDictionary<string, Tensor> constants, ImmutableArray<ConstantNote> notes) =>
        (_constants, _notes) = (constants, notes.ToDictionary(note => note.Name, note => note.Values, StringComparer.Ordinal));

    /// <summary>The network, not validated yet, and the form of the file.</summary>
    /// <param name="model">As read.</param>
    /// <param name="text">Its note.</param>
    /// <exception cref="ImportException">The note is damaged, or a constant is missing or has another extent.</exception>
    public static (Network Network, string Form) Read(OnnxModel model, string text)
    {
        try
        {
            var note = JsonSerializer.Deserialize(text, NetworkNoteJson.Default.NetworkNote) ?? throw new JsonException("it is null");
            Require(note.Form is NetworkNote.Integer or NetworkNote.Qdq, "its form is not one that 'striate export' writes");
            Require(note.Constants.All(constant => constant is not null), "a constant is null");
            return (new IntegerFormReader(model.Constants, note.Constants).Read(note), note.Form);
        }
        catch (JsonException damaged)
        {
            throw Problems.NotAsExported($"its note is damaged at '{damaged.Path}'", damaged);
        }
        catch (InvalidDataException damaged)
        {
            throw Problems.NotAsExported(damaged.Message, damaged);
        }
        catch (Exception damaged) when (damaged is NotSupportedException or ArgumentException or OverflowException or KeyNotFoundException)
        {
            throw Problems.NotAsExported("a value of its note is out of range", damaged);
        }
    }

    private Network Read(NetworkNote note)
    {
        Require(
            note.Layers.Length <= NetworkLimits.MaximumLayers
                && note.Layers.All(layer =>
                    layer is { Output: { } output } && IsMap(output) && layer.Requantisations.All(one => one is not null)
                )
                && IsMap(note.Input),
            "a map has no extent"
        );
        _maps[Network.InputName] = note.Input.ToMap();
        var layers = ImmutableArray.CreateBuilder<Layer>(note.Layers.Length);
        foreach (var layer in note.Layers)
        {
            layers.Add(LayerOf(layer));
            _maps[layer.Name] = layer.Output.ToMap();
        }

        return new Network(note.Name, note.Input.ToMap(), layers.ToImmutable(), note.Labels, note.HasClasses);
    }

    private Layer LayerOf(LayerNote note) =>
        note.Kind switch
        {
            nameof(Convolution) => ConvolutionOf(note),
            nameof(FullyConnected) => FullyConnectedOf(note),
            nameof(MaxPooling) => new MaxPooling(
                note.Name,
                note.Inputs,
                note.Output.ToMap(),
                WindowOf(note),
                LimitOf(note, 0),
                LimitOf(note, 1)
            ),
            nameof(AveragePooling) => AveragePoolingOf(note),
            nameof(Add) => AddOf(note),
            nameof(Multiply) => new Multiply(
                note.Name,
                note.Inputs,
                note.Output.ToMap(),
                RequantisationOf(note, 1, 0, 1) ?? throw new InvalidDataException($"layer '{note.Name}' has no requantisation")
            ),
            nameof(Concat) => new Concat(note.Name, note.Inputs, note.Output.ToMap()),
            nameof(ScaleShift) => ScaleShiftOf(note),
            nameof(Flatten) => new Flatten(note.Name, note.Inputs, note.Output.ToMap()),
            nameof(Constant) => ConstantOf(note),
            nameof(LookUp) => new LookUp(note.Name, note.Inputs, note.Output.ToMap(), TableOf(note, "table", 0, OffsetOf(note))),
            nameof(Softmax) => new Softmax(
                note.Name,
                note.Inputs,
                note.Output.ToMap(),
                [.. Values(note, "table", 256).Take(EntriesOf(note, 0)).Select(value => checked((int)value))]
            ),
            _ => throw new InvalidDataException($"layer '{note.Name}' is of no kind"),
        };

    private Convolution ConvolutionOf(LayerNote note)
    {
        var (window, channels) = (WindowOf(note), note.Output.Channels);
        var tensor = Constant(note, "weights");
        Require(tensor.Shape is [var outputs, _, _, _] && outputs == channels, $"weights of layer '{note.Name}' have other extents");
        var isDense = note.Segments.IsEmpty;
        Require(!isDense || note.Dilation.Length == 2, $"layer '{note.Name}' has no dilation");
        var catalog = isDense
            ? SegmentCatalog.Dense(tensor.Shape[2], tensor.Shape[3], note.Dilation[0], note.Dilation[1])
            : SegmentCatalog.For(tensor.Shape[2], tensor.Shape[3]);
        var (slices, area) = (tensor.Shape[0] * tensor.Shape[1], tensor.Shape[2] * tensor.Shape[3]);
        ImmutableArray<int> shapes = isDense ? [.. new int[slices]] : note.Segments;
        Require(
            shapes.Length == slices && shapes.All(shape => shape >= 0 && shape < catalog.Count),
            $"layer '{note.Name}' has segments that differ from its slices"
        );
        var weights = isDense
            ? Enumerable.Range(0, tensor.Length).Select(place => WeightOf(tensor, place))
            : shapes.SelectMany(
                (shape, slice) =>
                    catalog[shape].Cells.Select(cell => WeightOf(tensor, (slice * area) + (cell.Row * catalog.KernelWidth) + cell.Column))
            );
        var bank = new KernelBank(catalog, channels, tensor.Shape[1], note.WeightBits, shapes, [.. weights]);
        return new Convolution(
            note.Name,
            note.Inputs,
            note.Output.ToMap(),
            window,
            note.Groups,
            bank,
            Integers(note, "bias", channels),
            RequantisationOf(note, channels, 0, 1)
        );
    }

    private FullyConnected FullyConnectedOf(LayerNote note)
    {
        var tensor = Constant(note, "weights");
        Require(tensor.Shape is [_, var outputs] && outputs == note.Output.Channels, $"weights of layer '{note.Name}' have other extents");
        var weights = TransposeWeights(tensor);
        return new FullyConnected(
            note.Name,
            note.Inputs,
            note.Output.ToMap(),
            note.WeightBits,
            weights,
            Integers(note, "bias", note.Output.Channels),
            RequantisationOf(note, note.Output.Channels, 0, 1)
        );
    }

    private static ImmutableArray<sbyte> TransposeWeights(Tensor matrix)
    {
        var (inputs, outputs, weights) = (matrix.Shape[0], matrix.Shape[1], new sbyte[matrix.Length]);
        for (var index = 0; index < weights.Length; index++)
        {
            weights[index] = WeightOf(matrix, (index % inputs * outputs) + (index / inputs));
        }

        return [.. weights];
    }

    private AveragePooling AveragePoolingOf(LayerNote note)
    {
        var (channels, windows) = (note.Output.Channels, note.Requantisations.Length);
        if (note.Entries.IsEmpty)
        {
            return new AveragePooling(note.Name, note.Inputs, note.Output.ToMap(), WindowOf(note), RequantisationOf(note, channels, 0, 1));
        }

        ImmutableArray<PartialWindow> partial =
        [
            .. note.Requantisations[..^1]
                .Select((one, index) => new PartialWindow(one.Cells, RequantisationOf(note, channels, index, windows)!)),
        ];
        return new AveragePooling(
            note.Name,
            note.Inputs,
            note.Output.ToMap(),
            WindowOf(note),
            RequantisationOf(note, channels, windows - 1, windows),
            partial
        );
    }

    private Add AddOf(LayerNote note)
    {
        var (shift, constant) = ShiftOf(note, 1);
        var tables = note.Entries.Length == 2 ? new AddTables(TableOf(note, "aTerms", 0, 0), TableOf(note, "bTerms", 1, 0)) : null;
        return new Add(
            note.Name,
            note.Inputs,
            note.Output.ToMap(),
            checked((int)Values(note, "aMultiplier", 1)[0]),
            checked((int)Values(note, "bMultiplier", 1)[0]),
            shift[0],
            LimitOf(note, 0) ?? 0,
            LimitOf(note, 1) ?? 0,
            note.HasConstant ? constant[0] : null,
            tables
        );
    }

    private ScaleShift ScaleShiftOf(LayerNote note)
    {
        var channels = note.Output.Channels;
        var (shifts, constants) = ShiftOf(note, channels);
        return new ScaleShift(
            note.Name,
            note.Inputs,
            note.Output.ToMap(),
            Integers(note, "multipliers", channels),
            [.. constants.Select((constant, channel) => constant - Requantisation.Half(shifts[channel]))],
            shifts,
            LimitOf(note, 0) ?? 0,
            LimitOf(note, 1) ?? 0
        );
    }

    private Constant ConstantOf(LayerNote note)
    {
        var shape = note.Output.ToMap().Shape;
        var (values, area, bytes) = (new int[shape.Length], shape.Height * shape.Width, Values(note, "bytes", shape.Length));
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = (int)bytes[(index % shape.Channels * area) + (index / shape.Channels)] - OffsetOf(note);
        }

        return new Constant(note.Name, note.Output.ToMap(), [.. values]);
    }

    /// <summary>One of the requantisations of a layer.</summary>
    /// <param name="note">The layer.</param>
    /// <param name="channels">Of its tables.</param>
    /// <param name="window">Which one; where there are several, they stand side by side.</param>
    /// <param name="windows">How many.</param>
    private Requantisation? RequantisationOf(LayerNote note, int channels, int window, int windows)
    {
        if (note.Requantisations.IsEmpty)
        {
            return null;
        }

        var (own, offset) = (note.Requantisations[window], OffsetOf(note));
        ImmutableArray<long> Own(string what)
        {
            var values = Values(note, what, channels * windows);
            return [.. Enumerable.Range(0, channels).Select(channel => values[(channel * windows) + window])];
        }

        var (multipliers, shifts) = (Own("multipliers"), Own("shifts"));
        Require(shifts.All(shift => shift is >= 1 and <= 62), $"a shift of layer '{note.Name}' is not 1..62");
        ImmutableArray<long> Constants(string before, string behind) =>
            [
                .. Own(before)
                    .Zip(Own(behind))
                    .Select((pair, channel) => IntegerShift.Parameters.ConstantOf(pair.First, pair.Second, (int)shifts[channel], offset)),
            ];
        return new Requantisation(
            [.. multipliers.Select(one => checked((int)one))],
            [.. shifts.Select(one => (int)one)],
            own.Minimum,
            own.Maximum,
            own.HasConstants ? Constants("before", "behind") : null,
            own.HasSplit
                ? new RequantisationSplit([.. Own("thresholds").Select(one => checked((int)one))], Constants("beforeSmall", "behindSmall"))
                : null
        );
    }

    private (ImmutableArray<int> Shifts, ImmutableArray<long> Constants) ShiftOf(LayerNote note, int channels)
    {
        ImmutableArray<int> shifts = [.. Values(note, "shifts", channels).Select(shift => (int)shift)];
        Require(shifts.All(shift => shift is >= 1 and <= 62), $"a shift of layer '{note.Name}' is not 1..62");
        return (
            shifts,
            [
                .. Values(note, "before", channels)
                    .Zip(Values(note, "behind", channels))
                    .Select(
                        (pair, channel) => IntegerShift.Parameters.ConstantOf(pair.First, pair.Second, shifts[channel], OffsetOf(note))
                    ),
            ]
        );
    }

    /// <summary>A table with an entry per integer of the type that is read, out of one with an entry per byte.</summary>
    private ImmutableArray<int> TableOf(LayerNote note, string what, int operand, int offset)
    {
        var type = (
            operand < note.Inputs.Length
                ? _maps[note.Inputs[operand]]
                : throw new InvalidDataException($"layer '{note.Name}' reads too little")
        ).Type;
        Require(type.Bits <= 8 && EntriesOf(note, operand) == type.Values, $"a table of layer '{note.Name}' has another length");
        var (values, first) = (Values(note, what, 256), type.Minimum + IntegerScope.OffsetOf(type));
        return [.. Enumerable.Range(first, (int)type.Values).Select(place => checked((int)values[place]) - offset)];
    }

    private Tensor Constant(LayerNote note, string what) =>
        _constants.GetValueOrDefault($"{note.Name}/{what}") ?? throw new InvalidDataException($"constant '{note.Name}/{what}' is missing");

    private ImmutableArray<long> Values(LayerNote note, string what, int count)
    {
        if (_notes.TryGetValue($"{note.Name}/{what}", out var noted))
        {
            Require(!noted.IsDefault && noted.Length == count, $"'{note.Name}/{what}' is not {count} values");
            return noted;
        }

        var tensor = Constant(note, what);
        Require(!tensor.IsReal && tensor.Length == count, $"constant '{note.Name}/{what}' has {tensor.Length} values; {count} are needed");
        return tensor.ToIntegers();
    }

    private ImmutableArray<int> Integers(LayerNote note, string what, int count) =>
        [.. Values(note, what, count).Select(value => checked((int)value))];

    private static int OffsetOf(LayerNote note) => IntegerScope.OffsetOf(note.Output.ToMap().Type);

    private static int EntriesOf(LayerNote note, int table) =>
        table < note.Entries.Length && note.Entries[table] is >= 0 and <= 256 and var entries
            ? entries
            : throw new InvalidDataException($"a table of layer '{note.Name}' has no length");

    private static int? LimitOf(LayerNote note, int limit) =>
        limit < note.Limits.Length ? note.Limits[limit] : throw new InvalidDataException($"layer '{note.Name}' has no clamp");

    private static Window WindowOf(LayerNote note) =>
        note.Window is [var height, var width, var down, var across, var top, var left, var bottom, var right]
            ? new Window(height, width, down, across, new Padding(top, left, bottom, right))
            : throw new InvalidDataException($"layer '{note.Name}' has no window");

    // int8, or uint8 that is 128 more.
    private static sbyte WeightOf(Tensor weights, int place) =>
        checked((sbyte)(weights.Integers[place] - (weights.Type == ElementType.UInt8 ? IntegerScope.SignedOffset : 0)));

    private static bool IsMap(MapNote map) =>
        map is { Height: > 0, Width: > 0, Channels: > 0, Bits: >= 1 and <= 32 }
        && (long)map.Height * map.Width <= NetworkLimits.MaximumMapValues
        && (long)map.Height * map.Width * map.Channels <= NetworkLimits.MaximumMapValues;

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
