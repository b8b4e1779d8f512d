using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>QuantizeLinear: a real tensor to int8 or uint8, int16 or uint16.</summary>
internal sealed class QuantizeLinearOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["QuantizeLinear"];

    public override string Supported => "int8, uint8, int16, uint16; per tensor or per slice of an axis";

    public override string Becomes => "the requantisation of the layer before it";

    public override ImmutableArray<string> Attributes => ["axis", "saturate"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        Quantisation.Slices(operands, operands.Real(0).Shape, operands.Real(1).Shape);
        if (operands.Has(2) && Extents.Length(operands.Shape(2)) != Extents.Length(operands.Shape(1)))
        {
            throw operands.Wrong($"scales {Extents.Text(operands.Shape(1))} and zero points {Extents.Text(operands.Shape(2))}");
        }

        var type = operands.Has(2) ? operands.Type(2) : ElementType.UInt8;
        return type is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.UInt16
            ? Operands.One(type, operands.Shape(0))
            : throw operands.WrongType(2);
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var slices = Quantisation.Slices(operands, operands.Shape(0), operands.Shape(1));
        var (scales, zeroPoints) = (operands.Value(1), operands.Has(2) ? operands.Value(2) : null);
        return
        [
            Quantisation.Quantise(
                operands.Value(0).ToReals(),
                outputs[0],
                index => scales.Real(slices(index)),
                index => zeroPoints?.Integers[slices(index)] ?? 0
            ),
        ];
    }
}
