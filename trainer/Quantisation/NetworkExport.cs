using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Segments;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using TorchSharp;
using Exported = Striate.Trainer.Quantisation.Layers;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>Writes a trained network as the integers of the model's graph.</summary>
public static class NetworkExport
{
    /// <summary>The integer network.</summary>
    /// <param name="values">Real-valued parameters, masked.</param>
    /// <param name="mask">Shapes of the kernels; null: dense.</param>
    /// <exception cref="StriateException">The sums of a channel could leave 32 bits.</exception>
    public static Network Export(QuantisedNetwork network, Tensor values, SegmentMask? mask, ImmutableArray<string> labels)
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var integers = network.Quantise(values);
        var maps = new Dictionary<string, FeatureMap> { [Network.InputName] = network.Input };
        var layers = ImmutableArray.CreateBuilder<Layer>(network.Plan.Layers.Length);
        foreach (var (layer, quantisation) in network.Plan.Layers.Zip(network.Quantisation))
        {
            layers.Add(
                Export(layer.Description, quantisation, integers.GetValueOrDefault(layer.Name), maps[layer.Description.Inputs[0]], mask)
            );
            maps[layer.Name] = quantisation.Output;
        }

        return new Network(network.Plan.Name, network.Input, layers.MoveToImmutable(), labels);
    }

    private static Layer Export(
        LayerDescription layer,
        QuantisationParameters quantisation,
        LayerParameters? integers,
        FeatureMap input,
        SegmentMask? mask
    ) =>
        (layer, quantisation) switch
        {
            (ConvolutionDescription convolution, ProductParameters product) => ExportConvolution(
                convolution,
                product,
                integers!,
                input,
                mask
            ),
            (FullyConnectedDescription connected, ProductParameters product) => Exported.FullyConnected.Export(
                connected,
                product,
                integers!,
                input
            ),
            (MaxPoolingDescription pooling, _) => new MaxPooling(layer.Name, layer.Inputs, quantisation.Output, pooling.Window),
            (AveragePoolingDescription pooling, AveragePoolingParameters average) => Exported.AveragePooling.Export(pooling, average),
            (AddDescription add, AddParameters sum) => Exported.Add.Export(add, sum),
            (ScaleShiftDescription scaleShift, ScaleShiftParameters affine) => Exported.ScaleShift.Export(scaleShift, affine, integers!),
            (ConcatDescription, _) => new Concat(layer.Name, layer.Inputs, quantisation.Output),
            (FlattenDescription, _) => new Flatten(layer.Name, layer.Inputs, quantisation.Output),
            _ => throw new ArgumentException($"layer '{layer.Name}' of kind {layer.GetType().Name} cannot be exported"),
        };

    private static Convolution ExportConvolution(
        ConvolutionDescription layer,
        ProductParameters quantisation,
        LayerParameters integers,
        FeatureMap input,
        SegmentMask? mask
    )
    {
        if (mask is not null)
        {
            foreach (var (segments, shapes) in mask.Layers.Zip(mask.Shapes))
            {
                if (segments.Name == layer.Name)
                {
                    return Exported.Convolution.Export(layer, quantisation, integers, input, segments.Catalog, shapes);
                }
            }
        }

        var dense = SegmentCatalog.Dense(layer.Window.KernelHeight, layer.Window.KernelWidth);
        var slices = layer.OutputChannels * (input.Shape.Channels / layer.Groups);
        return Exported.Convolution.Export(layer, quantisation, integers, input, dense, new int[slices]);
    }
}
