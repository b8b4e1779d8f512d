using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks.Layers;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation.Layers;

/// <summary>Fully connected layer in integers.</summary>
internal static class FullyConnected
{
    public static Tensor Simulate(ProductParameters quantisation, LayerParameters integers, Tensor input)
    {
        var sums = Learning.Layers.FullyConnected.Sum(input, integers.Weight!, integers.Bias);
        return quantisation.Requantisation is { } requantisation ? ProductLayer.Requantise(requantisation, sums) : sums;
    }

    public static Model.Graph.Layers.FullyConnected Export(
        FullyConnectedDescription layer,
        ProductParameters quantisation,
        LayerParameters integers,
        FeatureMap input
    )
    {
        var weights = ProductLayer.WeightsOf(integers);
        var bias = ProductLayer.BiasOf(integers);
        ProductLayer.CheckAccumulators(layer.Name, weights, bias, input);
        return new Model.Graph.Layers.FullyConnected(
            layer.Name,
            layer.Inputs,
            quantisation.Output,
            quantisation.WeightBits,
            [.. weights],
            bias,
            quantisation.Requantisation
        );
    }
}
