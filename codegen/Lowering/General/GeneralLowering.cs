using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>
/// Kernels for everything that specification 2 allows, one plain loop each: correct for every layer, fast for none. Networks
/// that use a feature of it are computed by these whatever the strategy; their maps have no borders.
/// </summary>
internal static class GeneralLowering
{
    /// <summary>Tables of a class stay below this: an assembly holds 65,535 bytes of them.</summary>
    private const int MostTableBytes = 24_000;

    /// <summary>The network as its memory is planned: general kernels look where they are and need no borders.</summary>
    public static Network WithoutBorders(Network network) => network with
    {
        Layers = [.. network.Layers.Select(layer => layer switch
        {
            Convolution convolution => convolution with { Window = convolution.Window with { Padding = Padding.None } },
            AveragePooling pooling => pooling with { Window = pooling.Window with { Padding = Padding.None } },
            _ => layer,
        })],
    };

    /// <summary>The classes of a layer, in the order in which the network calls them.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, Layer layer) => layer switch
    {
        Convolution convolution => [.. Parts(convolution.Output.Shape.Channels, convolution.Bank.InputChannels * CellsOf(convolution)).Select(
            channels => Convolution(context, convolution, channels))],
        FullyConnected connected => [.. Parts(connected.Bias.Length, connected.Weights.Length / connected.Bias.Length).Select(
            channels => FullyConnected(context, connected, channels))],
        AveragePooling pooling => [AveragePooling(context, pooling)],
        MaxPooling pooling => [MaxPooling(context, pooling)],
        Add add => [Add(context, add)],
        Multiply multiply => [Multiply(context, multiply)],
        ScaleShift scaleShift => [ScaleShift(context, scaleShift)],
        Constant constant => [Elements(context, layer, [TableText.Narrowest("Values", constant.Values)], "t = Values[n];")],
        LookUp lookUp => [Elements(
            context, layer, [TableText.Narrowest("Table", lookUp.Table)], $"t = Table[{Input(context, layer).Value(Plus(Input(context, layer).Start, "n"))} + {-InputMap(context, layer).Type.Minimum}];")],
        Flatten => [Elements(context, layer, [], $"t = {Input(context, layer).Value(Plus(Input(context, layer).Start, "n"))};")],
        Concat concat => [Concat(context, concat)],
        Softmax softmax => [Softmax(context, softmax)],
        _ => throw new ArgumentException($"layer '{layer.Name}': the generator has no layer kind {layer.GetType().Name}"),
    };

    private static IEnumerable<Range> Parts(int channels, int weightsPerChannel)
    {
        var most = Math.Max(1, MostTableBytes / (weightsPerChannel + 32));
        for (var first = 0; first < channels; first += most)
        {
            yield return first..Math.Min(channels, first + most);
        }
    }

    private static int CellsOf(Convolution layer) => layer.Bank.Catalog.IsDense ? layer.Bank.Catalog.FullCells : layer.Window.Cells;

    private static KernelClass Convolution(LoweringContext context, Convolution layer, Range channels)
    {
        var (bank, window, catalog, input) = (layer.Bank, layer.Window, layer.Bank.Catalog, Input(context, layer));
        var (first, end) = (channels.Start.Value, channels.End.Value);
        var requantisation = GeneralRequantisation.Of(layer.Requantisation, channels);
        var (cells, inputs) = (CellsOf(layer), bank.InputChannels);
        var dense = catalog.IsDense ? bank.Weights.AsSpan() : bank.ToDense();
        var weights = new sbyte[(end - first) * cells * inputs];
        for (var index = 0; index < weights.Length; index++)
        {
            var (channel, cell, from) = (first + (index / (cells * inputs)), index / inputs % cells, index % inputs);
            weights[index] = dense[(((channel * inputs) + from) * cells) + cell];
        }

        return Of(context, layer, "general.convolution", [TableText.Of("Weights", weights), TableText.Of("Bias", layer.Bias.AsSpan()[channels].ToArray()), .. requantisation.Tables], new()
        {
            ["first_channel"] = first,
            ["count"] = end - first,
            ["per_group"] = layer.Output.Shape.Channels / layer.Groups,
            ["first_left"] = (layer.Output.Shape.Channels / layer.Groups) - (first % (layer.Output.Shape.Channels / layer.Groups)),
            ["first_input"] = input.Start + (first / (layer.Output.Shape.Channels / layer.Groups) * inputs),
            ["group_channels"] = inputs,
            ["kernel_rows"] = catalog.IsDense ? ((catalog.KernelHeight - 1) / catalog.DilationY) + 1 : catalog.KernelHeight,
            ["kernel_columns"] = catalog.IsDense ? ((catalog.KernelWidth - 1) / catalog.DilationX) + 1 : catalog.KernelWidth,
            ["dilation_y"] = catalog.DilationY,
            ["dilation_x"] = catalog.DilationX,
            ["stride_y"] = window.StrideY,
            ["stride_x"] = window.StrideX,
            ["top"] = window.Padding.Top,
            ["left"] = window.Padding.Left,
            ["value"] = input.Distance("p + i"),
            ["hoisted"] = requantisation.Hoisted,
            ["apply"] = requantisation.Apply,
        });
    }

    private static KernelClass FullyConnected(LoweringContext context, FullyConnected layer, Range neurons)
    {
        var (input, inputs) = (Input(context, layer), layer.Weights.Length / layer.Bias.Length);
        var requantisation = GeneralRequantisation.Of(layer.Requantisation, neurons);
        var weights = layer.Weights.AsSpan()[(neurons.Start.Value * inputs)..(neurons.End.Value * inputs)].ToArray();
        return Of(context, layer, "general.fully-connected", [TableText.Of("Weights", weights), TableText.Of("Bias", layer.Bias.AsSpan()[neurons].ToArray()), .. requantisation.Tables], new()
        {
            ["first_channel"] = neurons.Start.Value,
            ["count"] = neurons.End.Value - neurons.Start.Value,
            ["inputs"] = inputs,
            ["value"] = input.Distance(Plus(input.Start, "i")),
            ["hoisted"] = requantisation.Hoisted,
            ["apply"] = requantisation.Apply,
        });
    }

    private static KernelClass AveragePooling(LoweringContext context, AveragePooling layer)
    {
        var (input, channels, partial) = (Input(context, layer), layer.Output.Shape.Channels, layer.Partial ?? []);
        var clamps = partial.Select(one => one.Requantisation).Prepend(layer.Requantisation).OfType<Requantisation>().ToArray();
        var requantisation = clamps.Length == 0
            ? GeneralRequantisation.Of(null, ..)
            : GeneralRequantisation.Of([.. clamps.Select(one => (one, ..))], clamps.Min(one => one.Minimum), clamps.Max(one => one.Maximum));
        ImmutableArray<TableText> tables = clamps.Length > 1
            ? [.. requantisation.Tables, TableText.Of("Lowest", clamps.Select(one => one.Minimum).ToArray()), TableText.Of("Highest", clamps.Select(one => one.Maximum).ToArray())]
            : requantisation.Tables;
        return Of(context, layer, "general.average-pooling", tables, Window(layer.Window, input, new()
        {
            ["value"] = input.Distance("p"),
            ["channels"] = channels,
            ["cells"] = partial.Select((one, index) => new { Count = one.Cells, Variant = index + 1 }).ToArray(),
            ["hoisted"] = requantisation.Hoisted,
            ["apply"] = requantisation.Apply,
        }));
    }

    private static KernelClass MaxPooling(LoweringContext context, MaxPooling layer)
    {
        var input = Input(context, layer);
        return Of(context, layer, "general.max-pooling", [], Window(layer.Window, input, new()
        {
            ["value"] = input.Value("p"),
            ["low"] = layer.Minimum ?? layer.Output.Type.Minimum,
            ["high"] = layer.Maximum ?? layer.Output.Type.Maximum,
        }));
    }

    private static KernelClass Add(LoweringContext context, Add layer)
    {
        var (a, b) = (Input(context, layer), Input(context, layer, 1));
        var (termA, termB) = (a.Value(Plus(a.Start, "n")), b.Value(Plus(b.Start, "n")));
        ImmutableArray<TableText> tables = layer.Tables is { } terms ? [TableText.Of("TermsA", terms.A), TableText.Of("TermsB", terms.B)] : [];
        (termA, termB) = layer.Tables is null ? (termA, termB) : ($"TermsA[{termA} + {-a.Map.Type.Minimum}]", $"TermsB[{termB} + {-b.Map.Type.Minimum}]");
        return Elements(
            context, layer, tables,
            $"int ta = {termA}; int tb = {termB}; long u = ((long)ta * {Long(layer.MultiplierA)} + (long)tb * {Long(layer.MultiplierB)} + {Long(layer.ConstantOrHalf)}) >> {layer.Shift};",
            Clamp(layer.Minimum, layer.Maximum));
    }

    private static KernelClass Multiply(LoweringContext context, Multiply layer)
    {
        var (a, b) = (Input(context, layer), Input(context, layer, 1));
        var requantisation = GeneralRequantisation.Of(layer.Requantisation, ..);
        var isGate = b.Map.Shape != a.Map.Shape;
        return Elements(
            context, layer, requantisation.Tables, "int o = 0;", requantisation.Hoisted,
            $"t = {a.Distance(Plus(a.Start, "n"))} * {b.Distance(Plus(b.Start, isGate ? "k" : "n"))};", requantisation.Apply);
    }

    private static KernelClass ScaleShift(LoweringContext context, ScaleShift layer)
    {
        var input = Input(context, layer);
        return Elements(
            context, layer,
            [
                TableText.Narrowest("Multipliers", layer.Multipliers), TableText.Narrowest("Shifts", layer.Shifts),
                TableText.Of("Offsets", layer.Offsets.Zip(layer.Shifts, (offset, shift) => offset + Requantisation.Half(shift)).ToArray()),
            ],
            $"t = {input.Value(Plus(input.Start, "n"))};", "int m = Multipliers[k]; int s = Shifts[k]; long c = Offsets[k];", "long u = ((long)t * (long)m + c) >> s;",
            Clamp(layer.Minimum, layer.Maximum));
    }

    private static KernelClass Concat(LoweringContext context, Concat layer)
    {
        var first = 0;
        var sources = new List<object>();
        foreach (var index in Enumerable.Range(0, layer.Inputs.Length))
        {
            var input = Input(context, layer, index);
            sources.Add(new { input.Start, input.Map.Shape.Channels, First = first, Value = input.Value("p") });
            first += input.Map.Shape.Channels;
        }

        return Of(context, layer, "general.concat", [], new()
        {
            ["sources"] = sources,
            ["pixels"] = layer.Output.Shape.Height * layer.Output.Shape.Width,
        });
    }

    private static KernelClass Softmax(LoweringContext context, Softmax layer)
    {
        var input = Input(context, layer);
        return Of(context, layer, "general.softmax", [TableText.Of("Exponentials", layer.Exponentials)], new()
        {
            ["start"] = input.Start,
            ["pixels"] = layer.Output.Shape.Height * layer.Output.Shape.Width,
            ["channels"] = layer.Output.Shape.Channels,
            ["value"] = input.Value("p + i"),
        });
    }

    /// <summary>A layer that computes <c>t</c> for value <c>n</c> of channel <c>k</c>.</summary>
    private static KernelClass Elements(LoweringContext context, Layer layer, ImmutableArray<TableText> tables, params string[] lines) =>
        Of(context, layer, "general.elements", tables, new()
        {
            ["length"] = layer.Output.Shape.Length,
            ["channels"] = layer.Output.Shape.Channels,
            ["lines"] = lines,
        });

    private static Dictionary<string, object> Window(Window window, GeneralMap input, Dictionary<string, object> values)
    {
        values["start"] = input.Start;
        values["kernel_rows"] = window.KernelHeight;
        values["kernel_columns"] = window.KernelWidth;
        values["stride_y"] = window.StrideY;
        values["stride_x"] = window.StrideX;
        values["top"] = window.Padding.Top;
        values["left"] = window.Padding.Left;
        return values;
    }

    private static KernelClass Of(LoweringContext context, Layer layer, string template, ImmutableArray<TableText> tables, Dictionary<string, object> values)
    {
        var (output, className) = (context.Output(layer), context.ClassNameFor(layer));
        var (parameters, arguments) = Signature.Of(output);
        values["class"] = className;
        values["parameters"] = string.Join(", ", parameters);
        values["tables"] = tables.Select(table => table.Declaration).ToArray();
        values["output_array"] = output.Array;
        values["output_start"] = output.Start;
        values["output_cast"] = output.Cast;
        values["output_height"] = layer.Output.Shape.Height;
        values["output_width"] = layer.Output.Shape.Width;
        values["output_channels"] = layer.Output.Shape.Channels;
        if (layer.Inputs.Length > 0)
        {
            var shape = InputMap(context, layer).Shape;
            (values["input_height"], values["input_width"], values["input_channels"]) = (shape.Height, shape.Width, shape.Channels);
        }

        return new KernelClass(layer.Name, className, tables, [], arguments) { Template = (template, values) };
    }

    private static FeatureMap InputMap(LoweringContext context, Layer layer, int index = 0) => context.Network.MapOf(layer.Inputs[index]);

    private static GeneralMap Input(LoweringContext context, Layer layer, int index = 0) =>
        new(context.Memory.Buffers[layer.Inputs[index]].Start, InputMap(context, layer, index));

    private static string Plus(int start, string index) => start == 0 ? index : FormattableString.Invariant($"{start} + {index}");

    private static string Long(long value) => value == long.MinValue ? "long.MinValue" : FormattableString.Invariant($"({value}L)");

    private static string Clamp(int low, int high) => FormattableString.Invariant($"t = u < {low}L ? {low} : u > {high}L ? {high} : (int)u;");
}
