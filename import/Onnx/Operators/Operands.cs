using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>An operator with what is known of its inputs, and with its attributes.</summary>
internal sealed class Operands(OnnxNode node, ImmutableArray<TensorInfo?> inputs)
{
    public OnnxNode Node => node;

    public int Opset => node.Opset;

    public int Count => inputs.Length;

    /// <summary>Whether an operand is there: optional ones may be left out.</summary>
    public bool Has(int operand) => operand < inputs.Length && inputs[operand] is not null;

    /// <summary>Whether the values of all operands are known.</summary>
    public bool AreKnown => inputs.All(input => input is not { Value: null });

    public TensorInfo Of(int operand) => Has(operand) ? inputs[operand]! : throw Wrong($"operand {operand} is missing");

    public ImmutableArray<int> Shape(int operand) => Of(operand).Shape;

    public ElementType Type(int operand) => Of(operand).Type;

    /// <summary>The values of an operand that does not depend on the network's input.</summary>
    public Tensor Value(int operand) => Of(operand).Value ?? throw Unsupported($"operand {operand} is not constant");

    /// <summary>The integers of a constant operand of one dimension or none.</summary>
    public ImmutableArray<long> Longs(int operand) =>
        Value(operand) is { IsReal: false, Shape.Length: <= 1 } value
            ? value.ToIntegers()
            : throw Wrong($"operand {operand} is not a vector of integers");

    /// <summary>The only value of an operand.</summary>
    public double Scalar(int operand) =>
        Value(operand) is { Length: 1 } value ? value.Real(0) : throw Wrong($"operand {operand} is not a single value");

    public TensorInfo Real(int operand) => Of(operand) is { Type: var type } info && type.IsReal() ? info : throw WrongType(operand);

    public long Int(string name, long otherwise) => Attribute(name) is { } attribute ? attribute.Int ?? throw NoValue(name) : otherwise;

    public bool Flag(string name) => Int(name, 0) != 0;

    public float Float(string name, float otherwise) =>
        Attribute(name) is { } attribute ? attribute.Float ?? throw NoValue(name) : otherwise;

    public string Text(string name, string otherwise) =>
        Attribute(name) is { } attribute ? attribute.Text ?? throw NoValue(name) : otherwise;

    /// <summary>A list of integers within int32; null: not there.</summary>
    public ImmutableArray<int>? Ints(string name)
    {
        if (Attribute(name) is not { } attribute)
        {
            return null;
        }

        return attribute.Ints.All(value => value is >= int.MinValue and <= int.MaxValue)
            ? [.. attribute.Ints.Select(value => (int)value)]
            : throw Unsupported($"{name} = {Extents.List(attribute.Ints)}");
    }

    /// <summary>
    /// Axes, as an attribute or, from an opset on, as an operand; null: not there. Negative ones are counted from the end.
    /// </summary>
    public ImmutableArray<int>? Axes(int rank, int operand)
    {
        var axes = Has(operand) ? Longs(operand) : Ints("axes")?.Select(axis => (long)axis).ToImmutableArray();
        return axes?.Select(axis => Axis(axis, rank)).Distinct().Count() == axes?.Length
            ? axes?.Select(axis => Axis(axis, rank)).ToImmutableArray()
            : throw Wrong($"axes {Extents.List(axes!.Value)} name one dimension twice");
    }

    /// <summary>A dimension, counted from the start.</summary>
    public int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw Wrong($"dimension {axis} of a tensor with {rank}");

    /// <summary>The only output.</summary>
    public static ImmutableArray<TensorInfo> One(ElementType type, ImmutableArray<int> shape) => [new TensorInfo(type, shape)];

    public ImportException Wrong(string reason) =>
        Problems.At(node, Problems.Shape, reason, "export the model again; its operands contradict each other");

    public ImportException Unsupported(string reason) => Problems.UnsupportedOption(node, reason);

    public ImportException WrongType(int operand) =>
        Problems.At(
            node,
            Problems.Type,
            $"operand {operand} is {Type(operand).ToString().ToLowerInvariant()}",
            "export the model with types that the operator is defined for"
        );

    private AttributeMessage? Attribute(string name) => node.Attributes.GetValueOrDefault(name);

    private ImportException NoValue(string name) => Wrong($"attribute '{name}' has no value of its type");
}
