using System.Collections.Immutable;
using Striate.Import.Networks;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.Import.Operators;

/// <summary>What the two convolutions have in common.</summary>
internal static class Kernels
{
    /// <summary>Rows and columns from one cell to the next.</summary>
    public static (int Down, int Right) DilationOf(SourceNode node)
    {
        var isDepthwise = node.Kind == "DEPTHWISE_CONV_2D";
        var (right, down) = (node.Options?.Int(isDepthwise ? 5 : 4, 1) ?? 1, node.Options?.Int(isDepthwise ? 6 : 5, 1) ?? 1);
        return down is >= 1 and <= SegmentCatalog.MaximumDilation && right is >= 1 and <= SegmentCatalog.MaximumDilation
            ? (down, right)
            : throw Problems.UnsupportedOption(node, $"dilation of {down}x{right}; must be 1 to {SegmentCatalog.MaximumDilation}");
    }

    /// <summary>Rows or columns from the first cell to the last; 0 where there is none.</summary>
    public static int Extent(int cells, int dilation) => (int)Math.Clamp(((cells - 1L) * dilation) + 1, 0, int.MaxValue);

    /// <summary>Kernels whose weights stand in the file in another order.</summary>
    /// <param name="network">Counts the weights.</param>
    /// <param name="node">For errors.</param>
    /// <param name="sides">Rows and columns of cells.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="inputs">Input channels of a group.</param>
    /// <param name="weight">The weight of an output channel, a cell (row by row) and an input channel.</param>
    public static KernelBank Bank(
        NetworkBuilder network,
        SourceNode node,
        ImmutableArray<int> sides,
        int channels,
        int inputs,
        Func<int, int, int, byte> weight
    )
    {
        var (rows, columns) = (sides[0], sides[1]);
        if (rows > SegmentCatalog.MaximumCells || columns > SegmentCatalog.MaximumCells || rows * columns > SegmentCatalog.MaximumCells)
        {
            throw Problems.UnsupportedOption(node, $"kernels of {rows}x{columns} cells; at most {SegmentCatalog.MaximumCells} are allowed");
        }

        var (down, right) = DilationOf(node);
        network.Take(node, 2L * channels * inputs);
        var weights = ImmutableArray.CreateBuilder<sbyte>(channels * inputs * rows * columns);
        for (var channel = 0; channel < channels; channel++)
        {
            for (var from = 0; from < inputs; from++)
            {
                for (var tap = 0; tap < rows * columns; tap++)
                {
                    weights.Add((sbyte)weight(channel, tap, from));
                }
            }
        }

        return new KernelBank(
            SegmentCatalog.Dense(rows, columns, down, right),
            channels,
            inputs,
            8,
            [.. new int[channels * inputs]],
            weights.MoveToImmutable()
        );
    }

    /// <summary>Adds the layer.</summary>
    public static void Add(
        NetworkBuilder network,
        SourceNode node,
        KernelBank bank,
        Window window,
        int groups,
        (FeatureMap Input, SourceTensor Weights, FeatureMap Output) maps,
        int axis
    )
    {
        var channels = bank.OutputChannels;
        var bias = network.BiasOf(node, 2, channels);
        var ranges = AccumulatorBounds.Of(bank, bias, new ValueRange(sbyte.MinValue, sbyte.MaxValue).Less(maps.Input.ZeroPoint));
        var limits = Activation.LimitsOf(node, node.Options?.Byte(node.Kind == "DEPTHWISE_CONV_2D" ? 4 : 3) ?? 0, maps.Output);
        var factors = Products.FactorsOf(node, maps.Input, maps.Weights, maps.Output, channels, axis);
        network.Take(node, 4L * channels);
        network.Add(
            node,
            new Convolution(
                NetworkBuilder.NewName(node),
                [network.NameOf(node, network.Input(node, 0))],
                maps.Output,
                window,
                groups,
                bank,
                bias,
                Products.Requantise(node, factors, ranges, limits, maps.Output.ZeroPoint)
            ),
            "taken over"
        );
    }
}
