using System.Collections.Immutable;
using System.Globalization;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Shape = Striate.Model.Graph.Shape;

namespace Striate.Import.Networks;

/// <summary>Collects the layers of the imported network, operator by operator, and what became of each operator.</summary>
internal sealed class NetworkBuilder(ShapedModel shaped)
{
    // What layers hold is bounded by the file: many tensors may share one buffer, and shapes cost nothing to write.
    private const int ValuesPerByte = 4;
    private const int FreeValues = 1 << 16;

    private readonly Dictionary<int, string> _names = [];
    private readonly List<Layer> _layers = [];
    private readonly List<OperatorReport> _report = [];
    private long _values = (ValuesPerByte * (long)shaped.Model.FileBytes) + FreeValues;

    public IReadOnlyList<Layer> Layers => _layers;

    public IReadOnlyList<OperatorReport> Report => _report;

    public SourceTensor Tensor(int number) => shaped.Model.Tensors[number];

    public SourceTensor Input(SourceNode node, int operand) =>
        node.Has(operand) ? Tensor(node.Inputs[operand]) : throw Problems.WrongShape(node, $"operand {operand} is missing");

    public SourceTensor Output(SourceNode node) => Tensor(node.Outputs[0]);

    public ImmutableArray<int> ShapeOf(SourceTensor tensor) =>
        shaped.Shapes[tensor.Index] is { IsDefault: false } shape ? shape : tensor.Shape;

    public ImmutableArray<int> Integers(SourceNode node, int operand)
    {
        var tensor = Input(node, operand);
        return shaped.Integers.TryGetValue(tensor.Index, out var folded) ? folded : [.. new IntVector(tensor.Data).Values()];
    }

    /// <summary>The layer, or the network's input, that computes a tensor.</summary>
    public string NameOf(SourceNode node, SourceTensor tensor) =>
        _names.TryGetValue(tensor.Index, out var name)
            ? name
            : throw Problems.WrongShape(node, $"it reads {tensor}, which no operator before it writes");

    /// <summary>Says which layer computes a tensor.</summary>
    public void SetName(int tensor, string name) => _names[tensor] = name;

    /// <summary>The map of a tensor that holds int8 integers.</summary>
    public FeatureMap MapOf(SourceNode node, SourceTensor tensor)
    {
        if (tensor.Type != TensorType.Int8)
        {
            throw Problems.At(
                node,
                Problems.Type,
                $"{tensor} is {tensor.Type}; int8 is taken over",
                "quantise the source network to int8 (TFLite: full integer quantisation)"
            );
        }

        if (tensor.Scales.Length != 1 || tensor.ZeroPoints.Length != 1)
        {
            throw Problems.At(
                node,
                Problems.Type,
                $"{tensor} has {tensor.Scales.Length} scales; 1 is needed",
                "quantise activations per tensor"
            );
        }

        var (scale, zeroPoint) = (tensor.Scales[0], tensor.ZeroPoints[0]);
        return float.IsFinite(scale) && scale > 0 && zeroPoint is >= sbyte.MinValue and <= sbyte.MaxValue
            ? new FeatureMap(ExtentOf(node, tensor), IntegerType.Int8, scale, (int)zeroPoint)
            : throw Problems.At(
                node,
                Problems.Type,
                $"{tensor} has scale {scale} and zero point {zeroPoint}",
                "quantise the source network again"
            );
    }

    /// <summary>The weights of an operator, as they stand in the file.</summary>
    public ReadOnlyMemory<byte> WeightsOf(SourceNode node, int operand)
    {
        var tensor = Input(node, operand);
        if (!tensor.IsConstant || tensor.Type != TensorType.Int8 || tensor.Scales.Length == 0)
        {
            throw Problems.At(
                node,
                Problems.Type,
                $"its weights, {tensor}, are not int8 constants with a scale",
                "quantise the source network to int8 (TFLite: full integer quantisation)"
            );
        }

        for (var index = 0; index < tensor.ZeroPoints.Length; index++)
        {
            if (tensor.ZeroPoints[index] != 0)
            {
                throw Problems.At(
                    node,
                    Problems.Weights,
                    $"its weights have zero point {tensor.ZeroPoints[index]}; 0 is needed",
                    "quantise weights symmetrically"
                );
            }
        }

        Take(node, tensor.Data.Length);
        return tensor.Data;
    }

    /// <summary>The biases of an operator, int32; zeros where it has none.</summary>
    public ImmutableArray<int> BiasOf(SourceNode node, int operand, int channels)
    {
        Take(node, channels);
        if (!node.Has(operand))
        {
            return [.. new int[channels]];
        }

        var tensor = Input(node, operand);
        return tensor is { IsConstant: true, Type: TensorType.Int32 } && tensor.Length == channels
            ? [.. new IntVector(tensor.Data).Values()]
            : throw Problems.At(
                node,
                Problems.Type,
                $"its biases, {tensor}, are no {channels} int32 constants",
                "quantise the source network to int8 (TFLite: full integer quantisation)"
            );
    }

    /// <summary>Counts values that a layer is about to hold.</summary>
    public void Take(SourceNode node, long values)
    {
        _values -= values;
        if (_values < 0)
        {
            throw Problems.At(
                node,
                Problems.Limit,
                $"its layers hold more values than {ValuesPerByte} per byte of the file",
                "use a network whose operators do not share their weights"
            );
        }
    }

    /// <summary>A name for a layer of an operator: its kind and number, such as <c>conv_2d3</c>.</summary>
    public static string NewName(SourceNode node, string suffix = "") =>
        string.Create(CultureInfo.InvariantCulture, $"{node.Kind.ToLowerInvariant()}{node.Index}{suffix}");

    /// <summary>Adds a layer that computes nothing of the source model's by itself.</summary>
    public string AddHelper(Layer layer)
    {
        _layers.Add(layer);
        return layer.Name;
    }

    /// <summary>Adds the layer that computes an operator's output.</summary>
    public void Add(SourceNode node, Layer layer, string became)
    {
        _layers.Add(layer);
        SetName(node.Outputs[0], layer.Name);
        _report.Add(new OperatorReport(node.Index, node.Kind, Output(node).Name, layer.Name, became, ShapeOf(Output(node))));
    }

    /// <summary>Says that an operator's output is another tensor's.</summary>
    public void Alias(SourceNode node, SourceTensor input, string became)
    {
        var name = NameOf(node, input);
        SetName(node.Outputs[0], name);
        _report.Add(new OperatorReport(node.Index, node.Kind, Output(node).Name, name, became, ShapeOf(Output(node))));
    }

    /// <summary>Says that an operator is gone.</summary>
    public void Drop(SourceNode node, string became) =>
        _report.Add(new OperatorReport(node.Index, node.Kind, node.Outputs.IsEmpty ? "" : Output(node).Name, null, became, []));

    /// <summary>A shape of up to four dimensions as height, width, channels; the batch is 1.</summary>
    public Shape ExtentOf(SourceNode node, SourceTensor tensor)
    {
        var shape = ShapeInference.RequireSides(node, tensor, ShapeOf(tensor));
        var sides = shape.Length > 1 ? shape[1..] : shape;
        if (shape.Length > 1 && shape[0] != 1)
        {
            throw Problems.At(
                node,
                Problems.Batch,
                $"{tensor} is {ShapeInference.Text(shape)}; its first side must be 1",
                "convert the network with a batch of 1"
            );
        }

        return sides.Length switch
        {
            0 => new Shape(1, 1, 1),
            1 => new Shape(1, 1, sides[0]),
            2 => new Shape(1, sides[0], sides[1]),
            3 => new Shape(sides[0], sides[1], sides[2]),
            _ => throw Problems.WrongShape(node, $"{tensor} is {ShapeInference.Text(shape)}; four dimensions are supported"),
        };
    }
}
