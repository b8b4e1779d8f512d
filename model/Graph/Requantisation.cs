using System.Collections.Immutable;

namespace Striate.Model.Graph;

/// <summary>
/// Accumulators to activations: <c>y = clamp((acc * m + c) &gt;&gt; s, lo, hi)</c> in 64 bits, arithmetic shift. By default
/// <c>c = 1 &lt;&lt; (s - 1)</c>: round half up. ReLU and ReLU6 are the clamp, a zero point of the output is in c.
/// </summary>
/// <param name="Multipliers">m per output channel, 1..2^31-1. All 1: power-of-two steps.</param>
/// <param name="Shifts">s per output channel, 1..62.</param>
/// <param name="Minimum">lo, within the output type.</param>
/// <param name="Maximum">hi, within the output type.</param>
/// <param name="Constants">c per output channel; null: half of the last step.</param>
/// <param name="Split">Where small accumulators have another constant; null: nowhere.</param>
public sealed record Requantisation(
    ImmutableArray<int> Multipliers,
    ImmutableArray<int> Shifts,
    int Minimum,
    int Maximum,
    ImmutableArray<long>? Constants = null,
    RequantisationSplit? Split = null
)
{
    /// <summary>
    /// The largest magnitude of a constant that leaves room in int64 for a product, at most 2^61, and half of the last step, at most 2^61.
    /// </summary>
    public const long LargestModestConstant = 1L << 61;

    /// <summary>Half of the last step: rounds half up.</summary>
    /// <param name="shift">1..62.</param>
    public static long Half(int shift) => 1L << (shift - 1);

    /// <summary>c of a channel.</summary>
    public long ConstantOf(int channel) => Constants?[channel] ?? Half(Shifts[channel]);

    /// <summary>One accumulator of one channel to its activation.</summary>
    public int Apply(int accumulator, int channel)
    {
        var constant = Split is { } split && accumulator < split.Thresholds[channel] ? split.Constants[channel] : ConstantOf(channel);
        return Narrow(((long)accumulator * Multipliers[channel]) + constant, Shifts[channel], Minimum, Maximum);
    }

    /// <summary>Rounds half up at bit <paramref name="shift"/> and clamps.</summary>
    public static int Round(long value, int shift, int minimum, int maximum) => Narrow(value + Half(shift), shift, minimum, maximum);

    /// <summary>Drops <paramref name="shift"/> bits and clamps.</summary>
    public static int Narrow(long value, int shift, int minimum, int maximum) => (int)Math.Clamp(value >> shift, minimum, maximum);
}

/// <summary>Accumulators below a threshold have another constant: rounding that is not the same on both sides of 0.</summary>
/// <param name="Thresholds">Per output channel: the smallest accumulator that has the requantisation's own constant.</param>
/// <param name="Constants">c per output channel, for accumulators below the threshold.</param>
public sealed record RequantisationSplit(ImmutableArray<int> Thresholds, ImmutableArray<long> Constants);
