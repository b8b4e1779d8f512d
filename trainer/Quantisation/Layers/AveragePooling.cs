using Striate.Model.Graph;
using Striate.Trainer.Networks.Layers;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation.Layers;

/// <summary>Average pooling in integers: a sum, requantised with the count folded in.</summary>
internal static class AveragePooling
{
    /// <summary>Bits of m in the general form: the mean is off by less than one part in 4,096.</summary>
    private const int Bits = 12;

    /// <param name="output">
    /// Calibrated; with m = 1 its scale is moved to the nearest one that s expresses exactly. Null in the last layer.
    /// </param>
    public static AveragePoolingParameters Fit(
        AveragePoolingDescription layer,
        FeatureMap input,
        FeatureMap? output,
        QuantisationOptions options
    )
    {
        var window = layer.Window ?? Model.Graph.Layers.AveragePooling.GlobalWindow(input.Shape);
        if (output is null)
        {
            var logits = new FeatureMap(window.Over(input.Shape, input.Shape.Channels), IntegerType.Int32, input.Scale / window.Cells);
            return new AveragePoolingParameters(logits, window, null);
        }

        var bits = options.Form == MultiplierForm.PowerOfTwo ? 1 : Bits;
        var factor = input.Scale / (window.Cells * output.Scale);
        // s is at least 1, so that m = 1 expresses no factor above a half; a finer output would hold nothing more.
        var (multiplier, shift) = FixedPoint.Nearest(options.Form == MultiplierForm.PowerOfTwo ? Math.Min(factor, 0.5) : factor, bits);
        var scale =
            options.Form == MultiplierForm.PowerOfTwo ? input.Scale / (window.Cells * FixedPoint.ToReal(multiplier, shift)) : output.Scale;
        return new AveragePoolingParameters(
            output with
            {
                Scale = scale,
            },
            window,
            new Requantisation(
                [.. Enumerable.Repeat(multiplier, input.Shape.Channels)],
                [.. Enumerable.Repeat(shift, input.Shape.Channels)],
                output.Type.Minimum,
                output.Type.Maximum
            )
        );
    }

    public static Tensor Simulate(AveragePoolingParameters quantisation, Tensor input)
    {
        var sums = Learning.Layers.AveragePooling.Sum(quantisation.Window, input);
        return quantisation.Requantisation is { } requantisation ? ProductLayer.Requantise(requantisation, sums) : sums;
    }

    public static Model.Graph.Layers.AveragePooling Export(AveragePoolingDescription layer, AveragePoolingParameters quantisation) =>
        new(layer.Name, layer.Inputs, quantisation.Output, quantisation.Window, quantisation.Requantisation);
}
