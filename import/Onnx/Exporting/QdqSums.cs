using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Exporting;

/// <summary>Layers that sum up products, on numbers: weights have the scale that multiplier and shift of their channel come to.</summary>
internal static class QdqSums
{
    public static bool Convolution(QdqScope scope, Convolution layer)
    {
        var (graph, name, bank, source) = (scope.Graph, layer.Name, layer.Bank, scope.Map(layer.Inputs[0]));
        var (rows, columns, dilationY, dilationX) = IntegerSums.CellsOf(bank);
        var weights = graph.SignedBytes(
            $"{name}/weights",
            [bank.OutputChannels, bank.InputChannels, rows, columns],
            [.. IntegerSums.DenseOf(bank).Select(weight => (long)weight)]
        );
        var scales = ScalesOf(layer, layer.Requantisation, source, bank.OutputChannels);
        var sums = graph.Node(
            "Conv",
            $"{name}/sums",
            [
                QdqScope.RealOf(layer.Inputs[0]),
                Real(graph, name, "weights", weights, scales, 0),
                Bias(graph, name, layer.Bias, scales, source),
            ],
            [
                ("dilations", new[] { dilationY, dilationX }),
                ("group", layer.Groups),
                ("kernel_shape", new[] { rows, columns }),
                .. IntegerSums.Windows(layer.Window, source.Shape),
            ]
        );
        Finish(scope, layer, sums, layer.Requantisation);
        return true;
    }

    public static bool FullyConnected(QdqScope scope, FullyConnected layer)
    {
        var (graph, name, outputs, source) = (scope.Graph, layer.Name, layer.Bias.Length, scope.Map(layer.Inputs[0]));
        var (inputs, matrix) = (layer.Weights.Length / outputs, new long[layer.Weights.Length]);
        for (var index = 0; index < matrix.Length; index++)
        {
            matrix[(index % inputs * outputs) + (index / inputs)] = layer.Weights[index];
        }

        var turned = graph.Node("Transpose", $"{name}/turned", [QdqScope.RealOf(layer.Inputs[0])], ("perm", GraphWriter.ToChannelsLast));
        var row = graph.Node("Reshape", $"{name}/row", [turned, graph.Longs("row", [2], 1, -1)]);
        var scales = ScalesOf(layer, layer.Requantisation, source, outputs);
        var weights = graph.SignedBytes($"{name}/weights", [inputs, outputs], matrix);
        var product = graph.Node(
            "Gemm",
            $"{name}/matrix",
            [row, Real(graph, name, "weights", weights, scales, 1), Bias(graph, name, layer.Bias, scales, source)]
        );
        Finish(
            scope,
            layer,
            graph.Node("Reshape", $"{name}/sums", [product, graph.Longs("column", [4], 1, -1, 1, 1)]),
            layer.Requantisation
        );
        return true;
    }

    public static bool AveragePooling(QdqScope scope, AveragePooling layer)
    {
        var (graph, name, window, source) = (scope.Graph, layer.Name, layer.Window, scope.Map(layer.Inputs[0]));
        var average = graph.Node(
            "AveragePool",
            $"{name}/average",
            [QdqScope.RealOf(layer.Inputs[0])],
            [
                ("count_include_pad", layer.Partial is null ? 1 : 0),
                ("kernel_shape", new[] { window.KernelHeight, window.KernelWidth }),
                .. IntegerSums.Windows(window, source.Shape),
            ]
        );
        var factors = ScalesOf(layer, layer.Requantisation, source, source.Shape.Channels).Select(scale => scale * window.Cells);
        Finish(scope, layer, scope.Affine(name, average, [.. factors], [0], layer.Output.Scale), layer.Requantisation);
        return true;
    }

    /// <summary>What c is more than half of the last step and the zero point, as a number, by channel.</summary>
    public static double[] OffsetsOf(IReadOnlyList<int> shifts, IReadOnlyList<long> constants, FeatureMap output) =>
        [
            .. constants.Select(
                (constant, channel) =>
                    ((Math.ScaleB(constant - Requantisation.Half(shifts[channel]), -shifts[channel])) - output.ZeroPoint) * output.Scale
            ),
        ];

    private static double[] ScalesOf(Layer layer, Requantisation? requantisation, FeatureMap source, int channels) =>
        [
            .. Enumerable
                .Range(0, channels)
                .Select(channel =>
                    (requantisation is null ? 1 : Math.ScaleB(requantisation.Multipliers[channel], -requantisation.Shifts[channel]))
                    * layer.Output.Scale
                    / source.Scale
                ),
        ];

    private static string Real(GraphWriter graph, string name, string what, string integers, double[] scales, int axis) =>
        graph.Node(
            "DequantizeLinear",
            $"{name}/{what}Real",
            [integers, graph.Reals($"{name}/{what}Scale", [scales.Length], [.. scales.Select(scale => (float)scale)])],
            ("axis", axis)
        );

    private static string Bias(GraphWriter graph, string name, IReadOnlyList<int> bias, double[] scales, FeatureMap source)
    {
        var integers = graph.Ints($"{name}/bias", [bias.Count], [.. bias.Select(value => (long)value)]);
        return Real(graph, name, "bias", integers, [.. scales.Select(scale => scale * source.Scale)], 0);
    }

    private static void Finish(QdqScope scope, Layer layer, string sums, Requantisation? requantisation)
    {
        if (requantisation is not { } one)
        {
            scope.Graph.Node("Identity", QdqScope.RealOf(layer.Name), [sums]);
            return;
        }

        var offsets = OffsetsOf(one.Shifts, [.. one.Shifts.Select((_, channel) => one.ConstantOf(channel))], layer.Output);
        var shifted = scope.Affine($"{layer.Name}/constant", sums, [1], offsets, layer.Output.Scale);
        IReadOnlyList<Requantisation> all = layer is AveragePooling { Partial: { } partial }
            ? [one, .. partial.Select(window => window.Requantisation)]
            : [one];
        scope.Quantise(layer.Name, shifted, layer.Output, all.Min(part => part.Minimum), all.Max(part => part.Maximum));
    }
}
