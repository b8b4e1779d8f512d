using Striate.Trainer.Learning;
using Striate.Trainer.Learning.Layers;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>A network without batch normalisation and its parameters, laid out anew.</summary>
public sealed record FoldedNetwork(NetworkLayout Plan, ParameterLayout Layout, Tensor Values);

/// <summary>
/// Folds batch normalisation, with its running statistics, into the weights and bias of the convolution before it, or into
/// the gain and offset of an affine map where it follows none. The result computes the same real function.
/// </summary>
public static class BatchNormFolding
{
    /// <summary>Folds every normalisation of a network.</summary>
    /// <param name="values">Parameters as they act: masked weights are zero already.</param>
    public static FoldedNetwork Fold(NetworkLayout plan, ParameterLayout layout, Tensor values, Tensor statistics)
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var parameters = LayerParameters.Cut(layout, values.to(torch.ScalarType.Float64), statistics.to(torch.ScalarType.Float64));
        var folded = plan with { Layers = [.. plan.Layers.Select(layer => layer with { Description = Fold(layer.Description) })] };
        var results = parameters.ToDictionary(entry => entry.Key, entry => Fold(entry.Value));
        var target = ParameterLayout.Of(folded);
        var parts = target.Slots.Select(slot => Part(results[slot.Layer], slot).reshape(-1)).ToArray();
        return new FoldedNetwork(folded, target, torch.cat(parts).to(torch.ScalarType.Float32).MoveToOuterDisposeScope());
    }

    private static LayerDescription Fold(LayerDescription layer) =>
        layer switch
        {
            ConvolutionDescription convolution => convolution with { BatchNormalisation = false },
            ScaleShiftDescription scaleShift => scaleShift with { BatchNormalisation = false },
            _ => layer,
        };

    private static LayerParameters Fold(LayerParameters layer)
    {
        if (layer.Mean is null || layer.Variance is null)
        {
            return layer;
        }

        var gain = layer.Gain! / (layer.Variance + Normalisation.Epsilon).sqrt();
        var offset = layer.Offset! - (layer.Mean * gain);
        return layer.Weight is { } weight
            ? new LayerParameters { Weight = weight * gain.view(-1, 1, 1, 1), Bias = offset }
            : new LayerParameters { Gain = gain, Offset = offset };
    }

    private static Tensor Part(LayerParameters layer, ParameterSlot slot) =>
        slot.Role switch
        {
            ParameterRole.Weight => layer.Weight!,
            ParameterRole.Bias => layer.Bias!,
            ParameterRole.Gain => layer.Gain!,
            _ => layer.Offset!,
        };
}
