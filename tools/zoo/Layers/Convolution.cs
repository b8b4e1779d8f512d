using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Segments;

namespace Striate.Zoo.Layers;

/// <summary>Convolutions: kernels of more than one cell become segments by magnitude, except in the first one.</summary>
internal static class Convolution
{
    /// <summary>Weights that segments keep, of those that dense kernels have.</summary>
    private const double Kept = 0.31;

    /// <summary>Square kernels, padded so that the extent stays.</summary>
    public static string Square(this NetworkWriter network, string name, string input, int channels, int side = 3, bool relu = true) =>
        network.Convolve(name, input, channels, new Window(side, side, 1, 1, Padding.All(side / 2)), relu);

    /// <summary>Any convolution.</summary>
    /// <param name="network">Where it is added.</param>
    /// <param name="name">Name of the layer.</param>
    /// <param name="input">The layer that it reads.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="window">Kernel, steps, padding.</param>
    /// <param name="relu">Whether the output is unsigned.</param>
    /// <param name="groups">1, or the channels for a depthwise one.</param>
    /// <param name="alwaysSegments">Segments in the first convolution too.</param>
    public static string Convolve(
        this NetworkWriter network,
        string name,
        string input,
        int channels,
        Window window,
        bool relu = true,
        int groups = 1,
        bool alwaysSegments = false
    )
    {
        var map = network[input].Map;
        var hasSegments = window.Cells > 1 && (alwaysSegments || network.HasConvolution);
        var catalog = hasSegments
            ? SegmentCatalog.For(window.KernelHeight, window.KernelWidth)
            : SegmentCatalog.Dense(window.KernelHeight, window.KernelWidth);
        var perGroup = map.Shape.Channels / groups;
        var random = network.NumbersOf(name);
        var dense = Enumerable.Range(0, channels * perGroup * window.Cells).Select(_ => random.Normal()).ToArray();
        var shapes = Shapes(catalog, dense);
        var product = new Product(Gather(catalog, shapes, dense, channels), network.WeightBits);
        var output = Steps.Of(network, window.Over(map.Shape, channels), isSigned: !relu);
        var bank = new KernelBank(catalog, channels, perGroup, network.WeightBits, shapes, product.Quantise(product.Steps()));
        var bare = new Model.Graph.Layers.Convolution(
            name,
            [input],
            output with
            {
                Type = IntegerType.Int32,
            },
            window,
            groups,
            bank,
            [.. new int[channels]],
            null
        );
        var normalised = product.Normalise(network, name, network.Try(bare), output);
        return network.Add(
            bare with
            {
                Output = output,
                Bank = bank with { Weights = normalised.Weights },
                Bias = normalised.Bias,
                Requantisation = normalised.Requantisation,
            }
        );
    }

    private static ImmutableArray<int> Shapes(SegmentCatalog catalog, double[] dense)
    {
        if (catalog.IsDense)
        {
            return [.. new int[dense.Length / (catalog.KernelHeight * catalog.KernelWidth)]];
        }

        var importance = new LayerImportance(catalog, Array.ConvertAll(dense, weight => (float)(weight * weight)), 1);
        return [.. SegmentSelection.Choose([importance], Math.Floor(Kept * dense.Length))[0]];
    }

    private static ImmutableArray<double[]> Gather(SegmentCatalog catalog, ImmutableArray<int> shapes, double[] dense, int channels)
    {
        var (area, slices) = (catalog.KernelHeight * catalog.KernelWidth, shapes.Length / channels);
        return
        [
            .. Enumerable
                .Range(0, channels)
                .Select(channel =>
                    Enumerable
                        .Range(channel * slices, slices)
                        .SelectMany(slice =>
                            catalog[shapes[slice]]
                                .Cells.Select(cell => dense[(slice * area) + (cell.Row * catalog.KernelWidth) + cell.Column])
                        )
                        .ToArray()
                ),
        ];
    }
}
