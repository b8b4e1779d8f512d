namespace Striate.Import.Onnx.Tensors;

/// <summary>What one element of a tensor is; the numbers are the file's.</summary>
internal enum ElementType
{
    None = 0,
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Bool = 9,
    Float16 = 10,
    Float64 = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
}

/// <summary>What element types are like.</summary>
internal static class ElementTypes
{
    /// <summary>Whether values are real numbers; else they are integers, or it is none that is read.</summary>
    public static bool IsReal(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float16 or ElementType.Float64 or ElementType.BFloat16;

    /// <summary>Bytes of an element; 0: tensors of this type are not read.</summary>
    public static int Bytes(this ElementType type) =>
        type switch
        {
            ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
            ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
            ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
            ElementType.Int64 or ElementType.UInt64 or ElementType.Float64 => 8,
            _ => 0,
        };

    /// <summary>The nearest real number that the type holds.</summary>
    public static double Round(this ElementType type, double value) =>
        type switch
        {
            ElementType.Float32 => (float)value,
            ElementType.Float16 => (double)(Half)value,
            ElementType.BFloat16 => BFloat16((float)value),
            _ => value,
        };

    /// <summary>The integer that the type keeps of another: the lower bits.</summary>
    public static long Wrap(this ElementType type, long value) =>
        type switch
        {
            ElementType.UInt8 => (byte)value,
            ElementType.Int8 => (sbyte)value,
            ElementType.UInt16 => (ushort)value,
            ElementType.Int16 => (short)value,
            ElementType.Int32 => (int)value,
            ElementType.UInt32 => (uint)value,
            ElementType.Bool => value == 0 ? 0 : 1,
            _ => value,
        };

    /// <summary>The smallest and the largest integer of a type of up to 32 bits.</summary>
    public static (long Minimum, long Maximum) Range(this ElementType type) =>
        type switch
        {
            ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
            ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            ElementType.UInt16 => (ushort.MinValue, ushort.MaxValue),
            ElementType.Int16 => (short.MinValue, short.MaxValue),
            ElementType.UInt32 => (uint.MinValue, uint.MaxValue),
            _ => (int.MinValue, int.MaxValue),
        };

    // The upper half of a float32, rounded to nearest, ties to even.
    private static float BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? value : BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }
}
