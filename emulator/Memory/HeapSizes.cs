using System.Text;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;
using Striate.Emulator.Scheduling;
using Striate.Platform;

namespace Striate.Emulator.Memory;

/// <summary>A string literal that was loaded: a heap block whose text stays in flash.</summary>
internal sealed class StringLiteral
{
    public static readonly StringLiteral Instance = new();
}

/// <summary>
/// Bytes that objects take on the device's heap: whole blocks of it (<see cref="HeapLayout"/>). An object
/// is a header block and a block per field; an array is a 20-byte header and its elements; a string its header, UTF-8 and NUL.
/// </summary>
internal static class HeapSizes
{
    private const int Block = HeapLayout.Block;

    private const int DelegateBytes = 32;

    public static long Of(object made) =>
        made switch
        {
            Instance instance => OfInstance(instance.Type),
            string text => OfString(text),
            Boxed => 2 * Block,
            ReferenceArray array => OfArray(array.Type.Element!, array.Items.Length),
            DelegateObject { Parts: { } parts } => Round(24 + ((long)parts.Length * Block)),
            DelegateObject => Round(DelegateBytes),
            StringLiteral => Block,
            SchedulingObject scheduling => Block * (1L + scheduling.Fields),
            Array array => HeapLayout.Array(Buffer.ByteLength(array)),
            _ => Block,
        };

    public static long OfInstance(TypeDescriptor type) => Block * (1L + type.NumberCount + type.ReferenceCount);

    public static long OfString(string text) => Round(Block + Encoding.UTF8.GetByteCount(text) + 1);

    /// <summary>Bytes of an array: elements of numbers lie packed, others are blocks.</summary>
    public static long OfArray(TypeDescriptor element, int length) =>
        HeapLayout.Array((long)length * (element.IsNumber ? PrimitiveArrays.ElementSize(element.Kind) : Block));

    private static long Round(long bytes) => HeapLayout.Rounded(bytes);
}
