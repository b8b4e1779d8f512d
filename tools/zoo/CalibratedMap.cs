using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.Zoo;

/// <summary>What a layer computed on a few inputs.</summary>
/// <param name="Map">The layer's output.</param>
/// <param name="Values">Per input the integers in height, width, channel order.</param>
internal sealed record CalibratedMap(FeatureMap Map, ImmutableArray<int[]> Values)
{
    // Fewer values say nothing about a channel; the layer's other channels stand in for it.
    private const int FewestValues = 32;

    /// <summary>Mean and deviation of each channel; those of all channels where a channel has too few values.</summary>
    public ImmutableArray<(double Mean, double Deviation)> Channels()
    {
        var channels = Map.Shape.Channels;
        return Values.Sum(values => values.Length) / channels < FewestValues
            ? [.. Enumerable.Repeat(Of(Values.SelectMany(values => values)), channels)]
            :
            [
                .. Enumerable
                    .Range(0, channels)
                    .Select(channel => Of(Values.SelectMany(values => values.Where((_, index) => index % channels == channel)))),
            ];
    }

    private static (double Mean, double Deviation) Of(IEnumerable<int> values)
    {
        // Sums of integers are exact in any order, which sums of doubles are not.
        long count = 0,
            sum = 0;
        Int128 squares = 0;
        foreach (var value in values)
        {
            (count, sum, squares) = (count + 1, sum + value, squares + ((long)value * value));
        }

        var variance = (double)((squares * count) - ((Int128)sum * sum)) / ((double)count * count);
        return (sum / (double)count, Math.Sqrt(Math.Max(variance, 1)));
    }
}
