using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

/// <summary>How much of its limits a layer uses; 64-bit throughout, because the numbers are not trusted yet.</summary>
internal static class Work
{
    /// <summary>Weights as if every kernel were dense.</summary>
    public static long DenseWeights(Layer layer) =>
        layer switch
        {
            Convolution { Bank: var bank } => (long)bank.OutputChannels
                * bank.InputChannels
                * bank.Catalog.KernelHeight
                * bank.Catalog.KernelWidth,
            FullyConnected fullyConnected => fullyConnected.Weights.Length,
            _ => 0,
        };

    /// <summary>Multiply-accumulates as if every kernel were dense; values read by a pooling, written by any other kind.</summary>
    public static long Operations(Layer layer) =>
        layer switch
        {
            Convolution convolution => (long)layer.Output.Shape.Height * layer.Output.Shape.Width * DenseWeights(convolution),
            FullyConnected => DenseWeights(layer),
            AveragePooling { Window: var window } => Cells(window) * layer.Output.Shape.Length,
            MaxPooling { Window: var window } => Cells(window) * layer.Output.Shape.Length,
            _ => layer.Output.Shape.Length,
        };

    private static long Cells(Window window) => (long)window.KernelHeight * window.KernelWidth;
}
