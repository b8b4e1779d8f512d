using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>Splits a sum over several words where the lanes of one would overflow.</summary>
public static class LaneParts
{
    /// <summary>
    /// Whether the sums of every output channel fit a lane: the distance from the smallest to the largest sum of its taps
    /// stays below the capacity, so that an offset makes every lane's final sum a number of its own bits.
    /// </summary>
    /// <param name="layer">A convolution.</param>
    /// <param name="input">Range of its inputs.</param>
    /// <param name="capacity">A lane's values are below this.</param>
    internal static bool Fits(Convolution layer, ValueRange input, long capacity) =>
        AccumulatorBounds.Of(layer.Bank, [.. layer.Bias.Select(_ => 0)], input).All(sum => sum.Maximum - sum.Minimum < capacity);

    /// <summary>
    /// Consecutive runs of taps; in each, the distance between the smallest and the largest sum stays below the capacity.
    /// </summary>
    /// <param name="weights">The taps' weights.</param>
    /// <param name="inputMinimum">Smallest input, at most 0.</param>
    /// <param name="inputMaximum">Largest input, at least 0.</param>
    /// <param name="capacity">A lane's values are below this.</param>
    /// <returns>For each part how many taps it has and its smallest sum; one empty part when there are no taps.</returns>
    public static IReadOnlyList<(int Taps, long Minimum)> Of(
        IReadOnlyList<int> weights,
        long inputMinimum,
        long inputMaximum,
        long capacity
    )
    {
        var parts = new List<(int, long)>();
        var (taps, minimum, span) = (0, 0L, 0L);
        foreach (var weight in weights)
        {
            var step = Math.Abs(weight) * (inputMaximum - inputMinimum);
            if (taps > 0 && span + step >= capacity)
            {
                parts.Add((taps, minimum));
                (taps, minimum, span) = (0, 0L, 0L);
            }

            (taps, span) = (taps + 1, span + step);
            minimum += weight * (weight > 0 ? inputMinimum : inputMaximum);
        }

        parts.Add((taps, minimum));
        return parts;
    }
}
