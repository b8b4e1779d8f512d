using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.Model.Figures;

/// <summary>What a network costs, dense and with its segments.</summary>
/// <param name="Layers">Every layer, in the order they run.</param>
public sealed record NetworkFigures(ImmutableArray<LayerFigures> Layers)
{
    /// <summary>Multiply-accumulates of one inference if every kernel were dense; instructions are reported per one of these.</summary>
    public long DenseMacs => Layers.Sum(layer => layer.DenseMacs);

    /// <summary>Multiply-accumulates of one inference with the segments.</summary>
    public long KeptMacs => Layers.Sum(layer => layer.KeptMacs);

    /// <summary>Weights of all layers if every kernel were dense.</summary>
    public long DenseParameters => Layers.Sum(layer => layer.DenseParameters);

    /// <summary>Weights of all layers.</summary>
    public long KeptParameters => Layers.Sum(layer => layer.KeptParameters);

    /// <summary>Weights of the convolutions if every kernel were dense.</summary>
    public long DenseConvParameters => Layers.Where(layer => layer.IsConvolution).Sum(layer => layer.DenseParameters);

    /// <summary>Weights of the convolutions on segments.</summary>
    public long KeptConvParameters => Layers.Where(layer => layer.IsConvolution).Sum(layer => layer.KeptParameters);

    /// <summary>Convolution weights that segments leave out, percent; 0 without convolutions.</summary>
    public double RemovedConvParameters => Removed(KeptConvParameters, DenseConvParameters);

    /// <summary>Weights that segments leave out, percent.</summary>
    public double RemovedParameters => Removed(KeptParameters, DenseParameters);

    /// <summary>Multiply-accumulates that segments leave out, percent.</summary>
    public double RemovedMacs => Removed(KeptMacs, DenseMacs);

    /// <summary>The figures of a valid network.</summary>
    public static NetworkFigures Of(Network network) => new([.. network.Layers.Select(LayerFigures.Of)]);

    private static double Removed(long kept, long dense) => dense == 0 ? 0 : Percentages.Of(dense - kept, dense);
}
