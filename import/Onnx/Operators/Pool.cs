using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>MaxPool and AveragePool over one to three dimensions.</summary>
internal sealed class PoolOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["AveragePool", "MaxPool"];

    public override string Supported => "one to three dimensions, all paddings, dilation, ceil_mode, count_include_pad; one output";

    public override string Becomes => "average or max pooling; without dilation";

    public override ImmutableArray<string> Attributes => [.. Windows.Attributes, "ceil_mode", "count_include_pad", "storage_order"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var input = operands.Of(0);
        if (operands.Node.Outputs.Length > 1 && operands.Node.Outputs[1].Length > 0)
        {
            throw operands.Unsupported("a second output with places");
        }

        if (input.Shape.Length < 3)
        {
            throw operands.Wrong($"it reads {Extents.Text(input.Shape)}; batch, channels and places are needed");
        }

        if (!input.Type.IsReal() && (operands.Node.Kind == "AveragePool" || input.Type.Bytes() != 1))
        {
            throw operands.WrongType(0);
        }

        return Operands.One(input.Type, [input.Shape[0], input.Shape[1], .. Windows.Of(operands, input.Shape[2..], null).Output]);
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var source = operands.Value(0);
        var pooled = operands.Node.Kind == "MaxPool" ? Largest(operands, source) : Averages(operands, source);
        return source.IsReal
            ? [Tensor.Of(source.Type, outputs[0].Shape, pooled)]
            : [Tensor.Of(source.Type, outputs[0].Shape, Array.ConvertAll(pooled, value => (long)value))];
    }

    /// <summary>Sums over the window, each divided by the number of cells that count.</summary>
    public static double[] Averages(Operands operands, Tensor source)
    {
        var space = source.Shape[2..];
        var windows = Windows.Of(operands, space, null);
        var sums = Visit(source, windows, 0, (sum, value) => sum + value);
        var cells = operands.Flag("count_include_pad") ? windows.CellsWithin(space) : Inside(windows, space);
        for (var index = 0; index < sums.Length; index++)
        {
            sums[index] /= cells[index % cells.Length];
        }

        return sums;
    }

    private static double[] Largest(Operands operands, Tensor source) =>
        Visit(source, Windows.Of(operands, source.Shape[2..], null), double.NegativeInfinity, Math.Max);

    private static int[] Inside(Windows windows, ImmutableArray<int> space)
    {
        var counts = new int[Extents.Length(windows.Output)];
        foreach (var places in windows.Places(space))
        {
            for (var index = 0; index < counts.Length; index++)
            {
                counts[index] += places[index] >= 0 ? 1 : 0;
            }
        }

        return counts;
    }

    private static double[] Visit(Tensor source, Windows windows, double start, Func<double, double, double> function)
    {
        var (positions, area, values) = ((int)Extents.Length(windows.Output), (int)Extents.Length(source.Shape[2..]), source.ToReals());
        var result = new double[source.Shape[0] * source.Shape[1] * positions];
        Array.Fill(result, start);
        foreach (var places in windows.Places(source.Shape[2..]))
        {
            for (var index = 0; index < result.Length; index++)
            {
                var place = places[index % positions];
                result[index] = place >= 0 ? function(result[index], values[(index / positions * area) + place]) : result[index];
            }
        }

        return result;
    }
}
