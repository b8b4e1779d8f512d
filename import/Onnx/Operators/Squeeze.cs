using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Squeeze: sides of 1 go; axes are an attribute before opset 13.</summary>
internal sealed class SqueezeOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Squeeze"];

    public override string Supported => "all";

    public override string Becomes => "none";

    public override ImmutableArray<string> Attributes => ["axes"];

    public override (int Opset, ImmutableArray<string> Names)? Moved => (13, ["axes"]);

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var shape = operands.Shape(0);
        var axes = operands.Axes(shape.Length, operands.Opset < 13 ? int.MaxValue : 1);
        return axes is null || axes.Value.All(axis => shape[axis] == 1)
            ? Operands.One(operands.Type(0), [.. shape.Where((side, axis) => axes is { } listed ? !listed.Contains(axis) : side != 1)])
            : throw operands.Wrong($"it squeezes dimensions {Extents.List(axes.Value)} of {Extents.Text(shape)}");
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) =>
        [operands.Value(0).Reshaped(outputs[0].Shape)];
}
