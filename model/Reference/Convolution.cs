using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

internal static class ReferenceConvolution
{
    public static int[] Run(Convolution layer, int[] input, Shape inputShape)
    {
        var output = layer.Output.Shape;
        var weights = layer.Bank.ToDense();
        var outputsPerGroup = output.Channels / layer.Groups;
        var result = new int[output.Length];
        for (var row = 0; row < output.Height; row++)
        {
            for (var column = 0; column < output.Width; column++)
            {
                for (var channel = 0; channel < output.Channels; channel++)
                {
                    var firstInput = channel / outputsPerGroup * layer.Bank.InputChannels;
                    var accumulator = layer.Bias[channel];
                    for (var offset = 0; offset < layer.Bank.InputChannels; offset++)
                    {
                        var slice = (channel * layer.Bank.InputChannels) + offset;
                        accumulator = checked(accumulator
                            + Slice(layer.Window, weights, slice, input, inputShape, row, column, firstInput + offset));
                    }

                    result[output.IndexOf(row, column, channel)] =
                        layer.Requantisation?.Apply(accumulator, channel) ?? accumulator;
                }
            }
        }

        return result;
    }

    private static int Slice(
        Window window, sbyte[] weights, int slice, int[] input, Shape shape, int row, int column, int channel)
    {
        var sum = 0;
        for (var kernelRow = 0; kernelRow < window.KernelHeight; kernelRow++)
        {
            for (var kernelColumn = 0; kernelColumn < window.KernelWidth; kernelColumn++)
            {
                var y = (row * window.StrideY) + kernelRow - window.Padding.Top;
                var x = (column * window.StrideX) + kernelColumn - window.Padding.Left;
                if (y >= 0 && y < shape.Height && x >= 0 && x < shape.Width)
                {
                    var weight = weights[(slice * window.Cells) + (kernelRow * window.KernelWidth) + kernelColumn];
                    sum += weight * input[shape.IndexOf(y, x, channel)];
                }
            }
        }

        return sum;
    }
}
