using System.Collections.Immutable;

namespace Striate.Import.Integers;

/// <summary>
/// A function of an integer that never descends, over an interval: what a source runtime makes of an accumulator. All that
/// matters of it are the places where it steps up.
/// </summary>
/// <param name="First">Start of the interval.</param>
/// <param name="Last">End of the interval.</param>
/// <param name="AtFirst">Value at the start.</param>
/// <param name="AtLast">Value at the end.</param>
/// <param name="Thresholds">For each value from <paramref name="AtFirst"/> + 1 to <paramref name="AtLast"/> the smallest argument that
/// reaches it.</param>
internal sealed record StepFunction(long First, long Last, int AtFirst, int AtLast, ImmutableArray<long> Thresholds)
{
    /// <summary>Finds the steps where they are expected, and by bisection where they are not.</summary>
    /// <param name="first">Start of the interval.</param>
    /// <param name="last">End of the interval, not before the start.</param>
    /// <param name="function">Never descends.</param>
    /// <param name="guess">About the smallest argument that reaches a value; a wrong one takes time only.</param>
    public static StepFunction Of(long first, long last, Func<long, int> function, Func<int, long>? guess = null)
    {
        var (atFirst, atLast) = (function(first), function(last));
        var thresholds = ImmutableArray.CreateBuilder<long>(Math.Max(0, atLast - atFirst));
        var below = first;
        for (var value = atFirst + 1; value <= atLast; value++)
        {
            // function(below) < value <= function(above), unless a step of several values has just been passed.
            var above = last;
            var expected = guess?.Invoke(value) ?? below;
            foreach (var probe in (ReadOnlySpan<long>)[expected - 1, expected])
            {
                if (probe > below && probe < above)
                {
                    (below, above) = function(probe) < value ? (probe, above) : (below, probe);
                }
            }

            while (above - below > 1)
            {
                var middle = below + ((above - below) / 2);
                (below, above) = function(middle) < value ? (middle, above) : (below, middle);
            }

            thresholds.Add(function(below) >= value ? below : above);
        }

        return new StepFunction(first, last, atFirst, atLast, thresholds.ToImmutable());
    }

    /// <summary>The steps of a function whose inverse is known.</summary>
    /// <param name="first">Start of the interval.</param>
    /// <param name="last">End of the interval, not before the start.</param>
    /// <param name="function">Never descends.</param>
    /// <param name="inverse">The smallest argument that reaches a value, exactly.</param>
    public static StepFunction OfInverse(long first, long last, Func<long, int> function, Func<int, long> inverse)
    {
        var (atFirst, atLast) = (function(first), function(last));
        var thresholds = ImmutableArray.CreateBuilder<long>(Math.Max(0, atLast - atFirst));
        for (var value = atFirst + 1; value <= atLast; value++)
        {
            thresholds.Add(inverse(value));
        }

        return new StepFunction(first, last, atFirst, atLast, thresholds.MoveToImmutable());
    }
}
