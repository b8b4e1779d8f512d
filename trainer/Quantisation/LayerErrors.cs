using System.Collections.Immutable;
using Striate.Model.Packaging;
using Striate.Trainer.Learning;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>Compares a network in floating point and in integers, layer by layer.</summary>
public static class LayerErrors
{
    /// <summary>Stands for no difference at all.</summary>
    public const double Exact = 200;

    /// <summary>One figure per layer, in network order.</summary>
    /// <param name="values">Real-valued parameters, masked.</param>
    /// <param name="images">[samples, channels, rows, columns], input integers.</param>
    public static ImmutableArray<LayerError> Measure(QuantisedNetwork network, Tensor values, Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var reals = new Dictionary<string, Tensor>();
        var parameters = LayerParameters.Cut(network.Layout, values, torch.zeros(0));
        FloatNetwork.Forward(
            network.Plan,
            parameters,
            images * network.Input.Scale,
            training: false,
            (name, output) => reals[name] = output
        );
        var errors = new Dictionary<string, double>();
        var scales = network.Plan.Layers.Zip(network.Quantisation).ToDictionary(pair => pair.First.Name, pair => pair.Second.Output.Scale);
        network.Forward(network.Quantise(values), images, (name, output) => errors[name] = Decibels(reals[name], output * scales[name]));
        return [.. network.Plan.Layers.Select(layer => new LayerError(layer.Name, errors[layer.Name]))];
    }

    private static double Decibels(Tensor real, Tensor integer)
    {
        using var scope = torch.NewDisposeScope();
        var signal = real.square().sum().ToDouble();
        var noise = (real - integer).square().sum().ToDouble();
        // Sums that leave single precision have no ratio: nothing of the signal is left.
        return noise == 0 ? Exact
            : double.IsNaN(signal / noise) ? -Exact
            : Math.Round(Math.Clamp(10 * Math.Log10(signal / noise), -Exact, Exact), 1);
    }
}
