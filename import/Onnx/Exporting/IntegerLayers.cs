using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Exporting;

/// <summary>Layers that work integer by integer, or move them.</summary>
internal static class IntegerLayers
{
    private const int Bytes = 256;

    public static bool MaxPooling(IntegerScope scope, MaxPooling layer)
    {
        var (graph, name, window, source) = (scope.Graph, layer.Name, layer.Window, scope.Map(layer.Inputs[0]));
        var isLimited = layer.Minimum is not null || layer.Maximum is not null;
        var largest = graph.Node(
            "MaxPool",
            isLimited ? $"{name}/largest" : scope.BytesOf(name),
            [scope.BytesOf(layer.Inputs[0])],
            [("kernel_shape", new[] { window.KernelHeight, window.KernelWidth }), .. IntegerSums.Windows(window, source.Shape)]
        );
        if (isLimited)
        {
            var offset = IntegerScope.OffsetOf(layer.Output.Type);
            graph.Node(
                "Clip",
                scope.BytesOf(name),
                [
                    largest,
                    graph.Bytes($"{name}/minimum", [], (layer.Minimum ?? layer.Output.Type.Minimum) + offset),
                    graph.Bytes($"{name}/maximum", [], (layer.Maximum ?? layer.Output.Type.Maximum) + offset),
                ]
            );
        }

        return true;
    }

    public static bool Add(IntegerScope scope, Add layer)
    {
        var (graph, name) = (scope.Graph, layer.Name);
        string Term(string what, int operand, int multiplier, IReadOnlyList<int>? table)
        {
            var source = layer.Inputs[operand];
            var term = table is null
                ? scope.Longs(name, what, source)
                : Looked(scope, name, what, source, graph.Longs($"{name}/{what}Terms", [Bytes], Spread(scope.Map(source).Type, table)));
            return graph.Node("Mul", $"{name}/{what}Product", [term, graph.Longs($"{name}/{what}Multiplier", [], multiplier)]);
        }

        var product = graph.Node(
            "Add",
            $"{name}/product",
            [Term("a", 0, layer.MultiplierA, layer.Tables?.A), Term("b", 1, layer.MultiplierB, layer.Tables?.B)]
        );
        Shift(
            scope,
            layer,
            product,
            new IntegerShift.Parameters([layer.Shift], [layer.ConstantOrHalf]),
            [],
            (layer.Minimum, layer.Maximum)
        );
        return true;
    }

    public static bool Multiply(IntegerScope scope, Multiply layer)
    {
        var (graph, name) = (scope.Graph, layer.Name);
        string Factor(string what, int operand)
        {
            var (source, map) = (layer.Inputs[operand], scope.Map(layer.Inputs[operand]));
            return graph.Node(
                "Sub",
                $"{name}/{what}",
                [
                    graph.Node("Cast", $"{name}/{what}Wide", [scope.BytesOf(source)], ("to", (int)ElementType.Int32)),
                    graph.Ints($"{name}/{what}Zero", [], map.ZeroPoint + IntegerScope.OffsetOf(map.Type)),
                ]
            );
        }

        var sums = graph.Node("Mul", $"{name}/sums", [Factor("a", 0), Factor("b", 1)]);
        IntegerShift.Requantise(scope, layer, sums, RequantisationTables.Of(layer.Requantisation), table => table);
        return true;
    }

    public static bool Concat(IntegerScope scope, Concat layer)
    {
        scope.Graph.Node("Concat", scope.BytesOf(layer.Name), [.. layer.Inputs.Select(scope.BytesOf)], ("axis", 1));
        return true;
    }

    public static bool ScaleShift(IntegerScope scope, ScaleShift layer)
    {
        var (graph, name, channels) = (scope.Graph, layer.Name, layer.Multipliers.Length);
        int[] sides = [channels, 1, 1];
        var product = graph.Node(
            "Mul",
            $"{name}/product",
            [
                scope.Longs(name, "x", layer.Inputs[0]),
                graph.Longs($"{name}/multipliers", sides, [.. layer.Multipliers.Select(one => (long)one)]),
            ]
        );
        var constants = layer.Offsets.Select((offset, channel) => offset + Requantisation.Half(layer.Shifts[channel]));
        Shift(scope, layer, product, new IntegerShift.Parameters(layer.Shifts, [.. constants]), sides, (layer.Minimum, layer.Maximum));
        return true;
    }

    public static bool Flatten(IntegerScope scope, Flatten layer)
    {
        var (graph, name, shape) = (scope.Graph, layer.Name, layer.Output.Shape);
        var turned = Turned(scope, name, layer.Inputs[0]);
        if (shape is { Height: 1, Width: 1 })
        {
            graph.Node("Reshape", scope.BytesOf(name), [turned, graph.Longs("column", [4], 1, -1, 1, 1)]);
            return true;
        }

        var reshaped = graph.Node(
            "Reshape",
            $"{name}/reshaped",
            [turned, graph.Longs($"{name}/shape", [4], 1, shape.Height, shape.Width, shape.Channels)]
        );
        graph.Node("Transpose", scope.BytesOf(name), [reshaped], ("perm", GraphWriter.ToChannelsFirst));
        return true;
    }

    public static bool Constant(IntegerScope scope, Constant layer)
    {
        var (shape, offset) = (layer.Output.Shape, IntegerScope.OffsetOf(layer.Output.Type));
        var (area, values) = (shape.Height * shape.Width, new long[shape.Length]);
        for (var index = 0; index < values.Length; index++)
        {
            values[(index % shape.Channels * area) + (index / shape.Channels)] = layer.Values[index] + offset;
        }

        scope.Graph.Bytes(scope.BytesOf(layer.Name), [1, shape.Channels, shape.Height, shape.Width], values);
        return true;
    }

    public static bool LookUp(IntegerScope scope, LookUp layer)
    {
        var (graph, name, source, offset) = (scope.Graph, layer.Name, layer.Inputs[0], IntegerScope.OffsetOf(layer.Output.Type));
        var table = graph.Bytes($"{name}/table", [Bytes], Spread(scope.Map(source).Type, [.. layer.Table.Select(value => value + offset)]));
        graph.Node("Gather", scope.BytesOf(name), [table, Index(scope, name, "index", source)]);
        return true;
    }

    /// <summary>A layer's bytes as [1, height, width, channels]: the order of the network.</summary>
    public static string Turned(IntegerScope scope, string layer, string source) =>
        scope.Graph.Node("Transpose", $"{layer}/turned", [scope.BytesOf(source)], ("perm", GraphWriter.ToChannelsLast));

    /// <summary>Values of a table by bytes of a layer.</summary>
    public static string Looked(IntegerScope scope, string layer, string what, string source, string table) =>
        scope.Graph.Node("Gather", $"{layer}/{what}", [table, Index(scope, layer, $"{what}Index", source)]);

    /// <summary>A table with an entry per integer of a type as one with an entry per byte.</summary>
    private static long[] Spread(IntegerType type, IReadOnlyList<int> table)
    {
        var bytes = new long[Bytes];
        for (var index = 0; index < table.Count; index++)
        {
            bytes[index + type.Minimum + IntegerScope.OffsetOf(type)] = table[index];
        }

        return bytes;
    }

    private static string Index(IntegerScope scope, string layer, string what, string source) =>
        scope.Graph.Node("Cast", $"{layer}/{what}", [scope.BytesOf(source)], ("to", (int)ElementType.Int32));

    private static void Shift(
        IntegerScope scope,
        Layer layer,
        string product,
        IntegerShift.Parameters shift,
        int[] sides,
        (int Minimum, int Maximum) clamp
    )
    {
        var (graph, name, offset) = (scope.Graph, layer.Name, IntegerScope.OffsetOf(layer.Output.Type));
        var before = graph.Longs($"{name}/before", sides, shift.Before);
        var shifts = graph.Shifts($"{name}/shifts", sides, [.. shift.Shifts.Select(one => (long)one)]);
        var behind = graph.Longs($"{name}/behind", sides, shift.Behind(offset));
        IntegerShift.Write(
            scope,
            layer,
            product,
            (before, shifts, behind),
            (graph.Longs($"{name}/minimum", [], clamp.Minimum + offset), graph.Longs($"{name}/maximum", [], clamp.Maximum + offset))
        );
    }
}
