using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Exporting;

/// <summary>
/// A network as ONNX operators on float32 with QuantizeLinear and DequantizeLinear behind each layer, as runtimes for quantised
/// models read it. Scales are what multipliers and shifts come to: a runtime's float32 sums round to the same integers but near
/// ties. Every tensor of a layer is named LAYER/WHAT.
/// </summary>
internal static class QdqForm
{
    /// <summary>The file.</summary>
    /// <param name="network">Valid.</param>
    /// <param name="notes">Metadata, in order.</param>
    public static byte[] Write(Network network, IEnumerable<(string Key, string Value)> notes)
    {
        var scope = new QdqScope(network);
        scope.Begin();
        foreach (var layer in network.Layers)
        {
            layer.Match(
                convolution => QdqSums.Convolution(scope, convolution),
                fullyConnected => QdqSums.FullyConnected(scope, fullyConnected),
                maxPooling => QdqLayers.MaxPooling(scope, maxPooling),
                averagePooling => QdqSums.AveragePooling(scope, averagePooling),
                add => QdqLayers.Add(scope, add),
                multiply => QdqLayers.Multiply(scope, multiply),
                concat => QdqLayers.Concat(scope, concat),
                scaleShift => QdqLayers.ScaleShift(scope, scaleShift),
                flatten => QdqLayers.Flatten(scope, flatten),
                constant => QdqLayers.Constant(scope, constant),
                lookUp => QdqLayers.LookUp(scope, lookUp),
                softmax => QdqLayers.Softmax(scope, softmax),
                history => throw history.NotStored
            );
        }

        scope.End();
        foreach (var (key, value) in notes)
        {
            scope.Graph.Note(key, value);
        }

        return scope.Graph.Build(network.Name);
    }
}

/// <summary>What is known while a network is written.</summary>
internal sealed class QdqScope(Network network)
{
    // Factors this near 1 are the rounding of a multiplier.
    private const double Nearly = 1e-3;

    public GraphWriter Graph { get; } = new();

    /// <summary>The map that a layer writes, or the network reads.</summary>
    public FeatureMap Map(string name) => network.MapOf(name);

    /// <summary>The integers of a layer.</summary>
    public static string BytesOf(string name) => $"{name}/bytes";

    /// <summary>The numbers that they stand for.</summary>
    public static string RealOf(string name) => $"{name}/real";

    public void Begin()
    {
        var shape = network.Input.Shape;
        Graph.Input(IntegerForm.InputName, ElementType.Float32, 1, shape.Channels, shape.Height, shape.Width);
        Quantise(Network.InputName, IntegerForm.InputName, network.Input, network.Input.Type.Minimum, network.Input.Type.Maximum);
    }

    public void End()
    {
        var (last, shape) = (network.Layers[^1].Name, network.Logits.Shape);
        var isRow = shape is { Height: 1, Width: 1 };
        Graph.Node(isRow ? "Flatten" : "Identity", IntegerForm.OutputName, [RealOf(last)]);
        Graph.Output(
            IntegerForm.OutputName,
            ElementType.Float32,
            isRow ? [1, shape.Channels] : [1, shape.Channels, shape.Height, shape.Width]
        );
    }

    /// <summary>Numbers to integers and back: a layer's output.</summary>
    /// <param name="name">The layer.</param>
    /// <param name="real">Its numbers.</param>
    /// <param name="map">What it writes.</param>
    /// <param name="minimum">Its smallest integer.</param>
    /// <param name="maximum">Its largest integer.</param>
    public void Quantise(string name, string real, FeatureMap map, int minimum, int maximum)
    {
        var whole = map.Type.Signed ? IntegerType.Int8 : IntegerType.UInt8;
        if (minimum > whole.Minimum || maximum < whole.Maximum)
        {
            float Real(int value) => (float)((value - map.ZeroPoint) * map.Scale);
            real = Graph.Node(
                "Clip",
                $"{name}/clamped",
                [real, Graph.Reals($"{name}/minimum", [], Real(minimum)), Graph.Reals($"{name}/maximum", [], Real(maximum))]
            );
        }

        Dequantise(name, Graph.Node("QuantizeLinear", BytesOf(name), [real, .. Parameters(name, map)]), map);
    }

    /// <summary>Integers to numbers.</summary>
    public void Dequantise(string name, string bytes, FeatureMap map) =>
        Graph.Node("DequantizeLinear", RealOf(name), [bytes, .. Parameters(name, map)]);

    /// <summary>Numbers times a factor for each channel, and more by an offset; what is 1 or 0 is left out.</summary>
    /// <param name="name">Of the tensors.</param>
    /// <param name="real">The numbers.</param>
    /// <param name="factors">One for all, or by channel.</param>
    /// <param name="offsets">One for all, or by channel.</param>
    /// <param name="step">What rounding cannot tell apart: of the output.</param>
    public string Affine(string name, string real, IReadOnlyList<double> factors, IReadOnlyList<double> offsets, double step)
    {
        real = factors.All(factor => Math.Abs(factor - 1) < Nearly)
            ? real
            : Graph.Node("Mul", $"{name}/scaled", [real, Constant($"{name}/factor", factors)]);
        return offsets.All(offset => Math.Abs(offset) < Nearly * step)
            ? real
            : Graph.Node("Add", $"{name}/shifted", [real, Constant($"{name}/offset", offsets)]);
    }

    private string Constant(string name, IReadOnlyList<double> values) =>
        Graph.Reals(name, values.Count == 1 ? [] : [values.Count, 1, 1], [.. values.Select(value => (float)value)]);

    private string[] Parameters(string name, FeatureMap map) =>
        [
            Graph.Reals($"{name}/scale", [], (float)map.Scale),
            map.Type.Signed ? Graph.SignedBytes($"{name}/zero", [], map.ZeroPoint) : Graph.Bytes($"{name}/zero", [], map.ZeroPoint),
        ];
}
