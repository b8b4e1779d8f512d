namespace Striate.Import.Integers;

/// <summary>
/// The fixed-point arithmetic of TensorFlow Lite Micro's reference kernels, as they are built by default (two roundings). Here
/// to be reproduced, not to be run: what comes out becomes constants and tables.
/// </summary>
internal static class FixedPoint
{
    /// <summary>A multiplier and a shift: a factor of about <c>Multiplier * 2^(Shift - 31)</c>.</summary>
    public readonly record struct Factor(int Multiplier, int Shift)
    {
        /// <summary>What it stands for.</summary>
        public double Value => Math.ScaleB(Multiplier, Shift - 31);
    }

    /// <summary>A real factor as 31 bits and a shift.</summary>
    /// <param name="value">Positive.</param>
    public static Factor FactorOf(double value)
    {
        if (!(value > 0) || double.IsInfinity(value))
        {
            return new Factor(0, 0);
        }

        var shift = Math.ILogB(value) + 1;
        var multiplier = (long)Math.Round(Math.ScaleB(value, 31 - shift), MidpointRounding.AwayFromZero);
        (multiplier, shift) = multiplier == 1L << 31 ? (1L << 30, shift + 1) : (multiplier, shift);
        return shift < -31 ? new Factor(0, 0) : new Factor((int)multiplier, shift);
    }

    /// <summary>The upper 32 bits of twice the product, rounded half up.</summary>
    public static int MultiplyHigh(int a, int b) => Saturate((((long)a * b) + (1L << 30)) >> 31);

    /// <summary>Division by 2^exponent, rounded half away from zero.</summary>
    public static int DivideByPowerOfTwo(int value, int exponent) =>
        exponent == 0 ? value : (int)((value + (1L << (exponent - 1)) - (value < 0 ? 1 : 0)) >> exponent);

    /// <summary>A value times a factor. A left shift is that of int32.</summary>
    public static int Multiply(int value, Factor factor) =>
        DivideByPowerOfTwo(MultiplyHigh(value << Math.Max(factor.Shift, 0), factor.Multiplier), Math.Max(-factor.Shift, 0));

    /// <summary>Whether the left shift of <see cref="Multiply"/> keeps a value within int32.</summary>
    public static bool IsInRange(long value, Factor factor) => (value << Math.Max(factor.Shift, 0)) is >= int.MinValue and <= int.MaxValue;

    /// <summary>The smallest argument whose <see cref="Multiply"/> by a factor reaches a value, as long as nothing leaves int32.</summary>
    public static long ArgumentOf(long value, Factor factor)
    {
        // What division rounds to the value, and what the product rounds to that, both from half up; division, below 0, from above half.
        var (exponent, multiplier) = (Math.Max(-factor.Shift, 0), (long)factor.Multiplier << Math.Max(factor.Shift, 0));
        var high = exponent == 0 ? value : (value << exponent) - (1L << (exponent - 1));
        high = Math.Clamp(exponent > 0 && high < 0 ? high + 1 : high, int.MinValue, int.MaxValue);
        var product = (high << 31) - (1L << 30);
        return multiplier == 0 ? 0 : (product / multiplier) + (product % multiplier > 0 ? 1 : 0);
    }

    public static int Saturate(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
