using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>
/// MatMul: products of matrices, stacks of them repeated along sides of 1; a vector is a row on the left and a column on the right.
/// </summary>
internal sealed class MatMulOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["MatMul"];

    public override string Supported => "all";

    public override string Becomes => "fully connected layer; one row";

    public override ImmutableArray<TensorInfo> Infer(Operands operands) =>
        Operands.One(operands.Real(0).Type, Matrices.Shape(operands, operands.Shape(0), operands.Real(1).Shape));

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) =>
        [Tensor.Of(outputs[0].Type, outputs[0].Shape, Matrices.Products(operands, operands.Value(0), operands.Value(1)))];
}
