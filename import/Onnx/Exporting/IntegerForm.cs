using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Exporting;

/// <summary>
/// A network as ONNX operators on integers alone: what an ONNX runtime computes of it is the integer reference's, bit for bit. Maps
/// are [1, channels, height, width] of uint8, signed integers 128 more; sums are int32, and int64 between sums and bytes. Every
/// tensor of a layer is named LAYER/WHAT.
/// </summary>
internal static class IntegerForm
{
    /// <summary>The tensor that the model reads: uint8, or int8 where the network's input is signed.</summary>
    public const string InputName = "input";

    /// <summary>The tensor that the model writes.</summary>
    public const string OutputName = "output";

    /// <summary>The file.</summary>
    /// <param name="network">Valid.</param>
    /// <param name="notes">Metadata, in order.</param>
    public static byte[] Write(Network network, IEnumerable<(string Key, string Value)> notes)
    {
        var graph = GraphOf(network);
        foreach (var (key, value) in notes)
        {
            graph.Note(key, value);
        }

        return graph.Build(network.Name);
    }

    /// <summary>Its operators and constants.</summary>
    public static GraphWriter GraphOf(Network network)
    {
        var scope = new IntegerScope(network);
        scope.Begin();
        foreach (var layer in network.Layers)
        {
            layer.Match(
                convolution => IntegerSums.Convolution(scope, convolution),
                fullyConnected => IntegerSums.FullyConnected(scope, fullyConnected),
                maxPooling => IntegerLayers.MaxPooling(scope, maxPooling),
                averagePooling => IntegerSums.AveragePooling(scope, averagePooling),
                add => IntegerLayers.Add(scope, add),
                multiply => IntegerLayers.Multiply(scope, multiply),
                concat => IntegerLayers.Concat(scope, concat),
                scaleShift => IntegerLayers.ScaleShift(scope, scaleShift),
                flatten => IntegerLayers.Flatten(scope, flatten),
                constant => IntegerLayers.Constant(scope, constant),
                lookUp => IntegerLayers.LookUp(scope, lookUp),
                softmax => IntegerSoftmax.Write(scope, softmax),
                history => throw history.NotStored
            );
        }

        scope.End();
        return scope.Graph;
    }
}

/// <summary>What is known while a network is written.</summary>
internal sealed class IntegerScope(Network network)
{
    /// <summary>What signed integers are less than their bytes.</summary>
    public const int SignedOffset = 128;

    public GraphWriter Graph { get; } = new();

    /// <summary>The maps that a layer reads.</summary>
    public FeatureMap Map(string name) => network.MapOf(name);

    /// <summary>The tensor of bytes that stands for a layer's output or the network's input.</summary>
    public string BytesOf(string name) => name == Network.InputName && !network.Input.Type.Signed ? IntegerForm.InputName : $"{name}/bytes";

    /// <summary>What is added to the integers of a type.</summary>
    public static int OffsetOf(IntegerType type) => type.Signed && type.Bits <= 8 ? SignedOffset : 0;

    /// <summary>The integers themselves as int64.</summary>
    /// <param name="layer">Whose tensors these are.</param>
    /// <param name="what">Tells the operand from others.</param>
    /// <param name="source">The layer that is read.</param>
    public string Longs(string layer, string what, string source)
    {
        var wide = Graph.Node("Cast", $"{layer}/{what}Wide", [BytesOf(source)], ("to", (int)ElementType.Int64));
        return OffsetOf(Map(source).Type) is > 0 and var offset
            ? Graph.Node("Sub", $"{layer}/{what}", [wide, Graph.Longs($"offset{offset}", [], offset)])
            : wide;
    }

    /// <summary>Declares the input, and makes bytes of it.</summary>
    public void Begin()
    {
        var (input, shape) = (network.Input, network.Input.Shape);
        Graph.Input(
            IntegerForm.InputName,
            input.Type.Signed ? ElementType.Int8 : ElementType.UInt8,
            1,
            shape.Channels,
            shape.Height,
            shape.Width
        );
        if (input.Type.Signed)
        {
            var wide = Graph.Node("Cast", "input/wide", [IntegerForm.InputName], ("to", (int)ElementType.Int32));
            var moved = Graph.Node("Add", "input/moved", [wide, Graph.Ints("input/offset", [], SignedOffset)]);
            Graph.Node("Cast", BytesOf(Network.InputName), [moved], ("to", (int)ElementType.UInt8));
        }
    }

    /// <summary>Declares the output: bytes of the last layer as they are, or its sums.</summary>
    public void End()
    {
        var (last, shape, type) = (network.Layers[^1].Name, network.Logits.Shape, network.Logits.Type);
        var result = type.Bits > 8 ? $"{last}/sums" : BytesOf(last);
        if (type is { Signed: true, Bits: <= 8 })
        {
            var wide = Graph.Node("Cast", "/output/wide", [result], ("to", (int)ElementType.Int32));
            var moved = Graph.Node("Sub", "/output/moved", [wide, Graph.Ints("/output/offset", [], SignedOffset)]);
            result = Graph.Node("Cast", "/output/bytes", [moved], ("to", (int)ElementType.Int8));
        }

        // Classes stand in a row.
        var isRow = shape is { Height: 1, Width: 1 };
        Graph.Node(isRow ? "Flatten" : "Identity", IntegerForm.OutputName, [result]);
        int[] sides = isRow ? [1, shape.Channels] : [1, shape.Channels, shape.Height, shape.Width];
        Graph.Output(
            IntegerForm.OutputName,
            type.Bits > 8 ? ElementType.Int32
                : type.Signed ? ElementType.Int8
                : ElementType.UInt8,
            sides
        );
    }
}
