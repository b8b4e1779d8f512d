using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Transpose: dimensions in another order; without one, reversed.</summary>
internal sealed class TransposeOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Transpose"];

    public override string Supported => "all";

    public override string Becomes => "none; where the next layer cannot follow it, refused";

    public override ImmutableArray<string> Attributes => ["perm"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands) =>
        Operands.One(operands.Type(0), [.. OrderOf(operands).Select(axis => operands.Shape(0)[axis])]);

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) =>
        [Turned(operands.Value(0), OrderOf(operands))];

    /// <summary>For each dimension of the output the one of the input.</summary>
    public static ImmutableArray<int> OrderOf(Operands operands)
    {
        var rank = operands.Shape(0).Length;
        var order = operands.Ints("perm") ?? [.. Enumerable.Range(0, rank).Reverse()];
        return order.Order().SequenceEqual(Enumerable.Range(0, rank))
            ? order
            : throw operands.Wrong($"the order {Extents.Text(order)} of {rank} dimensions");
    }

    /// <summary>A tensor with its dimensions in another order.</summary>
    public static Tensor Turned(Tensor source, ImmutableArray<int> order)
    {
        var strides = Extents.Strides(source.Shape);
        ImmutableArray<int> shape = [.. order.Select(axis => source.Shape[axis])];
        return source.Picked(shape, Extents.Places(shape, [.. order.Select(axis => strides[axis])]));
    }
}
