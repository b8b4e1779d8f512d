using Striate.Model.Graph;

namespace Striate.Codegen.Arithmetic;

/// <summary>Requantisation of one channel, before the clamp: <c>(acc * m + c) &gt;&gt; s</c>.</summary>
/// <param name="Multiplier">m.</param>
/// <param name="Shift">s.</param>
/// <param name="Constant">c.</param>
/// <param name="Split">Accumulators below the threshold have another constant, which is not larger; null: none have.</param>
internal readonly record struct RequantisationStep(int Multiplier, int Shift, long Constant, (int Threshold, long Below)? Split = null)
{
    /// <summary>The largest shift of an int that shifts.</summary>
    public const int LargestIntShift = 31;

    /// <summary>That of a channel.</summary>
    public static RequantisationStep Of(Requantisation requantisation, int channel) =>
        new(
            requantisation.Multipliers[channel],
            requantisation.Shifts[channel],
            requantisation.ConstantOf(channel),
            requantisation.Split is { } split && split.Constants[channel] != requantisation.ConstantOf(channel)
                ? (split.Thresholds[channel], split.Constants[channel])
                : null
        );

    /// <summary>A requantised value before its clamp.</summary>
    public long Rounded(long accumulator) =>
        ((accumulator * Multiplier) + (accumulator < Split?.Threshold ? Split.Value.Below : Constant)) >> Shift;

    /// <summary>Whether the whole computation fits 32 bits.</summary>
    /// <param name="minimum">Smallest accumulator, bias included.</param>
    /// <param name="maximum">Largest accumulator, bias included.</param>
    public bool FitsInt(long minimum, long maximum) =>
        Split is null
        && Shift <= LargestIntShift
        && (minimum * Multiplier) + Constant >= int.MinValue
        && (maximum * Multiplier) + Constant <= int.MaxValue;
}
