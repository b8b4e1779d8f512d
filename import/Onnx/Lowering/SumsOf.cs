using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Tensors;
using Striate.Import.Operators;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.Import.Onnx.Lowering;

/// <summary>Weights that stand in the file as bytes.</summary>
/// <param name="Bytes">Symmetric int8, in the file's order.</param>
/// <param name="Sides">Extents.</param>
/// <param name="Scales">One, or one per output channel.</param>
internal sealed record Weights(ImmutableArray<sbyte> Bytes, ImmutableArray<int> Sides, ImmutableArray<double> Scales)
{
    /// <summary>The scale of an output channel.</summary>
    public double ScaleOf(int channel) => Scales[Scales.Length == 1 ? 0 : channel];

    /// <summary>A matrix with rows as columns.</summary>
    public Weights Turned()
    {
        var (rows, columns) = (Sides[0], Sides[1]);
        return this with
        {
            Sides = [columns, rows],
            Bytes = [.. Enumerable.Range(0, rows * columns).Select(place => Bytes[(place % rows * columns) + (place / rows)])],
        };
    }

    /// <summary>The same bytes for weights that are so many times as large.</summary>
    /// <param name="factor">Above 0.</param>
    public Weights Times(double factor) => factor == 1 ? this : this with { Scales = [.. Scales.Select(scale => scale * factor)] };

    /// <summary>Bytes less their zero points, which have to leave int8.</summary>
    /// <param name="operands">For errors.</param>
    /// <param name="bytes">int8 or uint8.</param>
    /// <param name="scales">One, or one per output channel.</param>
    /// <param name="zeroPoints">One, one per output channel, or null: 0.</param>
    /// <param name="axis">The dimension that is the output channel.</param>
    public static Weights Of(Operands operands, Tensor bytes, Tensor scales, Tensor? zeroPoints, int axis)
    {
        ReadOnlySpan<long> zeros = zeroPoints is null ? [] : zeroPoints.Integers;
        var (slice, values) = ((int)Extents.Length(bytes.Shape[(axis + 1)..]), new sbyte[bytes.Length]);
        for (var index = 0; index < values.Length; index++)
        {
            var zero = zeros.Length switch
            {
                0 => 0,
                1 => zeros[0],
                _ => zeros[index / slice % bytes.Shape[axis]],
            };
            var value = bytes.Integers[index] - zero;
            values[index] = value is >= sbyte.MinValue and <= sbyte.MaxValue
                ? (sbyte)value
                : throw Problems.At(
                    operands.Node,
                    Problems.Weights,
                    $"its weights have zero point {zero}, and one of them is {value} beyond it; {sbyte.MinValue}..{sbyte.MaxValue} is possible",
                    "quantise weights symmetrically"
                );
        }

        return scales.Reals.ToArray().All(scale => scale > 0 && double.IsFinite(scale))
            ? new Weights([.. values], bytes.Shape, [.. scales.Reals])
            : throw Problems.At(
                operands.Node,
                Problems.Type,
                "a scale of its weights is 0 or not a number",
                "quantise the source network again"
            );
    }
}

/// <summary>Convolutions and matrix products of bytes with constant bytes.</summary>
internal static class SumsOf
{
    /// <summary>A convolution over one or two dimensions.</summary>
    /// <param name="network">Counts the weights.</param>
    /// <param name="operands">The operator: its attributes.</param>
    /// <param name="source">What it reads, in the order of its map.</param>
    /// <param name="weights">[output channel, channel of its group, cell...].</param>
    /// <param name="bias">Integers at the product of the scales; null: none.</param>
    /// <param name="offsets">Real numbers per output channel.</param>
    public static Sums Convolution(
        LayerBuilder network,
        Operands operands,
        Flow source,
        Weights weights,
        ImmutableArray<int>? bias,
        ImmutableArray<double> offsets
    )
    {
        var windows = Convolutions.WindowsOf(operands, source.Sides, weights.Sides);
        var sides = Convolutions.Shape(operands, source.Sides, weights.Sides);
        var (channels, inputs, groups) = (weights.Sides[0], weights.Sides[1], (int)operands.Int("group", 1));
        var (kernel, dilation) = (MapWindow.Pair(windows.Kernel), MapWindow.Pair(windows.Dilations));
        if (
            kernel.Y * (long)kernel.X > SegmentCatalog.MaximumCells
            || dilation.Y > SegmentCatalog.MaximumDilation
            || dilation.X > SegmentCatalog.MaximumDilation
        )
        {
            throw operands.Unsupported(
                $"kernels of {kernel.Y}x{kernel.X} cells, dilated {dilation.Y}x{dilation.X}; {SegmentCatalog.MaximumCells} cells and {SegmentCatalog.MaximumDilation} are supported"
            );
        }

        network.Take(operands.Node, weights.Bytes.Length + (2L * channels * inputs) + channels);
        var bank = new KernelBank(
            SegmentCatalog.Dense(kernel.Y, kernel.X, dilation.Y, dilation.X),
            channels,
            inputs,
            WeightBits(weights.Bytes.AsSpan()),
            [.. new int[channels * inputs]],
            weights.Bytes
        );
        var (window, sums) = (MapWindow.Of(operands, windows, source.Map.Shape), bias ?? [.. new int[channels]]);
        ImmutableArray<double> factors = [.. Enumerable.Range(0, channels).Select(channel => Factor(source, weights, channel))];
        return new Sums(
            source,
            sides,
            Layouts.MapOf(sides)!.Value,
            RangesOf(bank, sums, source),
            factors,
            offsets,
            (name, map, requantise) =>
                new Convolution(name, [source.Layer], map, window, groups, bank, sums, requantise(RangesOf(bank, sums, source), 1)),
            [operands.Node]
        );
    }

    /// <summary>A row times a matrix.</summary>
    /// <param name="network">Counts the weights.</param>
    /// <param name="operands">The operator.</param>
    /// <param name="source">The row.</param>
    /// <param name="sides">The extents of the product.</param>
    /// <param name="weights">[input, output].</param>
    /// <param name="bias">Integers at the product of the scales; null: none.</param>
    /// <param name="offsets">Real numbers per output.</param>
    public static Sums FullyConnected(
        LayerBuilder network,
        Operands operands,
        Flow source,
        ImmutableArray<int> sides,
        Weights weights,
        ImmutableArray<int>? bias,
        ImmutableArray<double> offsets
    )
    {
        var (inputs, outputs) = (weights.Sides[0], weights.Sides[1]);
        if (source.Map.Shape.Length != inputs || Extents.Length(sides) != outputs || Layouts.MapOf(sides) is not { } shape)
        {
            throw operands.Unsupported($"{Extents.Text(source.Sides)} times {Extents.Text(weights.Sides)}; one row is supported");
        }

        // The row may stand in another order than in the map: the weights follow it.
        network.Take(operands.Node, weights.Bytes.Length + outputs);
        var turned = new sbyte[weights.Bytes.Length];
        var ranges = new AccumulatorRange[outputs];
        var sums = bias ?? [.. new int[outputs]];
        for (var output = 0; output < outputs; output++)
        {
            for (var input = 0; input < inputs; input++)
            {
                turned[(output * inputs) + source.Places[input]] = weights.Bytes[(input * outputs) + output];
            }

            ranges[output] = AccumulatorBounds.Of(
                turned.AsSpan(output * inputs, inputs),
                sums[output],
                new ValueRange(sbyte.MinValue, sbyte.MaxValue).Less(source.Map.ZeroPoint)
            );
        }

        ImmutableArray<double> factors = [.. Enumerable.Range(0, outputs).Select(output => Factor(source, weights, output))];
        return new Sums(
            source,
            sides,
            shape,
            [.. ranges],
            factors,
            offsets,
            (name, map, requantise) =>
                new FullyConnected(
                    name,
                    [source.Layer],
                    map with
                    {
                        Shape = new Shape(1, 1, outputs),
                    },
                    WeightBits(turned),
                    [.. turned],
                    sums,
                    requantise(ranges, 1)
                ),
            [operands.Node]
        );
    }

    /// <summary>The fewest bits, 2..8, that hold all weights; -128 needs 8.</summary>
    private static int WeightBits(ReadOnlySpan<sbyte> weights)
    {
        var bits = 2;
        foreach (var weight in weights)
        {
            while (bits < 8 && Math.Abs((int)weight) >= 1 << (bits - 1))
            {
                bits++;
            }
        }

        return bits;
    }

    /// <summary>Averages over a window.</summary>
    /// <param name="operands">The operator.</param>
    /// <param name="source">What it reads, in the order of its map.</param>
    /// <param name="window">Over the map.</param>
    /// <param name="sides">The extents of the output.</param>
    /// <param name="countsPadding">Whether padding is counted as zeros.</param>
    public static Sums Averages(Operands operands, Flow source, Window window, ImmutableArray<int> sides, bool countsPadding)
    {
        var counts = countsPadding
            ? [window.Cells]
            : Pools.Counts(new Source.SourceNode(operands.Node.Index, operands.Node.Kind, [], [], null), window, source.Map.Shape);
        var (channels, input) = (source.Map.Shape.Channels, new ValueRange(sbyte.MinValue, sbyte.MaxValue).Less(source.Map.ZeroPoint));
        AccumulatorRange[] Ranges(int cells) =>
            [
                .. Enumerable.Repeat(
                    new AccumulatorRange(Math.Min(0, (long)cells * input.Minimum), Math.Max(0, (long)cells * input.Maximum)),
                    channels
                ),
            ];
        return new Sums(
            source,
            sides,
            Layouts.MapOf(sides)!.Value,
            [.. Ranges(window.Cells)],
            [.. Enumerable.Repeat(source.Map.Scale / window.Cells, channels)],
            [.. new double[channels]],
            (name, map, requantise) =>
            {
                ImmutableArray<PartialWindow> partial =
                [
                    .. counts
                        .Where(cells => cells < window.Cells)
                        .Select(cells => new PartialWindow(cells, requantise(Ranges(cells), (double)window.Cells / cells)!)),
                ];
                return new AveragePooling(
                    name,
                    [source.Layer],
                    map,
                    window,
                    requantise(Ranges(window.Cells), 1),
                    partial.IsEmpty ? null : partial
                );
            },
            [operands.Node]
        );
    }

    private static ImmutableArray<AccumulatorRange> RangesOf(KernelBank bank, ImmutableArray<int> bias, Flow source) =>
        AccumulatorBounds.Of(bank, bias, new ValueRange(sbyte.MinValue, sbyte.MaxValue).Less(source.Map.ZeroPoint));

    private static double Factor(Flow source, Weights weights, int channel) => source.Map.Scale * weights.ScaleOf(channel);
}
