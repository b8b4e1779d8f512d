using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Slice: of some dimensions every so many elements; attributes before opset 10, operands from then on.</summary>
internal sealed class SliceOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Slice"];

    public override string Supported => "constant starts, ends, axes and steps";

    public override ImmutableArray<string> Attributes => ["starts", "ends", "axes"];

    public override (int Opset, ImmutableArray<string> Names)? Moved => (10, ["starts", "ends", "axes"]);

    public override ImmutableArray<TensorInfo> Infer(Operands operands) =>
        Operands.One(operands.Type(0), [.. CutsOf(operands).Select(cut => cut.Count)]);

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (source, cuts) = (operands.Value(0), CutsOf(operands));
        var strides = Extents.Strides(source.Shape);
        return
        [
            source.Picked(
                outputs[0].Shape,
                Extents.Places(
                    outputs[0].Shape,
                    [.. cuts.Select((cut, axis) => cut.Step * strides[axis])],
                    cuts.Select((cut, axis) => cut.Start * strides[axis]).Sum()
                )
            ),
        ];
    }

    /// <summary>For each dimension its first element, the step, and the number of elements.</summary>
    public static (int Start, int Step, int Count)[] CutsOf(Operands operands)
    {
        var shape = operands.Shape(0);
        var (starts, ends) = (List(operands, "starts", 1), List(operands, "ends", 2));
        var axes = operands.Axes(shape.Length, operands.Opset < 10 ? int.MaxValue : 3) ?? [.. Enumerable.Range(0, starts.Length)];
        var steps = operands.Opset >= 10 && operands.Has(4) ? operands.Longs(4) : [.. Enumerable.Repeat(1L, starts.Length)];
        if (
            ends.Length != starts.Length
            || axes.Length != starts.Length
            || steps.Length != starts.Length
            || axes.Any(axis => axis >= shape.Length)
            || steps.Any(step => step is 0 or < -int.MaxValue or > int.MaxValue)
        )
        {
            throw operands.Wrong(
                $"it cuts {starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps out of {Extents.Text(shape)}"
            );
        }

        var cuts = shape.Select(side => (Start: 0, Step: 1, Count: side)).ToArray();
        for (var index = 0; index < axes.Length; index++)
        {
            cuts[axes[index]] = CutOf(shape[axes[index]], starts[index], ends[index], (int)steps[index]);
        }

        return cuts;
    }

    private static (int Start, int Step, int Count) CutOf(int side, long start, long end, int step)
    {
        var (least, most) = step > 0 ? (0, side) : (-1, side - 1);
        var first = (int)Math.Clamp(start < 0 ? start + side : start, step > 0 ? 0 : least, most);
        var last = (int)Math.Clamp(end < 0 ? end + side : end, least, most);
        var count = Math.Max(0, step > 0 ? (last - first + (long)step - 1) / step : (first - last - (long)step - 1) / -(long)step);
        return count == 0 ? (0, 1, 0) : (first, count == 1 ? 1 : step, (int)count);
    }

    private static ImmutableArray<long> List(Operands operands, string name, int operand) =>
        operands.Opset >= 10
            ? operands.Longs(operand)
            : operands.Ints(name)?.Select(value => (long)value).ToImmutableArray() ?? throw operands.Wrong($"{name} are missing");
}
