using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>
/// Pad with a constant, with the values at the edge, or mirrored; amounts are an attribute before opset 11. Below 0 they cut.
/// </summary>
internal sealed class PadOperator : OnnxOperator
{
    private const int MaximumAmount = 1 << 20;

    public override ImmutableArray<string> Kinds => ["Pad"];

    public override string Supported => "constant, edge, reflect; constant amounts";

    public override string Becomes =>
        "padding of the Conv, QLinearConv and ConvInteger operators that alone read it, where it adds zeros or the byte of 0; of MaxPool behind Relu too";

    public override ImmutableArray<string> Attributes => ["mode", "pads", "paddings", "value"];

    public override (int Opset, ImmutableArray<string> Names)? Moved => (11, ["pads", "value"]);

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (input, (before, after)) = (operands.Shape(0), AmountsOf(operands));
        ImmutableArray<int> shape = [.. input.Select((side, axis) => side + before[axis] + after[axis])];
        var mode = operands.Text("mode", "constant");
        var isPossible = mode switch
        {
            "constant" => true,
            "edge" => input.All(side => side > 0),
            "reflect" => input.Select((side, axis) => Math.Max(before[axis], after[axis]) < Math.Max(side, 1)).All(fits => fits),
            _ => false,
        };
        return isPossible && shape.All(side => side >= 0)
            ? Operands.One(operands.Type(0), shape)
            : throw operands.Unsupported(
                $"it pads {Extents.Text(input)} by {Extents.Text(before)} and {Extents.Text(after)} ({Reading.OnnxReader.Clean(mode)})"
            );
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (source, shape, (before, _), mode) = (
            operands.Value(0),
            outputs[0].Shape,
            AmountsOf(operands),
            operands.Text("mode", "constant")
        );
        var strides = Extents.Strides(source.Shape);
        var places = new int[Extents.Length(shape)];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var inner = (int)Extents.Length(shape[(axis + 1)..]);
            for (var index = 0; index < places.Length; index++)
            {
                var at = Within((index / inner % shape[axis]) - before[axis], source.Shape[axis], mode);
                places[index] = at < 0 || places[index] < 0 ? -1 : places[index] + (at * strides[axis]);
            }
        }

        return [source.Picked(shape, places, ValueOf(operands, source))];
    }

    /// <summary>Amounts before and behind each dimension.</summary>
    public static (ImmutableArray<int> Before, ImmutableArray<int> After) AmountsOf(Operands operands)
    {
        var rank = operands.Shape(0).Length;
        var amounts =
            operands.Opset >= 11
                ? operands.Longs(1)
                : (operands.Ints("pads") ?? operands.Ints("paddings"))?.Select(amount => (long)amount).ToImmutableArray() ?? [];
        var axes = operands.Axes(rank, operands.Opset >= 18 ? 3 : int.MaxValue) ?? [.. Enumerable.Range(0, rank)];
        if (amounts.Length != 2 * axes.Length || amounts.Any(amount => amount is < -MaximumAmount or > MaximumAmount))
        {
            throw operands.Wrong($"it pads {axes.Length} dimensions by {Extents.List(amounts)}");
        }

        var (before, after) = (new int[rank], new int[rank]);
        for (var index = 0; index < axes.Length; index++)
        {
            (before[axes[index]], after[axes[index]]) = ((int)amounts[index], (int)amounts[index + axes.Length]);
        }

        return ([.. before], [.. after]);
    }

    /// <summary>The constant that stands in the padding.</summary>
    public static double NumberOf(Operands operands) =>
        operands.Opset < 11 ? operands.Float("value", 0)
        : operands.Has(2) && Extents.Length(operands.Shape(2)) == 1 ? operands.Value(2).Real(0)
        : 0;

    private static int Within(int at, int side, string mode) =>
        mode switch
        {
            "constant" => at >= 0 && at < side ? at : -1,
            "edge" => Math.Clamp(at, 0, side - 1),
            _ => at < 0 ? -at
            : at >= side ? (2 * (side - 1)) - at
            : at,
        };

    private static Tensor ValueOf(Operands operands, Tensor source) =>
        operands.Opset >= 11
            ? operands.Has(2) && Extents.Length(operands.Shape(2)) == 1
                ? operands.Value(2)
                : Zero(source)
            : source.IsReal
                ? Tensor.Of(source.Type, [], [(double)operands.Float("value", 0)])
                : Zero(source);

    private static Tensor Zero(Tensor source) => source.IsReal ? Tensor.Of(source.Type, [], [0.0]) : Tensor.Of(source.Type, [], [0L]);
}
