using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Imported;

/// <summary>
/// Convolutions and fully connected layers on real numbers: weights times their scale, which follows from the requantisation.
/// </summary>
internal static class Products
{
    public static (LayerDescription, ImportedParameters) Of(Convolution layer, FeatureMap input, bool isLast, string file)
    {
        var (bank, output) = (layer.Bank, layer.Output);
        if (bank.Catalog is { DilationY: > 1 } or { DilationX: > 1 })
        {
            throw RealLayers.Refusal(
                file,
                layer,
                $"the cells of its kernels lie {bank.Catalog.DilationY}x{bank.Catalog.DilationX} apart (dilation)",
                "train a network without dilation in its framework, with a stride instead"
            );
        }

        var (relu, ceiling) = Clamp(layer, layer.Requantisation, isLast, file);
        // One position a sample has no variance that a batch tells.
        var isNormalised = !isLast && output.Shape is not { Height: 1, Width: 1 };
        return (
            new ConvolutionDescription(
                layer.Name,
                layer.Inputs,
                bank.OutputChannels,
                layer.Window,
                layer.Groups,
                isNormalised,
                relu,
                ceiling
            ),
            Parameters(layer, layer.Requantisation, bank.ToDense(), layer.Bias, input)
        );
    }

    public static (LayerDescription, ImportedParameters) Of(FullyConnected layer, FeatureMap input, bool isLast, string file)
    {
        var (relu, ceiling) = Clamp(layer, layer.Requantisation, isLast, file);
        return (
            new FullyConnectedDescription(layer.Name, layer.Inputs, layer.Bias.Length, relu, ceiling),
            Parameters(layer, layer.Requantisation, layer.Weights.AsSpan(), layer.Bias, input)
        );
    }

    // The logits are sums: their order is that of what a clamp leaves.
    private static (bool Relu, double? Ceiling) Clamp(Layer layer, Requantisation? requantisation, bool isLast, string file) =>
        isLast || requantisation is null ? (false, null) : Steps.Clamp(file, layer, requantisation.Minimum, requantisation.Maximum);

    /// <param name="weights">Output channel first, equally many for each.</param>
    private static ImportedParameters Parameters(
        Layer layer,
        Requantisation? requantisation,
        ReadOnlySpan<sbyte> weights,
        ImmutableArray<int> bias,
        FeatureMap input
    )
    {
        var (factors, offsets) = (new float[weights.Length], new float[bias.Length]);
        var (output, length) = (layer.Output, weights.Length / bias.Length);
        for (var channel = 0; channel < bias.Length; channel++)
        {
            // Scale of a sum: that of the input times that of the weights.
            var scale = output.Scale * (requantisation is null ? 1 : Steps.Factor(requantisation, channel));
            var beyond = requantisation is null ? 0 : Steps.Beyond(requantisation, channel, output.ZeroPoint);
            offsets[channel] = (float)((bias[channel] * scale) + (beyond * output.Scale));
            for (var index = channel * length; index < (channel + 1) * length; index++)
            {
                factors[index] = (float)(weights[index] * scale / input.Scale);
            }
        }

        return new ImportedParameters(factors, offsets);
    }
}
