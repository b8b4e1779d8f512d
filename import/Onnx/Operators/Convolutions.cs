using System.Collections.Immutable;
using System.Numerics;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Sums of products under a window that moves. Integers are summed as double, which is exact for all of int32.</summary>
internal static class Convolutions
{
    private const long MostProducts = 1L << 34;

    // What lies under so many cells at all positions stays in a cache.
    private const int CellsAtOnce = 8;
    private const int PlacesAtOnce = 1 << 16;

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
        // A part of the output channels of a group at a time: what lies under some cells is gathered once for all of them.
        var (perGroup, cells) = (channels / groups, places.Length);
        var part = Math.Max(1, perGroup / Math.Max(1, Environment.ProcessorCount));
        var parts = (perGroup + part - 1) / part;
        var atOnce = Math.Clamp(PlacesAtOnce / Math.Max(1, positions), 1, CellsAtOnce);
        Parallel.For(
            0,
            input.Shape[0] * groups * parts,
            () => new double[atOnce * positions],
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
                    for (var cell = 0; cell < cells; cell += atOnce)
                    {
                        var some = Math.Min(atOnce, cells - cell);
                        for (var one = 0; one < some; one++)
                        {
                            Gather(plane, places[cell + one], under.AsSpan(one * positions, positions));
                        }

                        foreach (var channel in range)
                        {
                            AddProducts(
                                sums.AsSpan(((batch * channels) + channel) * positions, positions),
                                under,
                                w.AsSpan((((channel * inputs) + from) * cells) + cell, some),
                                weightZeros is null or [] ? 0 : weightZeros[weightZeros.Length == 1 ? 0 : channel]
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
    private static void Gather(ReadOnlySpan<double> plane, int[] places, Span<double> under)
    {
        for (var index = 0; index < under.Length; index++)
        {
            under[index] = places[index] is >= 0 and var place ? plane[place] : 0;
        }
    }

    /// <summary>
    /// Adds the products of some cells to each sum, one cell after the other; a sum is read and written once for all of them.
    /// </summary>
    /// <param name="sums">One per position.</param>
    /// <param name="under">For each cell what lies under it at each position.</param>
    /// <param name="weights">One per cell; those that are 0 are left out.</param>
    /// <param name="zero">Subtracted from every weight.</param>
    private static void AddProducts(Span<double> sums, ReadOnlySpan<double> under, ReadOnlySpan<double> weights, double zero)
    {
        Span<double> factors = stackalloc double[CellsAtOnce];
        Span<int> rows = stackalloc int[CellsAtOnce];
        var count = 0;
        for (var cell = 0; cell < weights.Length; cell++)
        {
            if (weights[cell] - zero is not 0 and var factor)
            {
                (factors[count], rows[count]) = (factor, cell * sums.Length);
                count++;
            }
        }

        var (index, width) = (0, Vector<double>.Count);
        for (; index <= sums.Length - (2 * width); index += 2 * width)
        {
            var (first, second) = (new Vector<double>(sums[index..]), new Vector<double>(sums[(index + width)..]));
            for (var one = 0; one < count; one++)
            {
                var factor = new Vector<double>(factors[one]);
                var row = under.Slice(rows[one] + index, 2 * width);
                first += factor * new Vector<double>(row);
                second += factor * new Vector<double>(row[width..]);
            }

            first.CopyTo(sums[index..]);
            second.CopyTo(sums[(index + width)..]);
        }

        for (; index < sums.Length; index++)
        {
            for (var one = 0; one < count; one++)
            {
                sums[index] += factors[one] * under[rows[one] + index];
            }
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
