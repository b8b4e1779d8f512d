using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Striate.Board.Protocol;

/// <summary>Who a board is and what it measured when it started.</summary>
/// <param name="Protocol">Version of the protocol.</param>
/// <param name="SelfTestPassed">The golden vectors came out as they should.</param>
/// <param name="Package">First eight bytes of the package's SHA-256, little-endian.</param>
/// <param name="InputLength">Bytes of an input.</param>
/// <param name="Classes">Logits of an answer.</param>
/// <param name="Layers">CRCs of a test.</param>
/// <param name="GoldenVectors">Vectors that the board can be tested with.</param>
/// <param name="Microseconds">Time of an inference.</param>
/// <param name="HeapBefore">Free heap before the timed inferences, bytes.</param>
/// <param name="HeapAfter">Free heap after them, bytes.</param>
public sealed record HelloAnswer(
    int Protocol, bool SelfTestPassed, ulong Package, int InputLength, int Classes, int Layers, int GoldenVectors,
    int Microseconds, uint HeapBefore, uint HeapAfter)
{
    /// <summary>The version of the protocol that this side speaks.</summary>
    public const int KnownProtocol = 1;

    private const int Length = 30;
    private const int BitsPerByte = 10;

    /// <summary>Bytes by which the free heap grew over the timed inferences; it must be 0.</summary>
    public long HeapMovement => (long)HeapAfter - HeapBefore;

    /// <summary>How long to wait for a classification: twice what board and line need, and half a second for the rest.</summary>
    public TimeSpan LimitOfAnswer(int baudRate)
    {
        var bytes = InputLength + (4 * Classes) + 64;
        return TimeSpan.FromMilliseconds(500) + (2 * (TimeSpan.FromMicroseconds(Microseconds) + TimeSpan.FromSeconds((double)BitsPerByte * bytes / baudRate)));
    }

    /// <summary>Null when the payload has another length.</summary>
    public static HelloAnswer? Parse(ReadOnlySpan<byte> payload) => payload.Length != Length ? null : new HelloAnswer(
        payload[0], payload[1] == 1, BinaryPrimitives.ReadUInt64LittleEndian(payload[2..]),
        BinaryPrimitives.ReadUInt16LittleEndian(payload[10..]), BinaryPrimitives.ReadUInt16LittleEndian(payload[12..]),
        BinaryPrimitives.ReadUInt16LittleEndian(payload[14..]), BinaryPrimitives.ReadUInt16LittleEndian(payload[16..]),
        BinaryPrimitives.ReadInt32LittleEndian(payload[18..]), BinaryPrimitives.ReadUInt32LittleEndian(payload[22..]),
        BinaryPrimitives.ReadUInt32LittleEndian(payload[26..]));
}

/// <summary>What a board computed for an input.</summary>
/// <param name="RequestCrc">CRC of the request that is answered.</param>
/// <param name="Class">The class that the board chose.</param>
/// <param name="Microseconds">Time of the inference on the board.</param>
/// <param name="Logits">One per class.</param>
public sealed record ClassifyAnswer(uint RequestCrc, int Class, int Microseconds, ImmutableArray<int> Logits)
{
    private const int Fixed = 10;

    /// <summary>Null when the payload is not made for so many classes.</summary>
    public static ClassifyAnswer? Parse(ReadOnlySpan<byte> payload, int classes) => payload.Length != Fixed + (4 * classes) ? null : new ClassifyAnswer(
        BinaryPrimitives.ReadUInt32LittleEndian(payload), BinaryPrimitives.ReadUInt16LittleEndian(payload[4..]),
        BinaryPrimitives.ReadInt32LittleEndian(payload[6..]), Integers.Of(payload[Fixed..]));
}

/// <summary>What a board computed for one of its golden vectors.</summary>
/// <param name="RequestCrc">CRC of the request that is answered.</param>
/// <param name="LayerCrcs">CRC-32 of every layer's output.</param>
/// <param name="Logits">One per class.</param>
public sealed record TestAnswer(uint RequestCrc, ImmutableArray<uint> LayerCrcs, ImmutableArray<int> Logits)
{
    /// <summary>Null when the payload is not made for so many layers and classes.</summary>
    public static TestAnswer? Parse(ReadOnlySpan<byte> payload, int layers, int classes) =>
        payload.Length != 4 + (4 * layers) + (4 * classes) ? null : new TestAnswer(
            BinaryPrimitives.ReadUInt32LittleEndian(payload),
            [.. Integers.Of(payload.Slice(4, 4 * layers)).Select(value => (uint)value)],
            Integers.Of(payload[(4 + (4 * layers))..]));
}

/// <summary>How much heap a board has left.</summary>
/// <param name="FreeBytes">Bytes that are free after a collection.</param>
public sealed record HeapAnswer(uint FreeBytes)
{
    /// <summary>Null when the payload has another length.</summary>
    public static HeapAnswer? Parse(ReadOnlySpan<byte> payload) =>
        payload.Length != sizeof(uint) ? null : new HeapAnswer(BinaryPrimitives.ReadUInt32LittleEndian(payload));
}

/// <summary>Runs of 32-bit integers.</summary>
internal static class Integers
{
    public static ImmutableArray<int> Of(ReadOnlySpan<byte> bytes)
    {
        var values = ImmutableArray.CreateBuilder<int>(bytes.Length / 4);
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            values.Add(BinaryPrimitives.ReadInt32LittleEndian(bytes));
        }

        return values.ToImmutable();
    }
}
