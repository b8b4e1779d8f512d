using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>PRelu: a slope below zero that is repeated to the input.</summary>
internal sealed class PReluOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["PRelu"];

    public override string Supported => "any slope that can be repeated to the input";

    public override string Becomes => "look-up table; one slope";

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (input, slope) = (operands.Real(0), SlopeShape(operands));
        return Extents.Broadcast(input.Shape, slope) is { } shape && shape.SequenceEqual(input.Shape)
            ? Operands.One(input.Type, input.Shape)
            : throw operands.Wrong($"a slope {Extents.Text(slope)} for {Extents.Text(input.Shape)}");
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) =>
        [
            Elementwise.Reals(
                operands.Value(0),
                operands.Value(1).Reshaped(SlopeShape(operands)),
                outputs[0],
                (x, slope) => x < 0 ? slope * x : x
            ),
        ];

    // Before opset 7 a slope of one dimension belonged to the channels.
    private static ImmutableArray<int> SlopeShape(Operands operands)
    {
        var (slope, rank) = (operands.Real(1).Shape, operands.Shape(0).Length);
        return operands.Opset < 7 && slope.Length == 1 && slope[0] > 1 && rank > 1 ? [slope[0], .. Enumerable.Repeat(1, rank - 2)] : slope;
    }
}
