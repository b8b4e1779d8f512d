namespace Striate.Trainer.Quantisation;

/// <summary>Positive real factors as m / 2^s.</summary>
public static class FixedPoint
{
    /// <summary>Largest shift of the integer arithmetic.</summary>
    public const int MaximumShift = 62;

    // Of a multiplier in the integer arithmetic.
    private const int MaximumBits = 31;

    /// <summary>
    /// The smallest m / 2^s that is at least <paramref name="factor"/>, m having at most <paramref name="bits"/> bits: more where
    /// the factor is so large that the smallest shift, 1, needs more, unless m is to be 1.
    /// </summary>
    /// <exception cref="StriateException">The factor is not positive, or no shift in 1..62 expresses it.</exception>
    public static (int Multiplier, int Shift) AtLeast(double factor, int bits) => Express(factor, bits, Math.Ceiling);

    /// <summary>
    /// The m / 2^s nearest to <paramref name="factor"/>, m having at most <paramref name="bits"/> bits, more as with <see cref="AtLeast"/>.
    /// </summary>
    /// <exception cref="StriateException">The factor is not positive, or no shift in 1..62 expresses it.</exception>
    public static (int Multiplier, int Shift) Nearest(double factor, int bits) => Express(factor, bits, Math.Round);

    /// <summary>m / 2^s as a real number, exactly.</summary>
    public static double ToReal(int multiplier, int shift) => Math.ScaleB(multiplier, -shift);

    private static (int Multiplier, int Shift) Express(double factor, int bits, Func<double, double> round)
    {
        if (!(factor > 0) || !double.IsFinite(factor))
        {
            throw new StriateException(ErrorKind.Usage, $"a factor of {factor} cannot be expressed as m / 2^s");
        }

        // ILogB(factor) = e means factor in [2^e, 2^(e+1)): m then has exactly the wanted bits, or is 2^bits after rounding.
        var most = bits == 1 ? 1 : MaximumBits;
        bits = Math.Clamp(Math.ILogB(factor) + 2, bits, most);
        var shift = Math.Min(bits - 1 - Math.ILogB(factor), MaximumShift);
        var multiplier = (long)round(Math.ScaleB(factor, shift));
        while (multiplier % 2 == 0 && multiplier > 0 && shift > 1)
        {
            (multiplier, shift) = (multiplier / 2, shift - 1);
        }

        // With the smallest shift 2^bits stays as it is.
        return multiplier > 0 && multiplier < 1L << most && shift >= 1
            ? ((int)multiplier, shift)
            : throw new StriateException(
                ErrorKind.Usage,
                $"a factor of {factor} is not m / 2^s with {bits} bits of m and s in 1..{MaximumShift}"
            );
    }
}
