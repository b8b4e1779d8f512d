using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

/// <summary>
/// The sums of one output channel at a time, tap after tap: each weight is multiplied with the part of its input channel
/// that lies under it. Zeros of the padding and of cells off a segment add nothing and are left out.
/// </summary>
internal static class ReferenceConvolution
{
    public static int[] Run(Convolution layer, int[] input, Shape inputShape)
    {
        var (bank, output) = (layer.Bank, layer.Output.Shape);
        var (outputsPerGroup, offsets) = (output.Channels / layer.Groups, bank.WeightOffsets());
        var result = new int[output.Length];
        var sums = new int[output.Height * output.Width];
        for (var channel = 0; channel < output.Channels; channel++)
        {
            Array.Fill(sums, layer.Bias[channel]);
            var firstInput = channel / outputsPerGroup * bank.InputChannels;
            for (var offset = 0; offset < bank.InputChannels; offset++)
            {
                var slice = (channel * bank.InputChannels) + offset;
                var cells = bank.Catalog[bank.Shapes[slice]].Cells;
                for (var tap = 0; tap < cells.Length; tap++)
                {
                    var (top, left) = (cells[tap].Row - layer.Window.Padding.Top, cells[tap].Column - layer.Window.Padding.Left);
                    AddTap(layer, bank.Weights[offsets[slice] + tap], top, left, input, inputShape, firstInput + offset, sums);
                }
            }

            for (var position = 0; position < sums.Length; position++)
            {
                result[(position * output.Channels) + channel] = layer.Requantisation?.Apply(sums[position], channel) ?? sums[position];
            }
        }

        return result;
    }

    /// <summary>Adds weight x input to the sum of every position; the tap is (top, left) away from a window's corner.</summary>
    private static void AddTap(
        Convolution layer, int weight, int top, int left, int[] input, Shape inputShape, int inputChannel, int[] sums)
    {
        var output = layer.Output.Shape;
        for (var row = 0; row < output.Height; row++)
        {
            var y = (row * layer.Window.StrideY) + top;
            if (y < 0 || y >= inputShape.Height)
            {
                continue;
            }

            for (var column = 0; column < output.Width; column++)
            {
                var x = (column * layer.Window.StrideX) + left;
                if (x >= 0 && x < inputShape.Width)
                {
                    var sum = (row * output.Width) + column;
                    sums[sum] = checked(sums[sum] + (weight * input[inputShape.IndexOf(y, x, inputChannel)]));
                }
            }
        }
    }
}
