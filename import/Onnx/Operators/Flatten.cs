using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Flatten: a matrix, its rows the dimensions before an axis.</summary>
internal sealed class FlattenOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Flatten"];

    public override string Supported => "all";

    public override string Becomes => "none";

    public override ImmutableArray<string> Attributes => ["axis"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (shape, told) = (operands.Shape(0), operands.Int("axis", 1));
        var axis = told == shape.Length ? shape.Length : operands.Axis(told, shape.Length);
        return Operands.One(operands.Type(0), [(int)Extents.Length(shape[..axis]), (int)Extents.Length(shape[axis..])]);
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) =>
        [operands.Value(0).Reshaped(outputs[0].Shape)];
}
