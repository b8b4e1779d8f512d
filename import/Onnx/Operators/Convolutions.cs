using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Sums of products under a window that moves. Integers are summed as double, which is exact for all of int32.</summary>
internal static class Convolutions
{
    private const long MostProducts = 1L << 34;

    /// <summary>The window of a convolution.</summary>
    public static Windows WindowsOf(Operands operands, ImmutableArray<int> input, ImmutableArray<int> weights) => Windows.Of(operands, input[2..], weights[2..]);

    /// <summary>The shape of a convolution's output.</summary>
    public static ImmutableArray<int> Shape(Operands operands, ImmutableArray<int> input, ImmutableArray<int> weights)
    {
        var groups = operands.Int("group", 1);
        if (input.Length < 3 || input.Length != weights.Length || groups < 1 || weights[0] < 1 || weights[0] % groups != 0 || input[1] != weights[1] * groups)
        {
            throw operands.Wrong($"it reads {Extents.Text(input)} with weights {Extents.Text(weights)} in {groups} groups");
        }

        var windows = WindowsOf(operands, input, weights);
        ImmutableArray<int> output = [input[0], weights[0], .. windows.Output];
        var products = (double)Extents.Length(output) * weights[1] * Extents.Length(windows.Kernel);
        return products <= MostProducts ? output : throw operands.Unsupported($"{products:G3} products; at most {MostProducts} are allowed");
    }

    /// <summary>The sums of all output channels.</summary>
    /// <param name="operands">The operator.</param>
    /// <param name="input">[batch, channel, place...].</param>
    /// <param name="weights">[output channel, channel of its group, cell...].</param>
    /// <param name="bias">One per output channel; null: none.</param>
    /// <param name="inputZero">Subtracted from every input; padding is 0 after that.</param>
    /// <param name="weightZeros">Subtracted from the weights of each output channel; one for all, one each, or none.</param>
    public static double[] Sums(Operands operands, Tensor input, Tensor weights, double[]? bias, double inputZero = 0, double[]? weightZeros = null)
    {
        var windows = WindowsOf(operands, input.Shape, weights.Shape);
        var places = windows.Places(input.Shape[2..]).ToArray();
        var (channels, inputs, groups) = (weights.Shape[0], weights.Shape[1], input.Shape[1] / Math.Max(1, weights.Shape[1]));
        var (area, positions, x, w) = ((int)Extents.Length(input.Shape[2..]), (int)Extents.Length(windows.Output), input.ToReals(), weights.ToReals());
        Subtract(x, inputZero);
        var sums = new double[input.Shape[0] * channels * positions];
        Parallel.For(0, input.Shape[0] * channels, slice =>
        {
            var (batch, channel) = (slice / channels, slice % channels);
            var zero = weightZeros is null or [] ? 0 : weightZeros[weightZeros.Length == 1 ? 0 : channel];
            var sum = sums.AsSpan(slice * positions, positions);
            sum.Fill(bias?[channel] ?? 0);
            for (var from = 0; from < inputs; from++)
            {
                var plane = x.AsSpan(((batch * input.Shape[1]) + (channel / (channels / groups) * inputs) + from) * area, area);
                for (var cell = 0; cell < places.Length; cell++)
                {
                    AddProducts(sum, plane, places[cell], w[(((channel * inputs) + from) * places.Length) + cell] - zero);
                }
            }
        });
        return sums;
    }

    private static void AddProducts(Span<double> sums, ReadOnlySpan<double> plane, int[] places, double weight)
    {
        if (weight == 0)
        {
            return;
        }

        for (var index = 0; index < sums.Length; index++)
        {
            if (places[index] is >= 0 and var place)
            {
                sums[index] += weight * plane[place];
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
