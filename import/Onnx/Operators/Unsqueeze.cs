using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Unsqueeze: sides of 1 come; axes, counted in the output, are an attribute before opset 13.</summary>
internal sealed class UnsqueezeOperator : OnnxOperator
{
    private const int MaximumRank = 8;

    public override ImmutableArray<string> Kinds => ["Unsqueeze"];

    public override string Supported => "all";

    public override string Becomes => "none";

    public override ImmutableArray<string> Attributes => ["axes"];

    public override (int Opset, ImmutableArray<string> Names)? Moved => (13, ["axes"]);

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (shape, isOperand) = (operands.Shape(0), operands.Opset >= 13);
        var count = isOperand ? operands.Longs(1).Length : operands.Ints("axes")?.Length ?? throw operands.Wrong("axes are missing");
        if (shape.Length + count > MaximumRank)
        {
            throw operands.Unsupported($"{shape.Length + count} dimensions; at most {MaximumRank} are allowed");
        }

        var result = shape.ToList();
        foreach (var axis in operands.Axes(shape.Length + count, isOperand ? 1 : int.MaxValue)!.Value.Order())
        {
            result.Insert(axis, 1);
        }

        return Operands.One(operands.Type(0), [.. result]);
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) =>
        [operands.Value(0).Reshaped(outputs[0].Shape)];
}
