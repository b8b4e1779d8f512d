using Striate.Codegen.Syntax;
using Striate.Model.Graph;

namespace Striate.Codegen.Lowering;

/// <summary>Requantisation of one channel, before the clamp: <c>(acc * m + c) &gt;&gt; s</c>.</summary>
/// <param name="Multiplier">m.</param>
/// <param name="Shift">s.</param>
/// <param name="Constant">c.</param>
/// <param name="Split">Accumulators below the threshold have another constant, which is not larger; null: none have.</param>
internal readonly record struct RequantisationStep(int Multiplier, int Shift, long Constant, (int Threshold, long Below)? Split = null)
{
    private const int SignBit = 31;

    /// <summary>That of a channel.</summary>
    public static RequantisationStep Of(Requantisation requantisation, int channel) => new(
        requantisation.Multipliers[channel], requantisation.Shifts[channel], requantisation.ConstantOf(channel),
        requantisation.Split is { } split && split.Constants[channel] != requantisation.ConstantOf(channel) ? (split.Thresholds[channel], split.Constants[channel]) : null);

    /// <summary>A requantised value before its clamp.</summary>
    public long Rounded(long accumulator) => ((accumulator * Multiplier) + (accumulator < Split?.Threshold ? Split.Value.Below : Constant)) >> Shift;

    /// <summary>The requantised value of the accumulator in a local, as a long: what lies below the split takes the difference of the constants.</summary>
    public Code Value(Code accumulator)
    {
        var product = Multiplier == 1 ? accumulator.To("long") : accumulator.To("long") * Code.Long(Multiplier);
        var sum = Constant == 0 ? product : product + Code.Long(Constant);
        return Split is not { } split ? sum >> Shift
            : (sum + ((accumulator.Plus(-split.Threshold) >> SignBit).To("long") & Code.Long(split.Below - Constant))) >> Shift;
    }
}
