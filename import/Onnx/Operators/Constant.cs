using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Constant: a tensor, a number or a list of numbers that is an attribute.</summary>
internal sealed class ConstantOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Constant"];

    public override string Supported => "tensors, numbers and lists of numbers";

    public override ImmutableArray<string> Attributes => ["value", "value_float", "value_floats", "value_int", "value_ints"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands) => [TensorInfo.Of(ValueOf(operands))];

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) => [outputs[0].Value!];

    private static Tensor ValueOf(Operands operands)
    {
        var (name, attribute) =
            operands.Node.Attributes.Count == 1 ? operands.Node.Attributes.Single() : throw operands.Wrong("it has not one value");
        return name switch
        {
            "value" when attribute.Tensor is { } tensor => TensorReader.Read(tensor, operands.Node.ToString(), new ExternalData(null)),
            "value_float" when attribute.Float is { } number => Tensor.Of(ElementType.Float32, [], [(double)number]),
            "value_int" when attribute.Int is { } number => Tensor.Of(ElementType.Int64, [], [number]),
            "value_floats" => Tensor.Of(
                ElementType.Float32,
                [attribute.Floats.Count],
                [.. attribute.Floats.Select(number => (double)number)]
            ),
            "value_ints" => Tensor.OfLongs([.. attribute.Ints]),
            _ => throw operands.Wrong($"attribute '{name}' has no value of its type"),
        };
    }
}
