using System.Collections.Immutable;
using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Trainer;

/// <summary>Counts what a network keeps.</summary>
public static class SegmentCounting
{
    /// <summary>Sums over all layers with weights; parameters over convolutions only.</summary>
    public static SegmentCounts Count(Network network)
    {
        var figures = NetworkFigures.Of(network);
        return new SegmentCounts(figures.DenseConvParameters, figures.KeptConvParameters, figures.DenseMacs, figures.KeptMacs);
    }

    /// <summary>Bits per weight, mean over all kept weights, two decimals.</summary>
    public static double MeanBits(Network network)
    {
        long bits = 0,
            weights = 0;
        foreach (var layer in network.Layers)
        {
            var (own, count) = layer switch
            {
                Convolution { Bank: var bank } => (bank.WeightBits, bank.Weights.Length),
                FullyConnected connected => (connected.WeightBits, connected.Weights.Length),
                _ => (0, 0),
            };
            bits += (long)own * count;
            weights += count;
        }

        return weights == 0 ? 0 : Math.Round((double)bits / weights, 2, MidpointRounding.AwayFromZero);
    }

    /// <summary>The convolutions whose kernels are segments.</summary>
    public static ImmutableArray<LayerSegments> Layers(Network network) =>
        [
            .. network
                .Layers.OfType<Convolution>()
                .Where(layer => !layer.Bank.Catalog.IsDense)
                .Select(layer => new LayerSegments(
                    layer.Name,
                    layer.Bank.DenseWeights,
                    layer.Bank.Weights.Length,
                    [.. Enumerable.Range(0, layer.Bank.Catalog.Count).Select(shape => layer.Bank.Shapes.Count(other => other == shape))]
                )),
        ];
}
