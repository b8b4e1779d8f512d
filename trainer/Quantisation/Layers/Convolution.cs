using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Segments;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks.Layers;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation.Layers;

/// <summary>Convolution in integers.</summary>
internal static class Convolution
{
    public static Tensor Simulate(ConvolutionDescription layer, ProductParameters quantisation, LayerParameters integers, Tensor input)
    {
        var sums = Learning.Layers.Convolution.Sum(layer.Window, layer.Groups, input, integers.Weight!, integers.Bias);
        return quantisation.Requantisation is { } requantisation ? ProductLayer.Requantise(requantisation, sums) : sums;
    }

    /// <param name="shapes">Shape of each slice in <paramref name="catalog"/>; weights off the shapes are zero.</param>
    public static Model.Graph.Layers.Convolution Export(
        ConvolutionDescription layer,
        ProductParameters quantisation,
        LayerParameters integers,
        FeatureMap input,
        SegmentCatalog catalog,
        int[] shapes
    )
    {
        var weights = ProductLayer.WeightsOf(integers);
        var bias = ProductLayer.BiasOf(integers);
        ProductLayer.CheckAccumulators(layer.Name, weights, bias, input);
        var bank = new KernelBank(
            catalog,
            layer.OutputChannels,
            input.Shape.Channels / layer.Groups,
            quantisation.WeightBits,
            [.. shapes],
            Gather(catalog, shapes, weights)
        );
        return new Model.Graph.Layers.Convolution(
            layer.Name,
            layer.Inputs,
            quantisation.Output,
            layer.Window,
            layer.Groups,
            bank,
            bias,
            quantisation.Requantisation
        );
    }

    private static ImmutableArray<sbyte> Gather(SegmentCatalog catalog, int[] shapes, sbyte[] weights)
    {
        var area = catalog.KernelHeight * catalog.KernelWidth;
        return
        [
            .. shapes.SelectMany(
                (shape, slice) =>
                    catalog[shape].Cells.Select(cell => weights[(slice * area) + (cell.Row * catalog.KernelWidth) + cell.Column])
            ),
        ];
    }
}
