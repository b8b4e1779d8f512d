using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>MatMulInteger: sums of products of bytes less their zero points, int32.</summary>
internal sealed class MatMulIntegerOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["MatMulInteger"];

    public override string Supported => "int8 and uint8; zero points per tensor, per row on the left, per column on the right";

    public override string Becomes => "fully connected layer; one row, weights less their zero points int8";

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        Quantisation.RequireBytes(operands, 0, 1);
        Quantisation.RequireZeroPoints(operands, 2, 0, operands.Shape(0) is [.., var rows, _] ? rows : 1);
        Quantisation.RequireZeroPoints(operands, 3, 1, operands.Shape(1) is [_, .., var columns] ? columns : 1);
        return Operands.One(ElementType.Int32, Matrices.Shape(operands, operands.Shape(0), operands.Shape(1)));
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var sums = Matrices.Products(
            operands,
            operands.Value(0),
            operands.Value(1),
            Zeros(operands, 2, operands.Shape(0), ^2),
            Zeros(operands, 3, operands.Shape(1), ^1)
        );
        return [Tensor.Of(ElementType.Int32, outputs[0].Shape, Array.ConvertAll(sums, sum => (long)sum))];
    }

    private static Func<int, double>? Zeros(Operands operands, int operand, ImmutableArray<int> shape, Index axis)
    {
        if (!operands.Has(operand))
        {
            return null;
        }

        var zeros = operands.Value(operand);
        return zeros.Length == 1 || (shape.Length > 1 && zeros.Length == shape[axis])
            ? slice => zeros.Real(zeros.Length == 1 ? 0 : slice)
            : throw operands.Wrong($"zero points {Extents.Text(zeros.Shape)} for {Extents.Text(shape)}");
    }
}
