using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Learning.Layers;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Imported;

/// <summary>
/// The parameters of an imported network as a training has them. Its batch normalisations were folded away long ago; they are put back with
/// the statistics that samples have, and undo them: the network computes the same real function, and a training finds weights of the size
/// that its rates are made for.
/// </summary>
internal static class ImportedStart
{
    /// <summary>All parameters, and running means and variances, in the layout of the plan.</summary>
    /// <param name="plan">The plan of the imported network.</param>
    /// <param name="layout">Of its parameters.</param>
    /// <param name="imported">The network.</param>
    /// <param name="input">Real-valued samples, [samples, channels, rows, columns].</param>
    public static (Tensor Values, Tensor Statistics) Of(NetworkLayout plan, ParameterLayout layout, ImportedNetwork imported, Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var (values, statistics) = (torch.zeros(layout.Length), LayerParameters.InitialStatistics(layout));
        var parameters = LayerParameters.Cut(layout, values, statistics);
        var maps = new Dictionary<string, Tensor> { [Network.InputName] = input };
        foreach (var layer in plan.Layers)
        {
            using (torch.NewDisposeScope())
            {
                var inputs = layer.Description.Inputs.Select(name => maps[name]).ToArray();
                var own = parameters.GetValueOrDefault(layer.Name) ?? new LayerParameters();
                if (imported.Parameters.GetValueOrDefault(layer.Name) is { } source)
                {
                    Fill(layer.Description, own, source, inputs[0]);
                }

                maps[layer.Name] = FloatNetwork.Run(layer.Description, own, inputs, training: false).MoveToOuterDisposeScope();
            }
        }

        return (values.MoveToOuterDisposeScope(), statistics.MoveToOuterDisposeScope());
    }

    private static void Fill(LayerDescription layer, LayerParameters own, ImportedParameters source, Tensor input)
    {
        Copy(own.Weight ?? own.Gain!, source.Factors);
        Copy(own.Bias ?? own.Offset!, source.Offsets);
        if (layer is ConvolutionDescription { BatchNormalisation: true } convolution)
        {
            Normalise(convolution, own, input);
        }
    }

    /// <summary>Weights of the size of random ones, statistics of their sums, and the gain and offset that undo both.</summary>
    private static void Normalise(ConvolutionDescription layer, LayerParameters own, Tensor input)
    {
        var weight = own.Weight!;
        var size = weight.square().mean().sqrt().ToDouble();
        var usual = Math.Sqrt(2.0 * weight.shape[0] / weight.numel());
        weight.mul_(size > 0 ? usual / size : 1);
        var sums = Learning.Layers.Convolution.Sum(layer.Window, layer.Groups, input, weight, null);
        own.Mean!.copy_(sums.mean([0, 2, 3]));
        own.Variance!.copy_(sums.var([0, 2, 3], unbiased: false));
        own.Gain!.copy_((own.Variance + Normalisation.Epsilon).sqrt() * (size > 0 ? size / usual : 1));
        own.Offset!.add_(own.Mean * (size > 0 ? size / usual : 1));
    }

    private static void Copy(Tensor target, float[] source) => target.copy_(torch.tensor(source).view(target.shape));
}
