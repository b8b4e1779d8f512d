using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Model.Reference;

/// <summary>
/// The sums of one output channel at a time, tap after tap: each weight is multiplied with the part of its padded input
/// channel that lies under it. Cells off a segment add nothing and are left out.
/// </summary>
internal static class ReferenceConvolution
{
    /// <exception cref="OverflowException">The worst case of a sum leaves int32; in a valid network none does.</exception>
    public static int[] Run(Convolution layer, int[] input, Shape inputShape, int zeroPoint)
    {
        var (bank, output) = (layer.Bank, layer.Output.Shape);
        var (outputsPerGroup, offsets) = (output.Channels / layer.Groups, bank.WeightOffsets());
        var planes = new PhasePlanes(input, inputShape, layer.Window, zeroPoint);
        var range = new ValueRange(input.Min(), input.Max()).Less(zeroPoint);
        var result = new int[output.Length];
        var sums = new int[planes.Positions];
        for (var channel = 0; channel < output.Channels; channel++)
        {
            Array.Fill(sums, layer.Bias[channel]);
            var (first, end) = (channel * bank.InputChannels, (channel + 1) * bank.InputChannels);
            CheckRange(layer, channel, bank.Weights.AsSpan()[offsets[first]..offsets[end]], range);
            for (var slice = first; slice < end; slice++)
            {
                var inputChannel = (channel / outputsPerGroup * bank.InputChannels) + slice - first;
                var cells = bank.Catalog[bank.Shapes[slice]].Cells;
                for (var tap = 0; tap < cells.Length; tap++)
                {
                    var under = planes.Under(inputChannel, cells[tap].Row, cells[tap].Column);
                    PhasePlanes.AddProducts(under, bank.Weights[offsets[slice] + tap], sums);
                }
            }

            Requantise(layer, channel, sums, planes.Width, result);
        }

        return result;
    }

    private static void Requantise(Convolution layer, int channel, int[] sums, int width, int[] result)
    {
        var output = layer.Output.Shape;
        for (var row = 0; row < output.Height; row++)
        {
            for (var column = 0; column < output.Width; column++)
            {
                var sum = sums[(row * width) + column];
                result[output.IndexOf(row, column, channel)] = layer.Requantisation?.Apply(sum, channel) ?? sum;
            }
        }
    }

    private static void CheckRange(Convolution layer, int channel, ReadOnlySpan<sbyte> weights, ValueRange input)
    {
        var range = AccumulatorBounds.Of(weights, layer.Bias[channel], input);
        if (!range.FitsInt32)
        {
            throw new OverflowException(
                $"layer '{layer.Name}', channel {channel}: a sum may reach {range.Minimum}..{range.Maximum}, which leaves int32"
            );
        }
    }
}
