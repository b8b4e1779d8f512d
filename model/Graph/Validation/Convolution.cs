using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class ConvolutionRules
{
    public static void Check(LayerCheck check, Convolution layer)
    {
        if (!check.ReadsOne())
        {
            return;
        }

        WindowRules.Check(check, layer.Window, check.Inputs[0].Shape, layer.Output.Shape);
        check.Length("biases", layer.Bias, layer.Output.Shape.Channels);
        check.Requantisation(layer.Requantisation);
        if (CheckChannels(check, layer))
        {
            CheckBank(check, layer);
        }
    }

    private static bool CheckChannels(LayerCheck check, Convolution layer)
    {
        var (inputs, outputs, bank) = (check.Inputs[0].Shape.Channels, layer.Output.Shape.Channels, layer.Bank);
        return check.Require(
                layer.Groups >= 1 && inputs % layer.Groups == 0 && outputs % layer.Groups == 0,
                $"{layer.Groups} groups do not divide {inputs} input and {outputs} output channels"
            )
            & check.Require(bank.OutputChannels == outputs, $"kernels for {bank.OutputChannels} output channels; its output has {outputs}")
            & check.Require(
                (long)bank.InputChannels * layer.Groups == inputs,
                $"kernels for {layer.Groups} groups of {bank.InputChannels} input channels; its input has {inputs}"
            );
    }

    private static void CheckBank(LayerCheck check, Convolution layer)
    {
        var (bank, window, catalog) = (layer.Bank, layer.Window, layer.Bank.Catalog);
        check.Require(
            catalog.KernelHeight == window.KernelHeight && catalog.KernelWidth == window.KernelWidth,
            $"kernels of {catalog.KernelHeight}x{catalog.KernelWidth} in a window of {window.KernelHeight}x{window.KernelWidth}"
        );
        var (input, padding) = (check.Inputs[0].Shape, window.Padding);
        check.Require(
            catalog is { DilationY: 1, DilationX: 1 }
                || (input.Height + (long)padding.Top + padding.Bottom) * (input.Width + (long)padding.Left + padding.Right)
                    <= NetworkLimits.MaximumMapValues / input.Channels,
            $"its padded input has more than {NetworkLimits.MaximumMapValues} values"
        );
        if (
            check.Require(Work.DenseWeights(layer) <= NetworkLimits.MaximumWeights, $"more than {NetworkLimits.MaximumWeights} weights")
            && check.Length("kernel shapes", bank.Shapes, bank.Slices)
            && check.Require(
                bank.Shapes.All(shape => shape >= 0 && shape < catalog.Count),
                $"a kernel has a shape that does not exist; the catalogue has {catalog.Count}"
            )
            && check.Length("weights", bank.Weights, bank.Shapes.Sum(shape => (long)catalog[shape].Cells.Length))
        )
        {
            check.Weights(bank.Weights, bank.WeightBits);
        }
    }
}
