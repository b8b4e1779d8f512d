using Striate.Emulator.Loading;

namespace Striate.Emulator.Decoding;

/// <summary>How numbers stand in a 64-bit register: integers extended by their own sign, floats as their bits.</summary>
internal static class NumberForms
{
    public static long Narrow(long value, ElementKind kind) =>
        kind switch
        {
            ElementKind.Boolean or ElementKind.Byte => (byte)value,
            ElementKind.SByte => (sbyte)value,
            ElementKind.Int16 => (short)value,
            ElementKind.UInt16 or ElementKind.Char => (ushort)value,
            ElementKind.Int32 => (int)value,
            ElementKind.UInt32 => (uint)value,
            _ => value,
        };

    public static long Of(float value) => BitConverter.SingleToInt32Bits(value);

    public static long Of(double value) => BitConverter.DoubleToInt64Bits(value);

    public static float Single(long register) => BitConverter.Int32BitsToSingle((int)register);

    public static double Double(long register) => BitConverter.Int64BitsToDouble(register);
}
