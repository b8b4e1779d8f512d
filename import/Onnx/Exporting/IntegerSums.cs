using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Exporting;

/// <summary>Layers that sum up products: ConvInteger or MatMulInteger, a bias, and a shift.</summary>
internal static class IntegerSums
{
    // int8 weights as uint8: with both operands unsigned, every processor sums exactly.
    private const int WeightOffset = 128;

    public static bool Convolution(IntegerScope scope, Convolution layer)
    {
        var (graph, name, bank, source) = (scope.Graph, layer.Name, layer.Bank, scope.Map(layer.Inputs[0]));
        var (rows, columns, dilationY, dilationX) = CellsOf(bank);
        var weights = graph.Bytes(
            $"{name}/weights",
            [bank.OutputChannels, bank.InputChannels, rows, columns],
            [.. DenseOf(bank).Select(weight => (long)weight + WeightOffset)]
        );
        var sums = graph.Node(
            "ConvInteger",
            $"{name}/products",
            [scope.BytesOf(layer.Inputs[0]), weights, ZeroOf(scope, layer.Inputs[0]), WeightZero(graph)],
            [
                ("dilations", new[] { dilationY, dilationX }),
                ("group", layer.Groups),
                ("kernel_shape", new[] { rows, columns }),
                .. Windows(layer.Window, source.Shape),
            ]
        );
        Finish(scope, layer, Biased(graph, layer, sums, layer.Bias), layer.Requantisation);
        return true;
    }

    public static bool FullyConnected(IntegerScope scope, FullyConnected layer)
    {
        var (graph, name, outputs) = (scope.Graph, layer.Name, layer.Bias.Length);
        var inputs = layer.Weights.Length / outputs;
        var row = graph.Node(
            "Reshape",
            $"{name}/row",
            [IntegerLayers.Turned(scope, name, layer.Inputs[0]), graph.Longs("row", [2], 1, -1)]
        );
        var matrix = new long[layer.Weights.Length];
        for (var index = 0; index < matrix.Length; index++)
        {
            matrix[(index % inputs * outputs) + (index / inputs)] = layer.Weights[index] + WeightOffset;
        }

        var weights = graph.Bytes($"{name}/weights", [inputs, outputs], matrix);
        var product = graph.Node("MatMulInteger", $"{name}/matrix", [row, weights, ZeroOf(scope, layer.Inputs[0]), WeightZero(graph)]);
        var sums = graph.Node("Reshape", $"{name}/products", [product, graph.Longs("column", [4], 1, -1, 1, 1)]);
        Finish(scope, layer, Biased(graph, layer, sums, layer.Bias), layer.Requantisation);
        return true;
    }

    /// <summary>
    /// A convolution of ones; where padding does not count, each place takes the parameters of as many cells as its window covers.
    /// </summary>
    public static bool AveragePooling(IntegerScope scope, AveragePooling layer)
    {
        var (graph, name, window, source) = (scope.Graph, layer.Name, layer.Window, scope.Map(layer.Inputs[0]));
        var channels = source.Shape.Channels;
        var ones = graph.Bytes(
            $"{name}/ones",
            [channels, 1, window.KernelHeight, window.KernelWidth],
            [.. Enumerable.Repeat(1L, channels * window.Cells)]
        );
        var sums = graph.Node(
            "ConvInteger",
            layer.Requantisation is null ? $"{name}/sums" : $"{name}/products",
            [scope.BytesOf(layer.Inputs[0]), ones, ZeroOf(scope, layer.Inputs[0])],
            [("group", channels), ("kernel_shape", new[] { window.KernelHeight, window.KernelWidth }), .. Windows(window, source.Shape)]
        );
        if (layer is not { Requantisation: { } all, Partial: { } partial })
        {
            Finish(scope, layer, sums, layer.Requantisation);
            return true;
        }

        // The last is that of whole windows, and of those that no other is for.
        IReadOnlyList<Requantisation> each = [.. partial.Select(one => one.Requantisation), all];
        var numbers = CoveredOf(window, source.Shape, layer.Output.Shape)
            .Select(cells => (long)partial.TakeWhile(one => one.Cells != cells).Count());
        var places = graph.Ints($"{name}/windows", [layer.Output.Shape.Height, layer.Output.Shape.Width], [.. numbers]);
        IntegerShift.Requantise(
            scope,
            layer,
            sums,
            RequantisationTables.Of(each, [channels, each.Count]),
            table => graph.Node("Gather", $"{table}Chosen", [table, places], ("axis", 1))
        );
        return true;
    }

    /// <summary>Kernels with every cell written out: [output channel, input channel, row, column] of cells.</summary>
    public static sbyte[] DenseOf(KernelBank bank) => bank.Catalog.IsDense ? [.. bank.Weights] : bank.ToDense();

    /// <summary>Rows and columns of cells, and how far they are apart.</summary>
    public static (int Rows, int Columns, int DilationY, int DilationX) CellsOf(KernelBank bank)
    {
        var catalog = bank.Catalog;
        return (
            ((catalog.KernelHeight - 1) / catalog.DilationY) + 1,
            ((catalog.KernelWidth - 1) / catalog.DilationX) + 1,
            catalog.DilationY,
            catalog.DilationX
        );
    }

    /// <summary>Steps and padding of a window; padding behind the last window is left out.</summary>
    public static (string, object)[] Windows(Window window, Shape map)
    {
        var (output, padding) = (window.Over(map, 1), window.Padding);
        var bottom = Math.Max(0, ((output.Height - 1) * window.StrideY) + window.KernelHeight - map.Height - padding.Top);
        var right = Math.Max(0, ((output.Width - 1) * window.StrideX) + window.KernelWidth - map.Width - padding.Left);
        return [("pads", new[] { padding.Top, padding.Left, bottom, right }), ("strides", new[] { window.StrideY, window.StrideX })];
    }

    private static string Biased(GraphWriter graph, Layer layer, string sums, IReadOnlyList<int> bias) =>
        graph.Node(
            "Add",
            $"{layer.Name}/sums",
            [sums, graph.Ints($"{layer.Name}/bias", [bias.Count, 1, 1], [.. bias.Select(value => (long)value)])]
        );

    private static void Finish(IntegerScope scope, Layer layer, string sums, Requantisation? requantisation)
    {
        if (requantisation is { } one)
        {
            IntegerShift.Requantise(scope, layer, sums, RequantisationTables.Of(one), table => table);
        }
    }

    private static string ZeroOf(IntegerScope scope, string source)
    {
        var map = scope.Map(source);
        return scope.Graph.Bytes($"{source}/zero", [], map.ZeroPoint + IntegerScope.OffsetOf(map.Type));
    }

    private static string WeightZero(GraphWriter graph) => graph.Bytes("weightZero", [], WeightOffset);

    private static IEnumerable<int> CoveredOf(Window window, Shape map, Shape output)
    {
        for (var row = 0; row < output.Height; row++)
        {
            for (var column = 0; column < output.Width; column++)
            {
                var (top, left) = ((row * window.StrideY) - window.Padding.Top, (column * window.StrideX) - window.Padding.Left);
                yield return (Math.Min(map.Height, top + window.KernelHeight) - Math.Max(0, top))
                    * (Math.Min(map.Width, left + window.KernelWidth) - Math.Max(0, left));
            }
        }
    }
}
