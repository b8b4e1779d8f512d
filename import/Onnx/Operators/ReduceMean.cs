using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>ReduceMean: axes are an attribute up to opset 17 and an operand from 18 on; none: all.</summary>
internal sealed class ReduceMeanOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["ReduceMean"];

    public override string Supported => "all";

    public override string Becomes => "average pooling; all places of a channel";

    public override ImmutableArray<string> Attributes => ["axes", "keepdims", "noop_with_empty_axes"];

    public override (int Opset, ImmutableArray<string> Names)? Moved => (18, ["axes"]);

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (input, axes, keeps) = (operands.Real(0), AxesOf(operands), operands.Int("keepdims", 1) != 0);
        return Operands.One(
            input.Type,
            [
                .. input
                    .Shape.Select(
                        (side, axis) =>
                            axes.Contains(axis)
                                ? keeps
                                    ? 1
                                    : -1
                                : side
                    )
                    .Where(side => side >= 0),
            ]
        );
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (source, axes) = (operands.Value(0), AxesOf(operands));
        ImmutableArray<int> kept = [.. source.Shape.Select((side, axis) => axes.Contains(axis) ? 1 : side)];
        var places = Extents.Places(source.Shape, Extents.BroadcastSteps(kept, source.Shape));
        var sums = new double[Extents.Length(kept)];
        for (var index = 0; index < places.Length; index++)
        {
            sums[places[index]] += source.Reals[index];
        }

        return [Tensor.Of(source.Type, outputs[0].Shape, Array.ConvertAll(sums, sum => sum * sums.Length / places.Length))];
    }

    /// <summary>The dimensions that are averaged over.</summary>
    public static ImmutableArray<int> AxesOf(Operands operands)
    {
        var rank = operands.Shape(0).Length;
        var axes = operands.Axes(rank, operands.Opset < 18 ? int.MaxValue : 1) ?? [];
        return !axes.IsEmpty || operands.Flag("noop_with_empty_axes") ? axes : [.. Enumerable.Range(0, rank)];
    }
}
