using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Concat: tensors one behind the other along a dimension.</summary>
internal sealed class ConcatOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Concat"];

    public override string Supported => "all";

    public override string Becomes => "concat; look-up tables where scales differ";

    public override ImmutableArray<string> Attributes => ["axis"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (first, axis) = (operands.Of(0), AxisOf(operands));
        var length = 0L;
        for (var operand = 0; operand < operands.Count; operand++)
        {
            var shape = operands.Shape(operand);
            if (
                operands.Type(operand) != first.Type
                || shape.Length != first.Shape.Length
                || !shape.SetItem(axis, 0).SequenceEqual(first.Shape.SetItem(axis, 0))
            )
            {
                throw operands.Wrong($"{Extents.Text(first.Shape)} beside {Extents.Text(shape)} along dimension {axis}");
            }

            length += shape[axis];
        }

        return Operands.One(first.Type, first.Shape.SetItem(axis, (int)Math.Min(length, int.MaxValue)));
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (output, axis) = (outputs[0], AxisOf(operands));
        var (outer, inner) = ((int)Extents.Length(output.Shape[..axis]), (int)Extents.Length(output.Shape[(axis + 1)..]));
        var (reals, integers) = (new List<double>(), new List<long>());
        for (var row = 0; row < outer; row++)
        {
            for (var operand = 0; operand < operands.Count; operand++)
            {
                var (value, width) = (operands.Value(operand), operands.Shape(operand)[axis] * inner);
                reals.AddRange(output.Type.IsReal() ? value.Reals.Slice(row * width, width) : []);
                integers.AddRange(output.Type.IsReal() ? [] : value.Integers.Slice(row * width, width));
            }
        }

        return output.Type.IsReal()
            ? [Tensor.Of(output.Type, output.Shape, [.. reals])]
            : [Tensor.Of(output.Type, output.Shape, [.. integers])];
    }

    /// <summary>The dimension; before opset 4 it was the second where nothing else is said.</summary>
    public static int AxisOf(Operands operands) => operands.Axis(operands.Int("axis", 1), operands.Shape(0).Length);
}
