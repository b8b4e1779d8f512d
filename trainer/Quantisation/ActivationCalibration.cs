using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>Chooses the real value of the largest activation of each layer from samples.</summary>
public static class ActivationCalibration
{
    /// <summary>Part of the largest value that is tried as the limit, from all of it downwards.</summary>
    private static readonly double[] s_parts = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4];

    /// <summary>
    /// For each layer the limit whose rounding and clamping changes the activations least (squared error); 0 for one that is
    /// silent on every sample.
    /// </summary>
    /// <param name="input">Real-valued samples, [samples, channels, rows, columns].</param>
    /// <param name="typeOf">The integer type of a layer's output.</param>
    public static Dictionary<string, double> Measure(FoldedNetwork network, Tensor input, Func<string, IntegerType> typeOf)
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var limits = new Dictionary<string, double>();
        var parameters = LayerParameters.Cut(network.Layout, network.Values, torch.zeros(0));
        FloatNetwork.Forward(
            network.Plan,
            parameters,
            input,
            training: false,
            (name, output) => limits[name] = BestLimit(output, typeOf(name))
        );
        return limits;
    }

    private static double BestLimit(Tensor values, IntegerType type)
    {
        using var scope = torch.NewDisposeScope();
        var largest = values.abs().max().ToDouble();
        if (largest == 0)
        {
            return 0;
        }

        var (best, lowest) = (largest, double.PositiveInfinity);
        foreach (var part in s_parts)
        {
            using var inner = torch.NewDisposeScope();
            var scale = largest * part / type.Maximum;
            var error = (((values / scale).round().clamp(type.Minimum, type.Maximum) * scale) - values).square().sum().ToDouble();
            if (error < lowest)
            {
                (best, lowest) = (largest * part, error);
            }
        }

        return best;
    }
}
