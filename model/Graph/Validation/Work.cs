using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

/// <summary>How much of its limits a layer uses; 64-bit throughout, because the numbers are not trusted yet.</summary>
internal static class Work
{
    /// <summary>Weights as if every kernel were dense.</summary>
    public static long DenseWeights(Layer layer) =>
        layer.Match(
            convolution: convolution => DenseWeights(convolution.Bank),
            fullyConnected: fullyConnected => fullyConnected.Weights.Length,
            maxPooling: None,
            averagePooling: None,
            add: None,
            multiply: None,
            concat: None,
            scaleShift: None,
            flatten: None,
            constant: None,
            lookUp: None,
            softmax: None,
            history: None
        );

    /// <summary>Multiply-accumulates as if every kernel were dense; values read by a pooling, written by any other kind.</summary>
    public static long Operations(Layer layer) =>
        layer.Match(
            convolution: convolution => (long)layer.Output.Shape.Height * layer.Output.Shape.Width * DenseWeights(convolution),
            fullyConnected: DenseWeights,
            maxPooling: maxPooling => Cells(maxPooling.Window) * layer.Output.Shape.Length,
            averagePooling: averagePooling => Cells(averagePooling.Window) * layer.Output.Shape.Length,
            add: Written,
            multiply: Written,
            concat: Written,
            scaleShift: Written,
            flatten: Written,
            constant: Written,
            lookUp: Written,
            softmax: Written,
            history: Written
        );

    private static long DenseWeights(KernelBank bank) =>
        (long)bank.OutputChannels * bank.InputChannels * bank.Catalog.KernelHeight * bank.Catalog.KernelWidth;

    private static long None(Layer layer) => 0;

    private static long Written(Layer layer) => layer.Output.Shape.Length;

    private static long Cells(Window window) => (long)window.KernelHeight * window.KernelWidth;
}
