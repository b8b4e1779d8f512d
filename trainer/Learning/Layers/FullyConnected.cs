using Striate.Trainer.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>Fully connected layer in floating point; its output is [samples, outputs, 1, 1].</summary>
internal static class FullyConnected
{
    public static Tensor Forward(FullyConnectedDescription layer, LayerParameters parameters, Tensor input)
    {
        var sums = Sum(input.to(torch.ScalarType.Float32), parameters.Weight!, parameters.Bias);
        return Rectifier.Forward(sums, layer.Relu, layer.Ceiling);
    }

    /// <summary>The multiply-accumulates alone; the simulation of the integer arithmetic shares them.</summary>
    public static Tensor Sum(Tensor input, Tensor weight, Tensor? bias) =>
        functional.linear(Flatten.Forward(input).flatten(1), weight, bias).unsqueeze(-1).unsqueeze(-1);
}
