using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Shape: the extents of a tensor, known without its values.</summary>
internal sealed class ShapeOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Shape"];

    public override string Supported => "all";

    public override ImmutableArray<string> Attributes => ["start", "end"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var shape = operands.Shape(0);
        var (start, end) = (Bound(operands.Int("start", 0), shape.Length), Bound(operands.Int("end", shape.Length), shape.Length));
        return [TensorInfo.Of(Tensor.OfLongs([.. shape.Take(end).Skip(start).Select(side => (long)side)]))];
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) => [outputs[0].Value!];

    private static int Bound(long bound, int rank) => (int)Math.Clamp(bound < 0 ? bound + rank : bound, 0, rank);
}
