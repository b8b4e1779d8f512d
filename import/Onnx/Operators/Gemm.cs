using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Gemm: alpha * A * B + beta * C, either matrix transposed, C repeated along sides of 1.</summary>
internal sealed class GemmOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Gemm"];

    public override string Supported => "all";

    public override string Becomes => "fully connected layer; one row, alpha above 0, A not transposed";

    public override ImmutableArray<string> Attributes => ["alpha", "beta", "transA", "transB"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (a, b) = (operands.Real(0).Shape, operands.Real(1).Shape);
        if (a.Length != 2 || b.Length != 2)
        {
            throw operands.Wrong($"{Extents.Text(a)} times {Extents.Text(b)}; matrices are needed");
        }

        var shape = Matrices.Shape(operands, operands.Flag("transA") ? [a[1], a[0]] : a, operands.Flag("transB") ? [b[1], b[0]] : b);
        return !operands.Has(2) || (Extents.Broadcast(operands.Real(2).Shape, shape) is { } with && with.SequenceEqual(shape))
            ? Operands.One(operands.Type(0), shape)
            : throw operands.Wrong($"{Extents.Text(operands.Shape(2))} is not repeated to {Extents.Text(shape)}");
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (a, b) = (Turned(operands.Value(0), operands.Flag("transA")), Turned(operands.Value(1), operands.Flag("transB")));
        var (alpha, beta, products) = (operands.Float("alpha", 1), operands.Float("beta", 1), Matrices.Products(operands, a, b));
        var offsets = operands.Has(2) ? operands.Value(2) : null;
        var places = offsets is null ? [] : Extents.Places(outputs[0].Shape, Extents.BroadcastSteps(offsets.Shape, outputs[0].Shape));
        for (var index = 0; index < products.Length; index++)
        {
            products[index] = (alpha * products[index]) + (offsets is null ? 0 : beta * offsets.Real(places[index]));
        }

        return [Tensor.Of(outputs[0].Type, outputs[0].Shape, products)];
    }

    private static Tensor Turned(Tensor matrix, bool isTurned) => isTurned ? TransposeOperator.Turned(matrix, [1, 0]) : matrix;
}
