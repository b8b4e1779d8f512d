using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>DequantizeLinear: integers to real numbers.</summary>
internal sealed class DequantizeLinearOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["DequantizeLinear"];

    public override string Supported => "int8, uint8, int16, uint16, int32; per tensor or per slice of an axis";

    public override string Becomes => "none";

    public override ImmutableArray<string> Attributes => ["axis"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        Quantisation.Slices(operands, operands.Shape(0), operands.Real(1).Shape);
        if (operands.Has(2) && Extents.Length(operands.Shape(2)) != Extents.Length(operands.Shape(1)))
        {
            throw operands.Wrong($"scales {Extents.Text(operands.Shape(1))} and zero points {Extents.Text(operands.Shape(2))}");
        }

        if (operands.Has(2) && operands.Type(2) != operands.Type(0))
        {
            throw operands.WrongType(2);
        }

        return operands.Type(0) is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.UInt16 or ElementType.Int32
            ? Operands.One(operands.Type(1), operands.Shape(0))
            : throw operands.WrongType(0);
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var slices = Quantisation.Slices(operands, operands.Shape(0), operands.Shape(1));
        var (source, scales, zeroPoints) = (operands.Value(0), operands.Value(1), operands.Has(2) ? operands.Value(2) : null);
        var values = source.ToReals();
        for (var index = 0; index < values.Length; index++)
        {
            var slice = slices(index);
            values[index] = (values[index] - (zeroPoints?.Real(slice) ?? 0)) * scales.Real(slice);
        }

        return [Tensor.Of(outputs[0].Type, outputs[0].Shape, values)];
    }
}
