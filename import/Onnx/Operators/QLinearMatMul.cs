using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>QLinearMatMul: a, its scale and zero point, b and its, the output's scale and zero point.</summary>
internal sealed class QLinearMatMulOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["QLinearMatMul"];

    public override string Supported => "int8 and uint8; the right side per tensor or per column";

    public override string Becomes => "fully connected layer";

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        Quantisation.RequireBytes(operands, 0, 3, 7);
        var columns = operands.Shape(3) is [_, .., var last] ? last : 1;
        Quantisation.RequireParameters(operands, 1, 2);
        Quantisation.RequireParameters(operands, 4, 5, columns);
        Quantisation.RequireParameters(operands, 6, 7);
        return Operands.One(operands.Type(7), Matrices.Shape(operands, operands.Shape(0), operands.Shape(3)));
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (zeroA, zerosB, scales, to, zero) = (
            operands.Scalar(2),
            operands.Value(5),
            operands.Value(4),
            (float)operands.Scalar(6),
            (long)operands.Scalar(7)
        );
        var sums = Matrices.Products(
            operands,
            operands.Value(0),
            operands.Value(3),
            _ => zeroA,
            column => zerosB.Real(zerosB.Length == 1 ? 0 : column)
        );
        var columns = operands.Shape(3).Length > 1 ? operands.Shape(3)[^1] : 1;
        for (var index = 0; index < sums.Length; index++)
        {
            var scale = (float)operands.Scalar(1) * (float)scales.Real(scales.Length == 1 ? 0 : index % columns);
            sums[index] = (float)sums[index] * (double)(scale / to);
        }

        return [Quantisation.Quantise(sums, outputs[0], _ => 1, _ => zero)];
    }
}
