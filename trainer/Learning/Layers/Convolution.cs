using Striate.Model.Graph;
using Striate.Trainer.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning.Layers;

/// <summary>Convolution in floating point: [samples, channels, rows, columns].</summary>
internal static class Convolution
{
    public static Tensor Forward(ConvolutionDescription layer, LayerParameters parameters, Tensor input, bool training)
    {
        var sums = Sum(layer.Window, layer.Groups, input, parameters.Weight!, parameters.Bias);
        var normalised = layer.BatchNormalisation ? Normalisation.Forward(parameters, sums, training) : sums;
        return Rectifier.Forward(normalised, layer.Relu, layer.Ceiling);
    }

    /// <summary>The multiply-accumulates alone; the simulation of the integer arithmetic shares them.</summary>
    public static Tensor Sum(Window window, int groups, Tensor input, Tensor weight, Tensor? bias)
    {
        var (padded, padding) = Pad(window.Padding, input);
        return TorchConvolution.Run(padded, weight, bias, [window.StrideY, window.StrideX], padding, groups);
    }

    /// <summary>Symmetric padding is left to the convolution; other amounts are written out.</summary>
    public static (Tensor Padded, long[] Remaining) Pad(Model.Graph.Padding padding, Tensor input) =>
        padding.Top == padding.Bottom && padding.Left == padding.Right
            ? (input, [padding.Top, padding.Left])
            : (functional.pad(input, [padding.Left, padding.Right, padding.Top, padding.Bottom], PaddingModes.Zeros, 0), [0, 0]);
}
