using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Exporting;

/// <summary>Layers that work number by number, or move integers.</summary>
internal static class QdqLayers
{
    private const int Bytes = 256;

    public static bool MaxPooling(QdqScope scope, MaxPooling layer)
    {
        var (graph, window, type) = (scope.Graph, layer.Window, layer.Output.Type);
        var largest = graph.Node(
            "MaxPool",
            $"{layer.Name}/largest",
            [QdqScope.RealOf(layer.Inputs[0])],
            [
                ("kernel_shape", new[] { window.KernelHeight, window.KernelWidth }),
                .. IntegerSums.Windows(window, scope.Map(layer.Inputs[0]).Shape),
            ]
        );
        scope.Quantise(layer.Name, largest, layer.Output, layer.Minimum ?? type.Minimum, layer.Maximum ?? type.Maximum);
        return true;
    }

    public static bool Add(QdqScope scope, Add layer)
    {
        var (graph, name, output) = (scope.Graph, layer.Name, layer.Output);
        var step = Math.ScaleB(output.Scale, -layer.Shift);
        var shift = 0.0;
        string Term(string what, int operand, int multiplier, IReadOnlyList<int>? table)
        {
            var map = scope.Map(layer.Inputs[operand]);
            if (table is not null)
            {
                var terms = graph.Reals(
                    $"{name}/{what}Numbers",
                    [Bytes],
                    [.. Spread(map.Type, table).Select(term => (float)(term * multiplier * step))]
                );
                return graph.Node("Gather", $"{name}/{what}", [terms, Index(scope, name, what, layer.Inputs[operand])]);
            }

            shift += (double)map.ZeroPoint * multiplier * step;
            return scope.Affine(
                $"{name}/{what}",
                QdqScope.RealOf(layer.Inputs[operand]),
                [multiplier * step / map.Scale],
                [0],
                output.Scale
            );
        }

        var sum = graph.Node(
            "Add",
            $"{name}/sum",
            [Term("a", 0, layer.MultiplierA, layer.Tables?.A), Term("b", 1, layer.MultiplierB, layer.Tables?.B)]
        );
        var offset = QdqSums.OffsetsOf([layer.Shift], [layer.ConstantOrHalf], output)[0] + shift;
        scope.Quantise(name, scope.Affine(name, sum, [1], [offset], output.Scale), output, layer.Minimum, layer.Maximum);
        return true;
    }

    public static bool Multiply(QdqScope scope, Multiply layer)
    {
        var (name, output, one, maps) = (layer.Name, layer.Output, layer.Requantisation, layer.Inputs.Select(scope.Map).ToArray());
        var product = scope.Graph.Node("Mul", $"{name}/product", [.. layer.Inputs.Select(QdqScope.RealOf)]);
        var factor = Math.ScaleB(one.Multipliers[0], -one.Shifts[0]) * output.Scale / (maps[0].Scale * maps[1].Scale);
        scope.Quantise(
            name,
            scope.Affine(name, product, [factor], QdqSums.OffsetsOf(one.Shifts, [one.ConstantOf(0)], output), output.Scale),
            output,
            one.Minimum,
            one.Maximum
        );
        return true;
    }

    public static bool Concat(QdqScope scope, Concat layer)
    {
        var joined = scope.Graph.Node("Concat", $"{layer.Name}/joined", [.. layer.Inputs.Select(QdqScope.RealOf)], ("axis", 1));
        scope.Quantise(layer.Name, joined, layer.Output, layer.Output.Type.Minimum, layer.Output.Type.Maximum);
        return true;
    }

    public static bool ScaleShift(QdqScope scope, ScaleShift layer)
    {
        var (output, source) = (layer.Output, scope.Map(layer.Inputs[0]));
        double[] factors =
        [
            .. layer.Multipliers.Select(
                (multiplier, channel) => Math.ScaleB(multiplier, -layer.Shifts[channel]) * output.Scale / source.Scale
            ),
        ];
        var constants = layer.Offsets.Select(
            (offset, channel) => offset + Requantisation.Half(layer.Shifts[channel]) + ((long)source.ZeroPoint * layer.Multipliers[channel])
        );
        var affine = scope.Affine(
            layer.Name,
            QdqScope.RealOf(layer.Inputs[0]),
            factors,
            QdqSums.OffsetsOf(layer.Shifts, [.. constants], output),
            output.Scale
        );
        scope.Quantise(layer.Name, affine, output, layer.Minimum, layer.Maximum);
        return true;
    }

    public static bool Flatten(QdqScope scope, Flatten layer)
    {
        var (graph, name, shape) = (scope.Graph, layer.Name, layer.Output.Shape);
        var turned = graph.Node("Transpose", $"{name}/turned", [QdqScope.RealOf(layer.Inputs[0])], ("perm", GraphWriter.ToChannelsLast));
        var reshaped = graph.Node(
            "Reshape",
            $"{name}/reshaped",
            [turned, graph.Longs($"{name}/shape", [4], 1, shape.Height, shape.Width, shape.Channels)]
        );
        graph.Node("Transpose", QdqScope.RealOf(name), [reshaped], ("perm", GraphWriter.ToChannelsFirst));
        return true;
    }

    public static bool Constant(QdqScope scope, Constant layer)
    {
        var (shape, bytes) = (layer.Output.Shape, QdqScope.BytesOf(layer.Name));
        var (area, values) = (shape.Height * shape.Width, new long[shape.Length]);
        for (var index = 0; index < values.Length; index++)
        {
            values[(index % shape.Channels * area) + (index / shape.Channels)] = layer.Values[index];
        }

        int[] sides = [1, shape.Channels, shape.Height, shape.Width];
        scope.Dequantise(
            layer.Name,
            layer.Output.Type.Signed ? scope.Graph.SignedBytes(bytes, sides, values) : scope.Graph.Bytes(bytes, sides, values),
            layer.Output
        );
        return true;
    }

    public static bool LookUp(QdqScope scope, LookUp layer)
    {
        // Numbers by bytes, quantised again: no function would give the same table.
        var (graph, name, output) = (scope.Graph, layer.Name, layer.Output);
        var numbers = Spread(scope.Map(layer.Inputs[0]).Type, layer.Table)
            .Select(value => (float)((value - output.ZeroPoint) * output.Scale));
        var real = graph.Node(
            "Gather",
            $"{name}/number",
            [graph.Reals($"{name}/numbers", [Bytes], [.. numbers]), Index(scope, name, "x", layer.Inputs[0])]
        );
        scope.Quantise(name, real, output, output.Type.Minimum, output.Type.Maximum);
        return true;
    }

    public static bool Softmax(QdqScope scope, Softmax layer)
    {
        var shares = scope.Graph.Node("Softmax", $"{layer.Name}/shares", [QdqScope.RealOf(layer.Inputs[0])], ("axis", 1));
        scope.Quantise(layer.Name, shares, layer.Output, layer.Output.Type.Minimum, layer.Output.Type.Maximum);
        return true;
    }

    /// <summary>A layer's integers as places in a table of 256.</summary>
    private static string Index(QdqScope scope, string layer, string what, string source)
    {
        var (graph, map) = (scope.Graph, scope.Map(source));

        // Numbers over the scale: integers less their zero point, whatever moved them.
        var integers = graph.Node(
            "Div",
            $"{layer}/{what}Integer",
            [QdqScope.RealOf(source), graph.Reals($"{layer}/{what}Step", [], (float)map.Scale)]
        );
        var places = graph.Node(
            "Add",
            $"{layer}/{what}Place",
            [integers, graph.Reals($"{layer}/{what}First", [], map.ZeroPoint + IntegerScope.OffsetOf(map.Type) + 0.5f)]
        );
        return graph.Node("Cast", $"{layer}/{what}Index", [places], ("to", (int)ElementType.Int32));
    }

    private static long[] Spread(IntegerType type, IReadOnlyList<int> table)
    {
        var bytes = new long[Bytes];
        for (var index = 0; index < table.Count; index++)
        {
            bytes[index + type.Minimum + IntegerScope.OffsetOf(type)] = table[index];
        }

        return bytes;
    }
}
