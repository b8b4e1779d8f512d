using System.Collections.Immutable;
using System.Numerics;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Sums of products under a window that moves. Integers are summed as double, which is exact for all of int32.</summary>
internal static class Convolutions
{
    private const long MostProducts = 1L << 34;

    /// <summary>The window of a convolution.</summary>
    public static Windows WindowsOf(Operands operands, ImmutableArray<int> input, ImmutableArray<int> weights) =>
        Windows.Of(operands, input[2..], weights[2..]);

    /// <summary>The shape of a convolution's output.</summary>
    public static ImmutableArray<int> Shape(Operands operands, ImmutableArray<int> input, ImmutableArray<int> weights)
    {
        var groups = operands.Int("group", 1);
        if (
            input.Length < 3
            || input.Length != weights.Length
            || groups < 1
            || weights[0] < 1
            || weights[0] % groups != 0
            || input[1] != weights[1] * groups
        )
        {
            throw operands.Wrong($"it reads {Extents.Text(input)} with weights {Extents.Text(weights)} in {groups} groups");
        }

        var windows = WindowsOf(operands, input, weights);
        ImmutableArray<int> output = [input[0], weights[0], .. windows.Output];
        var products = (double)Extents.Length(output) * weights[1] * Extents.Length(windows.Kernel);
        return products <= MostProducts
            ? output
            : throw operands.Unsupported($"{products:G3} products; at most {MostProducts} are allowed");
    }

    /// <summary>The sums of all output channels.</summary>
    /// <param name="operands">The operator.</param>
    /// <param name="input">[batch, channel, place...].</param>
    /// <param name="weights">[output channel, channel of its group, cell...].</param>
    /// <param name="bias">One per output channel; null: none.</param>
    /// <param name="inputZero">Subtracted from every input; padding is 0 after that.</param>
    /// <param name="weightZeros">Subtracted from the weights of each output channel; one for all, one each, or none.</param>
    public static double[] Sums(
        Operands operands,
        Tensor input,
        Tensor weights,
        double[]? bias,
        double inputZero = 0,
        double[]? weightZeros = null
    )
    {
        var windows = WindowsOf(operands, input.Shape, weights.Shape);
        var places = windows.Places(input.Shape[2..]).ToArray();
        var (channels, inputs, groups) = (weights.Shape[0], weights.Shape[1], input.Shape[1] / Math.Max(1, weights.Shape[1]));
        var (area, positions, x, w) = (
            (int)Extents.Length(input.Shape[2..]),
            (int)Extents.Length(windows.Output),
            input.ToReals(),
            weights.ToReals()
        );
        Subtract(x, inputZero);
        var sums = new double[input.Shape[0] * channels * positions];
        // A part of the output channels of a group at a time: what lies under a cell is gathered once for all of them.
        var (perGroup, cells) = (channels / groups, places.Length);
        var part = Math.Max(1, perGroup / Math.Max(1, Environment.ProcessorCount));
        var parts = (perGroup + part - 1) / part;
        Parallel.For(
            0,
            input.Shape[0] * groups * parts,
            () => new double[positions],
            (slice, _, under) =>
            {
                var (batch, group, first) = (slice / (groups * parts), slice / parts % groups, slice % parts * part);
                var range = Enumerable.Range((group * perGroup) + first, Math.Min(part, perGroup - first)).ToArray();
                foreach (var channel in range)
                {
                    sums.AsSpan(((batch * channels) + channel) * positions, positions).Fill(bias?[channel] ?? 0);
                }

                for (var from = 0; from < inputs; from++)
                {
                    var plane = x.AsSpan(((batch * input.Shape[1]) + (group * inputs) + from) * area, area);
                    for (var cell = 0; cell < cells; cell++)
                    {
                        Gather(plane, places[cell], under);
                        foreach (var channel in range)
                        {
                            var zero = weightZeros is null or [] ? 0 : weightZeros[weightZeros.Length == 1 ? 0 : channel];
                            AddProducts(
                                sums.AsSpan(((batch * channels) + channel) * positions, positions),
                                under,
                                w[(((channel * inputs) + from) * cells) + cell] - zero
                            );
                        }
                    }
                }

                return under;
            },
            _ => { }
        );
        return sums;
    }

    // Beyond the map lies 0.
    private static void Gather(ReadOnlySpan<double> plane, int[] places, double[] under)
    {
        for (var index = 0; index < under.Length; index++)
        {
            under[index] = places[index] is >= 0 and var place ? plane[place] : 0;
        }
    }

    private static void AddProducts(Span<double> sums, ReadOnlySpan<double> under, double weight)
    {
        if (weight == 0)
        {
            return;
        }

        var (index, factor) = (0, new Vector<double>(weight));
        for (; index <= sums.Length - Vector<double>.Count; index += Vector<double>.Count)
        {
            (new Vector<double>(sums[index..]) + (factor * new Vector<double>(under[index..]))).CopyTo(sums[index..]);
        }

        for (; index < sums.Length; index++)
        {
            sums[index] += weight * under[index];
        }
    }

    private static void Subtract(double[] values, double zero)
    {
        if (zero != 0)
        {
            foreach (ref var value in values.AsSpan())
            {
                value -= zero;
            }
        }
    }
}
