using System.Collections.Immutable;

namespace Striate.Model.Graph;

/// <summary>
/// Accumulators to activations: <c>y = clamp((acc * m + (1 &lt;&lt; (s - 1))) &gt;&gt; s, lo, hi)</c> in 64 bits,
/// arithmetic shift, round half up. ReLU and ReLU6 are the clamp.
/// </summary>
/// <param name="Multipliers">m per output channel, 1..2^31-1. All 1: power-of-two steps.</param>
/// <param name="Shifts">s per output channel, 1..62.</param>
/// <param name="Minimum">lo, within the output type.</param>
/// <param name="Maximum">hi, within the output type.</param>
public sealed record Requantisation(ImmutableArray<int> Multipliers, ImmutableArray<int> Shifts, int Minimum, int Maximum)
{
    /// <summary>One accumulator of one channel to its activation.</summary>
    public int Apply(int accumulator, int channel) =>
        Round((long)accumulator * Multipliers[channel], Shifts[channel], Minimum, Maximum);

    /// <summary>Rounds half up at bit <paramref name="shift"/> and clamps.</summary>
    public static int Round(long value, int shift, int minimum, int maximum) =>
        (int)Math.Clamp((value + (1L << (shift - 1))) >> shift, minimum, maximum);
}
