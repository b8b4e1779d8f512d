using Striate.Model.Graph;

namespace Striate.Codegen.Lowering;

/// <summary>Requantisation of one channel, before the clamp: <c>(acc * m + c) &gt;&gt; s</c>.</summary>
/// <param name="Multiplier">m.</param>
/// <param name="Shift">s.</param>
/// <param name="Constant">c.</param>
internal readonly record struct RequantisationStep(int Multiplier, int Shift, long Constant)
{
    /// <summary>That of a channel.</summary>
    public static RequantisationStep Of(Requantisation requantisation, int channel) =>
        new(requantisation.Multipliers[channel], requantisation.Shifts[channel], requantisation.ConstantOf(channel));

    /// <summary>A requantised value before its clamp.</summary>
    public long Rounded(long accumulator) => ((accumulator * Multiplier) + Constant) >> Shift;
}
