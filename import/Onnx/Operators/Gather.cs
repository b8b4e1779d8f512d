using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Gather: slices of a dimension by their numbers.</summary>
internal sealed class GatherOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Gather"];

    public override string Supported => "all";

    public override ImmutableArray<string> Attributes => ["axis"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (shape, axis) = (operands.Shape(0), operands.Axis(operands.Int("axis", 0), operands.Shape(0).Length));
        return operands.Type(1) is ElementType.Int32 or ElementType.Int64
            ? Operands.One(operands.Type(0), [.. shape[..axis], .. operands.Shape(1), .. shape[(axis + 1)..]])
            : throw operands.WrongType(1);
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (source, indices, axis) = (
            operands.Value(0),
            operands.Value(1),
            operands.Axis(operands.Int("axis", 0), operands.Shape(0).Length)
        );
        var (side, inner) = (source.Shape[axis], (int)Extents.Length(source.Shape[(axis + 1)..]));
        var places = new int[Extents.Length(outputs[0].Shape)];
        for (var index = 0; index < places.Length; index++)
        {
            var chosen = operands.Axis(indices.Integers[index / inner % indices.Length], side);
            places[index] = (((index / inner / indices.Length * side) + chosen) * inner) + (index % inner);
        }

        return [source.Picked(outputs[0].Shape, places)];
    }
}
