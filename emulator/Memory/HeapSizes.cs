using System.Text;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Memory;

/// <summary>A string literal that was loaded: a heap block whose text stays in flash.</summary>
internal sealed class StringLiteral
{
    public static readonly StringLiteral Instance = new();
}

/// <summary>
/// Bytes that objects take on the device's heap: whole blocks of 12 bytes (CLR_RT_HeapBlock on a 32-bit processor). An object
/// is a header block and a block per field; an array is a 20-byte header and its elements; a string its header, UTF-8 and NUL.
/// </summary>
internal static class HeapSizes
{
    /// <summary>Bytes of a heap block: type word and eight bytes of data.</summary>
    public const int Block = 12;

    /// <summary>The size of an object is counted in blocks in 16 bits (nanoCLR_Runtime__HeapBlock.h, HB_MaxSize).</summary>
    public const long LargestObject = 65_535L * Block;

    private const int ArrayHeader = 20;

    private const int DelegateBytes = 32;

    public static long Of(object made) => made switch
    {
        Instance instance => OfInstance(instance.Type),
        string text => OfString(text),
        Boxed => 2 * Block,
        ReferenceArray array => OfArray(array.Type.Element!, array.Items.Length),
        DelegateObject { Parts: { } parts } => Round(24 + ((long)parts.Length * Block)),
        DelegateObject => Round(DelegateBytes),
        StringLiteral => Block,
        Array array => Round(ArrayHeader + Buffer.ByteLength(array)),
        _ => Block,
    };

    public static long OfInstance(TypeDescriptor type) => Block * (1L + type.NumberCount + type.ReferenceCount);

    public static long OfString(string text) => Round(Block + Encoding.UTF8.GetByteCount(text) + 1);

    /// <summary>Bytes of an array: elements of numbers lie packed, others are blocks.</summary>
    public static long OfArray(TypeDescriptor element, int length) =>
        Round(ArrayHeader + ((long)length * (element.IsNumber ? PrimitiveArrays.ElementSize(element.Kind) : Block)));

    private static long Round(long bytes) => (bytes + Block - 1) / Block * Block;
}
