using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Reshape: 0 keeps a side, -1 is what is left. The shape is an attribute before opset 5.</summary>
internal sealed class ReshapeOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Reshape"];

    public override string Supported => "to a shape that is constant or computed from shapes";

    public override string Becomes => "none";

    public override ImmutableArray<string> Attributes => ["allowzero", "shape", "consumed_inputs"];

    public override (int Opset, ImmutableArray<string> Names)? Moved => (5, ["shape"]);

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var input = operands.Shape(0);
        var wanted = operands.Opset < 5 ? operands.Ints("shape")?.Select(side => (long)side).ToImmutableArray() ?? [] : operands.Longs(1);
        if (wanted.Length > 8 || wanted.Any(side => side is < -1 or > int.MaxValue))
        {
            throw operands.Wrong($"the shape {Extents.List(wanted)}");
        }

        int[] shape =
        [
            .. wanted.Select(
                (side, axis) =>
                    side != 0 || operands.Flag("allowzero") ? (int)side
                    : axis < input.Length ? input[axis]
                    : throw operands.Wrong($"it keeps dimension {axis} of {Extents.Text(input)}")
            ),
        ];
        var (free, known) = (Array.IndexOf(shape, -1), Extents.Length([.. shape.Where(side => side != -1)]));
        if (
            shape.Count(side => side == -1) > 1
            || (free >= 0 && (known == 0 || Extents.Length(input) % known != 0))
            || (free < 0 && known != Extents.Length(input))
        )
        {
            throw operands.Wrong($"{Extents.Text(input)} does not take the shape {Extents.List(wanted)}");
        }

        if (free >= 0)
        {
            shape[free] = (int)(Extents.Length(input) / known);
        }

        return Operands.One(operands.Type(0), [.. shape]);
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) =>
        [operands.Value(0).Reshaped(outputs[0].Shape)];
}
