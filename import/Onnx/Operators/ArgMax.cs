using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>ArgMax: the place of the largest value along a dimension, the first or the last of equal ones.</summary>
internal sealed class ArgMaxOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["ArgMax"];

    public override string Supported => "all";

    public override string Becomes => "none: the class is the largest output";

    public override ImmutableArray<string> Attributes => ["axis", "keepdims", "select_last_index"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (shape, axis) = (operands.Shape(0), AxisOf(operands));
        return Operands.One(ElementType.Int64, operands.Int("keepdims", 1) != 0 ? shape.SetItem(axis, 1) : shape.RemoveAt(axis));
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (source, axis, last) = (operands.Value(0), AxisOf(operands), operands.Flag("select_last_index"));
        var (side, inner, places) = (
            source.Shape[axis],
            (int)Extents.Length(source.Shape[(axis + 1)..]),
            new long[Extents.Length(outputs[0].Shape)]
        );
        for (var index = 0; index < places.Length; index++)
        {
            var start = (index / inner * side * inner) + (index % inner);
            for (var at = 1; at < side; at++)
            {
                var (best, value) = (source.Real(start + ((int)places[index] * inner)), source.Real(start + (at * inner)));
                places[index] = value > best || (last && value == best) ? at : places[index];
            }
        }

        return [Tensor.Of(ElementType.Int64, outputs[0].Shape, places)];
    }

    private static int AxisOf(Operands operands) =>
        operands.Shape(0) is var shape && operands.Axis(operands.Int("axis", 0), shape.Length) is var axis && shape[axis] > 0
            ? axis
            : throw operands.Wrong($"there is no largest value in {Extents.Text(operands.Shape(0))}");
}
