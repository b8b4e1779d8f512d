using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using Striate.Trainer.Quantisation.Layers;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>Chooses the quantisation parameters of all layers.</summary>
public static class QuantisationFit
{
    /// <summary>The parameters of each layer, in network order.</summary>
    /// <param name="network">Folded; its values are what the steps are fitted to.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="samples">Real-valued samples to calibrate activations with.</param>
    public static ImmutableArray<QuantisationParameters> Fit(
        FoldedNetwork network,
        FeatureMap input,
        Tensor samples,
        QuantisationOptions options
    ) => Fit(network, input, ActivationMaps.Choose(network, input, samples, options), options);

    /// <summary>The parameters of each layer, in network order.</summary>
    /// <param name="network">Folded; its values are what the steps are fitted to.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="calibrated">The map of every layer, as <see cref="ActivationMaps"/> chooses them.</param>
    public static ImmutableArray<QuantisationParameters> Fit(
        FoldedNetwork network,
        FeatureMap input,
        IReadOnlyDictionary<string, FeatureMap> calibrated,
        QuantisationOptions options
    )
    {
        using var scope = torch.NewDisposeScope();
        options.Validate();
        var parameters = LayerParameters.Cut(network.Layout, network.Values.detach(), torch.zeros(0));
        var maps = new Dictionary<string, FeatureMap> { [Network.InputName] = input };
        var layers = ImmutableArray.CreateBuilder<QuantisationParameters>(network.Plan.Layers.Length);
        foreach (var layer in network.Plan.Layers)
        {
            var inputs = layer.Description.Inputs.Select(name => maps[name]).ToArray();
            var output = layer == network.Plan.Layers[^1] ? null : calibrated[layer.Name];
            var own = options with { WeightBits = options.BitsOf(layer.Name) };
            var quantisation = Limited(
                Learning.Layers.Rectifier.CeilingOf(layer.Description),
                Fit(layer, parameters.GetValueOrDefault(layer.Name), inputs, output, own)
            );
            layers.Add(quantisation);
            maps[layer.Name] = quantisation.Output;
        }

        return layers.MoveToImmutable();
    }

    /// <summary>Clamps at a ceiling what the type of the output would let through.</summary>
    private static QuantisationParameters Limited(double? ceiling, QuantisationParameters quantisation)
    {
        int Most(int maximum) => ceiling is { } most ? (int)Math.Clamp(Math.Round(most / quantisation.Output.Scale), 1, maximum) : maximum;
        return quantisation switch
        {
            ProductParameters { Requantisation: { } requantisation } product => product with
            {
                Requantisation = requantisation with { Maximum = Most(requantisation.Maximum) },
            },
            AddParameters sum => sum with { Maximum = Most(sum.Maximum) },
            ScaleShiftParameters affine => affine with { Maximum = Most(affine.Maximum) },
            _ => quantisation,
        };
    }

    private static QuantisationParameters Fit(
        PlannedLayer layer,
        LayerParameters? parameters,
        FeatureMap[] inputs,
        FeatureMap? output,
        QuantisationOptions options
    ) =>
        layer.Description switch
        {
            ConvolutionDescription or FullyConnectedDescription => ProductLayer.Fit(parameters!, inputs[0], output, layer.Output, options),
            AveragePoolingDescription pooling => AveragePooling.Fit(pooling, inputs[0], output, options),
            _ when output is null => throw new StriateException(
                ErrorKind.Usage,
                $"layer '{layer.Name}' is the last one; only convolution, fully connected and average pooling can give logits"
            ),
            AddDescription => Add.Fit(inputs[0], inputs[1], output),
            ScaleShiftDescription => ScaleShift.Fit(parameters!, inputs[0], output),
            ConcatDescription when inputs.Any(map => map.Scale != inputs[0].Scale || map.Type != inputs[0].Type) =>
                throw new StriateException(
                    ErrorKind.Usage,
                    $"layer '{layer.Name}' concatenates maps of different scales; use general multipliers or more weight bits"
                ),
            _ => new PassThroughParameters(inputs[0] with { Shape = layer.Output }),
        };
}
