using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>ConstantOfShape: one value in every place.</summary>
internal sealed class ConstantOfShapeOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["ConstantOfShape"];

    public override string Supported => "all";

    public override ImmutableArray<string> Attributes => ["value"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var sides = operands.Longs(0);
        return sides.Length <= 8 && sides.All(side => side is >= 0 and <= int.MaxValue)
            ? Operands.One(ValueOf(operands).Type, [.. sides.Select(side => (int)side)])
            : throw operands.Wrong($"the shape {Extents.List(sides)}");
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) =>
        [ValueOf(operands).Picked(outputs[0].Shape, new int[Extents.Length(outputs[0].Shape)])];

    private static Tensor ValueOf(Operands operands)
    {
        var value = operands.Node.Attributes.GetValueOrDefault("value") is { } attribute
            ? TensorReader.Read(
                attribute.Tensor ?? throw operands.Wrong("attribute 'value' is not a tensor"),
                operands.Node.ToString(),
                new ExternalData(null)
            )
            : Tensor.Of(ElementType.Float32, [1], [0.0]);
        return value.Length == 1 ? value : throw operands.Wrong($"its value has {value.Length} elements");
    }
}
