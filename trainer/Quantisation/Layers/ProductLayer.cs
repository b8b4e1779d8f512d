using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Trainer.Learning;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation.Layers;

/// <summary>What convolutions and fully connected layers have in common: weights times activations, requantised.</summary>
internal static class ProductLayer
{
    /// <summary>Bits that a bias may need; larger ones make the scale of the channel's weights coarser.</summary>
    private const int BiasBits = 24;

    /// <summary>
    /// Chooses the scale of each channel's weights so that the factor input scale * weight scale / output scale is exactly
    /// m / 2^s: the scale absorbs the rounding of m, and training starts with no error from it.
    /// </summary>
    /// <param name="output">Null in the last layer: one scale for all its channels.</param>
    public static ProductParameters Fit(
        LayerParameters parameters,
        FeatureMap input,
        FeatureMap? output,
        Shape shape,
        QuantisationOptions options
    )
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var largest = (1 << (options.WeightBits - 1)) - 1;
        var weights = parameters.Weight!.flatten(1).abs().amax([1L]).to(torch.ScalarType.Float64);
        var bias = parameters.Bias!.abs().to(torch.ScalarType.Float64);
        // A dead channel, all weights zero, gets a scale from its layer's largest weight.
        var floor = Math.Max(weights.max().ToDouble(), 1e-6) / 1024;
        var wanted = torch
            .maximum((weights / largest).clamp_min(floor / largest), bias / Math.ScaleB(input.Scale, BiasBits))
            .data<double>()
            .ToArray();
        if (output is null)
        {
            var scale = wanted.Max();
            var logits = new FeatureMap(shape, IntegerType.Int32, input.Scale * scale);
            return new ProductParameters(logits, input.Scale, options.WeightBits, [.. wanted.Select(_ => scale)], null);
        }

        // s is at least 1, so the output's step is at least twice the sums' one when m is 1; few weight bits come to that.
        var finest = 2 * input.Scale * wanted.Max();
        if (options.Form == MultiplierForm.PowerOfTwo && output.Scale < finest)
        {
            output = output with { Scale = Math.ScaleB(1, (int)Math.Ceiling(Math.Log2(finest))) };
        }

        var factors = Array.ConvertAll(
            wanted,
            scale => FixedPoint.AtLeast(input.Scale * scale / output.Scale, options.EffectiveMultiplierBits)
        );
        return new ProductParameters(
            output,
            input.Scale,
            options.WeightBits,
            [.. factors.Select(factor => FixedPoint.ToReal(factor.Multiplier, factor.Shift) * output.Scale / input.Scale)],
            new Requantisation(
                [.. factors.Select(factor => factor.Multiplier)],
                [.. factors.Select(factor => factor.Shift)],
                output.Type.Minimum,
                output.Type.Maximum
            )
        );
    }

    /// <summary>Weights and bias as integers; gradients pass through the rounding.</summary>
    public static LayerParameters Quantise(ProductParameters quantisation, LayerParameters parameters)
    {
        var weight = parameters.Weight!;
        var scales = torch.tensor(quantisation.WeightScales.Select(scale => (float)scale).ToArray());
        var shape = Enumerable.Repeat(1L, (int)weight.dim()).ToArray();
        shape[0] = -1;
        return new LayerParameters
        {
            Weight = StraightThrough.Round((weight / scales.view(shape)).clamp(-quantisation.WeightMaximum, quantisation.WeightMaximum)),
            Bias = StraightThrough.Round(parameters.Bias! / (scales * quantisation.InputScale)),
        };
    }

    /// <summary>Sums to activations: multiply, round half up, clamp.</summary>
    /// <param name="sums">[samples, channels, rows, columns], integers.</param>
    public static Tensor Requantise(Requantisation requantisation, Tensor sums)
    {
        var factors = requantisation.Multipliers.Zip(requantisation.Shifts, FixedPoint.ToReal).ToArray();
        var factor = torch.tensor(factors).to(sums.dtype).view(1, -1, 1, 1);
        return StraightThrough.Round(sums * factor).clamp(requantisation.Minimum, requantisation.Maximum);
    }

    /// <summary>The weights of one layer as bytes, in parameter order.</summary>
    public static sbyte[] WeightsOf(LayerParameters integers) =>
        integers.Weight!.detach().contiguous().to(torch.ScalarType.Int8).data<sbyte>().ToArray();

    /// <summary>The bias of one layer.</summary>
    public static ImmutableArray<int> BiasOf(LayerParameters integers) =>
        [.. integers.Bias!.detach().to(torch.ScalarType.Int32).data<int>()];

    /// <summary>Refuses a channel whose sum could leave 32 bits.</summary>
    /// <param name="weights">Output channel first, equally many for each.</param>
    /// <exception cref="StriateException">Names the layer and the channel.</exception>
    public static void CheckAccumulators(string layer, ReadOnlySpan<sbyte> weights, ImmutableArray<int> bias, FeatureMap input)
    {
        var length = weights.Length / bias.Length;
        for (var channel = 0; channel < bias.Length; channel++)
        {
            long highest = bias[channel],
                lowest = bias[channel];
            foreach (var weight in weights.Slice(channel * length, length))
            {
                long atMaximum = weight * (input.Type.Maximum - input.ZeroPoint),
                    atMinimum = weight * (input.Type.Minimum - input.ZeroPoint);
                highest += Math.Max(atMaximum, atMinimum);
                lowest += Math.Min(atMaximum, atMinimum);
            }

            if (highest > int.MaxValue || lowest < int.MinValue)
            {
                throw new StriateException(
                    ErrorKind.Usage,
                    $"layer '{layer}', channel {channel}: sums reach {lowest:N0}..{highest:N0}, outside of 32 bits; "
                        + "use fewer weight or activation bits"
                );
            }
        }
    }
}
