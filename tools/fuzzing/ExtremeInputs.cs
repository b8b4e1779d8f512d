using System.Collections.Immutable;
using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Reference;

namespace Striate.Fuzzing;

/// <summary>
/// Inputs at the ends of the range, for finding overflow and rounding that random inputs never reach: for every output
/// channel of every layer one input that drives it up and one that drives it down.
/// </summary>
public static class ExtremeInputs
{
    private const int MostLanes = 4;

    /// <summary>The smallest value everywhere, the largest everywhere, zeros, and both ends in turn.</summary>
    public static IEnumerable<byte[]> Flat(Network network)
    {
        var (type, length) = (network.Input.Type, network.Input.Shape.Length);
        yield return [.. Enumerable.Repeat((byte)type.Minimum, length)];
        yield return [.. Enumerable.Repeat((byte)type.Maximum, length)];
        yield return new byte[length];
        yield return [.. Enumerable.Range(0, length).Select(index => (byte)(index % 2 == 0 ? type.Minimum : type.Maximum))];
    }

    /// <summary>
    /// Bands of rows, or of columns where there is one row, at opposite ends of the range: 2, 3 and 4 bands, each way round.
    /// Generated code computes bands side by side in one word, so neighbours in it differ as far as they can.
    /// </summary>
    public static IEnumerable<byte[]> OppositeBands(Network network)
    {
        var (type, length) = (network.Input.Type, network.Input.Shape.Length);
        return OppositeBands(
            network,
            [.. Enumerable.Repeat((byte)type.Maximum, length)],
            [.. Enumerable.Repeat((byte)type.Minimum, length)]
        );
    }

    /// <summary>
    /// The input that gives a convolution or fully connected layer that reads the network's input its largest or smallest
    /// accumulator of one output channel, at the middle of the output. Exact: with no padding there, it is the bound itself.
    /// </summary>
    /// <exception cref="ArgumentException">The layer is of another kind or reads something else.</exception>
    public static byte[] ForFirstLayer(Network network, Layer layer, int channel, bool largest)
    {
        if (layer.Inputs is not [Network.InputName])
        {
            throw new ArgumentException($"layer '{layer.Name}' does not read the input", nameof(layer));
        }

        var weights = layer switch
        {
            Convolution convolution => WeightsAt(
                convolution,
                network.Input.Shape,
                channel,
                layer.Output.Shape.Height / 2,
                layer.Output.Shape.Width / 2
            ),
            FullyConnected fullyConnected => WeightsOf(fullyConnected, network.Input.Shape, channel),
            _ => throw new ArgumentException($"layer '{layer.Name}' has no weights", nameof(layer)),
        };
        var input = new byte[weights.Length];
        Drive(network, input, weights, largest);
        return input;
    }

    /// <summary>
    /// For every output channel of every layer two inputs, up and down: exact where <see cref="ForFirstLayer"/> is,
    /// otherwise every input value goes to the end of its range that moves the channel's sum that way, judged by changing
    /// one value at a time. Costs a reference run per input value; the same seed gives the same inputs.
    /// </summary>
    public static IEnumerable<(Layer Layer, int Channel, bool Largest, byte[] Input)> ForEveryChannel(Network network, ulong seed)
    {
        var effects = Effects(network, seed);
        for (var index = 0; index < network.Layers.Length; index++)
        {
            var layer = network.Layers[index];
            for (var channel = 0; channel < layer.Output.Shape.Channels; channel++)
            {
                foreach (var largest in (bool[])[true, false])
                {
                    yield return (
                        layer,
                        channel,
                        largest,
                        layer is Convolution or FullyConnected && layer.Inputs is [Network.InputName]
                            ? ForFirstLayer(network, layer, channel, largest)
                            : Towards(network, effects, index, channel, largest)
                    );
                }
            }
        }
    }

    /// <summary>
    /// For every output channel of every layer: positions that generated code computes side by side in one word, driven to
    /// opposite ends. Exact for a convolution that reads the input: the windows of 2, 3 and 4 bands of rows (of columns where
    /// there are few rows) get its largest and smallest accumulator in turn; for a fully connected layer that reads the input
    /// neighbouring neurons are driven apart as far as they go. Other layers get, band by band in turn, the inputs that drive
    /// the channel up and down.
    /// </summary>
    /// <param name="network">Any.</param>
    /// <param name="ends">What <see cref="ForEveryChannel"/> gives for it.</param>
    public static IEnumerable<(Layer Layer, int Channel, byte[] Input)> OppositeLanes(
        Network network,
        IEnumerable<(Layer Layer, int Channel, bool Largest, byte[] Input)> ends
    )
    {
        var inputs = ends.ToLookup(end => (end.Layer.Name, end.Channel), end => end.Input);
        foreach (var layer in network.Layers)
        {
            for (var channel = 0; channel < layer.Output.Shape.Channels; channel++)
            {
                byte[][] both = [.. inputs[(layer.Name, channel)]];
                foreach (
                    var input in layer switch
                    {
                        Convolution convolution when layer.Inputs is [Network.InputName] => OppositeWindows(network, convolution, channel),
                        FullyConnected connected when layer.Inputs is [Network.InputName] => [OppositeNeurons(network, connected, channel)],
                        _ => OppositeBands(network, both[0], both[1]),
                    }
                )
                {
                    yield return (layer, channel, input);
                }
            }
        }
    }

    private static IEnumerable<byte[]> OppositeBands(Network network, byte[] up, byte[] down)
    {
        var shape = network.Input.Shape;
        var (lines, perLine) = shape.Height > 1 ? (shape.Height, shape.Width * shape.Channels) : (shape.Width, shape.Channels);
        for (var bands = 2; bands <= Math.Min(MostLanes, lines); bands++)
        {
            var linesOfBand = (lines + bands - 1) / bands;
            yield return [.. up.Select((value, index) => index / perLine / linesOfBand % 2 == 0 ? value : down[index])];
            yield return [.. up.Select((value, index) => index / perLine / linesOfBand % 2 == 1 ? value : down[index])];
        }
    }

    private static IEnumerable<byte[]> OppositeWindows(Network network, Convolution layer, int channel)
    {
        var (output, down) = (layer.Output.Shape, layer.Output.Shape.Height > MostLanes);
        var lines = down ? output.Height : output.Width;
        for (var lanes = 2; lanes <= Math.Min(MostLanes, lines); lanes++)
        {
            var band = (lines + lanes - 1) / lanes;
            foreach (var first in (bool[])[true, false])
            {
                var input = new byte[network.Input.Shape.Length];
                for (var lane = 0; lane < lanes; lane++)
                {
                    var line = Math.Min((lane * band) + (band / 2), lines - 1);
                    var (row, column) = down ? (line, output.Width / 2) : (output.Height / 2, line);
                    Drive(network, input, WeightsAt(layer, network.Input.Shape, channel, row, column), (lane % 2 == 0) == first);
                }

                yield return input;
            }
        }
    }

    private static byte[] OppositeNeurons(Network network, FullyConnected layer, int neuron)
    {
        var neighbour = WeightsOf(layer, network.Input.Shape, (neuron + 1) % layer.Bias.Length);
        var input = new byte[network.Input.Shape.Length];
        Drive(
            network,
            input,
            [.. WeightsOf(layer, network.Input.Shape, neuron).Select((weight, index) => weight - neighbour[index])],
            largest: true
        );
        return input;
    }

    /// <summary>Values with a weight go to the end of the range that makes the sum large, or small; the others stay.</summary>
    private static void Drive(Network network, byte[] input, int[] weights, bool largest)
    {
        var (low, high) = ((byte)network.Input.Type.Minimum, (byte)network.Input.Type.Maximum);
        for (var index = 0; index < weights.Length; index++)
        {
            input[index] =
                weights[index] == 0 ? input[index]
                : weights[index] > 0 == largest ? high
                : low;
        }
    }

    // Per input value, layer and channel: how the channel's sum changes with the value, seen by moving the value to the end
    // of its range that is farther away.
    private static ImmutableArray<long[][]> Effects(Network network, ulong seed)
    {
        var (low, high) = (network.Input.Type.Minimum, network.Input.Type.Maximum);
        var input = NetworkGenerator.InputOf(network).Generate(new PCG(0, seed), null, out Size _);
        var start = ChannelSums(network, input);
        return
        [
            .. Enumerable
                .Range(0, input.Length)
                .Select(index =>
                {
                    var before = input[index];
                    var value = network.Input.Type.Signed ? (sbyte)before : (int)before;
                    var rises = high - value >= value - low;
                    input[index] = (byte)(rises ? high : low);
                    var moved = ChannelSums(network, input);
                    input[index] = before;
                    return moved
                        .Select((sums, layer) => sums.Select((sum, channel) => (sum - start[layer][channel]) * (rises ? 1 : -1)).ToArray())
                        .ToArray();
                }),
        ];
    }

    private static long[][] ChannelSums(Network network, byte[] input)
    {
        var outputs = ReferenceExecutor.Run(network, input).Outputs;
        return
        [
            .. network.Layers.Select(
                (layer, index) =>
                {
                    var sums = new long[layer.Output.Shape.Channels];
                    for (var position = 0; position < outputs[index].Length; position++)
                    {
                        sums[position % sums.Length] += outputs[index][position];
                    }

                    return sums;
                }
            ),
        ];
    }

    private static byte[] Towards(Network network, ImmutableArray<long[][]> effects, int layer, int channel, bool largest)
    {
        var type = network.Input.Type;
        return [.. effects.Select(effect => (byte)(effect[layer][channel] >= 0 == largest ? type.Maximum : type.Minimum))];
    }

    /// <summary>By input value, the weight that it has in one output value.</summary>
    private static int[] WeightsAt(Convolution layer, Shape input, int channel, int outputRow, int outputColumn)
    {
        var (window, bank, weights) = (layer.Window, layer.Bank, new int[input.Length]);
        var firstRow = (outputRow * window.StrideY) - window.Padding.Top;
        var firstColumn = (outputColumn * window.StrideX) - window.Padding.Left;
        var firstChannel = channel / (layer.Output.Shape.Channels / layer.Groups) * bank.InputChannels;
        var offsets = bank.WeightOffsets();
        for (var inner = 0; inner < bank.InputChannels; inner++)
        {
            var slice = (channel * bank.InputChannels) + inner;
            var taps = bank.Catalog[bank.Shapes[slice]].Cells;
            for (var tap = 0; tap < taps.Length; tap++)
            {
                var (row, column) = (firstRow + taps[tap].Row, firstColumn + taps[tap].Column);
                if (row >= 0 && row < input.Height && column >= 0 && column < input.Width)
                {
                    weights[input.IndexOf(row, column, firstChannel + inner)] = bank.Weights[offsets[slice] + tap];
                }
            }
        }

        return weights;
    }

    private static int[] WeightsOf(FullyConnected layer, Shape input, int neuron) =>
        [.. layer.Weights.AsSpan().Slice(neuron * input.Length, input.Length).ToArray().Select(weight => (int)weight)];
}
