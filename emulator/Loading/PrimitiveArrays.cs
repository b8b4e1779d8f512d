using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Striate.Emulator.Loading;

/// <summary>Arrays of numbers are .NET arrays, so that a caller's array and the machine's are one.</summary>
internal static class PrimitiveArrays
{
    public static Array Create(ElementKind kind, int length) =>
        kind switch
        {
            ElementKind.Boolean => new bool[length],
            ElementKind.SByte => new sbyte[length],
            ElementKind.Byte => new byte[length],
            ElementKind.Char => new char[length],
            ElementKind.Int16 => new short[length],
            ElementKind.UInt16 => new ushort[length],
            ElementKind.Int32 => new int[length],
            ElementKind.UInt32 => new uint[length],
            ElementKind.Single => new float[length],
            ElementKind.Double => new double[length],
            ElementKind.UInt64 => new ulong[length],
            _ => new long[length],
        };

    /// <summary>Bytes of one element on the device.</summary>
    public static int ElementSize(ElementKind kind) =>
        kind switch
        {
            ElementKind.Boolean or ElementKind.SByte or ElementKind.Byte => 1,
            ElementKind.Char or ElementKind.Int16 or ElementKind.UInt16 => 2,
            ElementKind.Int32 or ElementKind.UInt32 or ElementKind.Single => 4,
            _ => 8,
        };

    /// <summary>The kind of the elements of a .NET array, or null when it is not an array of numbers.</summary>
    public static ElementKind? KindOf(object? array) =>
        array?.GetType() switch
        {
            var type when type == typeof(bool[]) => ElementKind.Boolean,
            var type when type == typeof(sbyte[]) => ElementKind.SByte,
            var type when type == typeof(byte[]) => ElementKind.Byte,
            var type when type == typeof(char[]) => ElementKind.Char,
            var type when type == typeof(short[]) => ElementKind.Int16,
            var type when type == typeof(ushort[]) => ElementKind.UInt16,
            var type when type == typeof(int[]) => ElementKind.Int32,
            var type when type == typeof(uint[]) => ElementKind.UInt32,
            var type when type == typeof(float[]) => ElementKind.Single,
            var type when type == typeof(double[]) => ElementKind.Double,
            var type when type == typeof(long[]) => ElementKind.Int64,
            var type when type == typeof(ulong[]) => ElementKind.UInt64,
            _ => null,
        };

    public static Span<byte> Bytes(Array array) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));

    /// <summary>Copies initial bytes, little-endian, into an array; copies no more than fit.</summary>
    public static void Fill(Array array, ImmutableArray<byte> data)
    {
        var target = Bytes(array);
        data.AsSpan()[..Math.Min(data.Length, target.Length)].CopyTo(target);
    }
}
