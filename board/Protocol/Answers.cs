using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Striate.Board.Protocol;

/// <summary>Who a board is and what it measured when it started.</summary>
/// <param name="Protocol">Version of the protocol.</param>
/// <param name="SelfTestPassed">The golden vectors came out as they should.</param>
/// <param name="Package">First eight bytes of the package's SHA-256, little-endian.</param>
/// <param name="InputLength">Bytes of an input.</param>
/// <param name="Classes">Logits, or values of the output, of an answer.</param>
/// <param name="Layers">CRCs of a test.</param>
/// <param name="GoldenVectors">Vectors that the board can be tested with.</param>
/// <param name="Microseconds">Time of an inference.</param>
/// <param name="HeapBefore">Free heap before the timed inferences, bytes.</param>
/// <param name="HeapAfter">Free heap after them, bytes.</param>
/// <param name="HasClasses">Whether the output tells which class an input is.</param>
/// <param name="InputZeroPoint">The input that stands for 0.</param>
/// <param name="OutputZeroPoint">The output that stands for 0.</param>
public sealed record HelloAnswer(
    int Protocol,
    bool SelfTestPassed,
    ulong Package,
    int InputLength,
    int Classes,
    int Layers,
    int GoldenVectors,
    int Microseconds,
    uint HeapBefore,
    uint HeapAfter,
    bool HasClasses,
    int InputZeroPoint,
    int OutputZeroPoint
)
{
    /// <summary>The version of the protocol that this side speaks.</summary>
    public const int KnownProtocol = 2;

    /// <summary>Readings side by side in a sample that the board tells of; 0: it tells of none.</summary>
    public int Channels { get; init; }

    /// <summary>Time between two samples.</summary>
    public int SampleMicroseconds { get; init; }

    /// <summary>Whether it has no network and only records.</summary>
    public bool IsRecorder => Package == 0 && Channels > 0;

    private const int OldLength = 30;
    private const int Length = 39;
    private const int LengthWithSensor = 44;
    private const int BitsPerByte = 10;

    /// <summary>Bytes by which the free heap grew over the timed inferences; it must be 0.</summary>
    public long HeapMovement => (long)HeapAfter - HeapBefore;

    /// <summary>How long to wait for a classification: twice what board and line need, and half a second for the rest.</summary>
    public TimeSpan LimitOfAnswer(int baudRate)
    {
        var bytes = InputLength + (4 * Classes) + 64;
        return TimeSpan.FromMilliseconds(500)
            + (2 * (TimeSpan.FromMicroseconds(Microseconds) + TimeSpan.FromSeconds((double)BitsPerByte * bytes / baudRate)));
    }

    /// <summary>
    /// Null when the payload is too short. What later firmware adds at its end is passed over; firmware of version 1, which told
    /// less, is read as well, so that the host can say which version it met.
    /// </summary>
    public static HelloAnswer? Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < OldLength || (payload[0] != 1 && payload.Length < Length))
        {
            return null;
        }

        var (integers, isOld, isSensor) = (
            Integers.Of(payload[18..OldLength]),
            payload.Length < Length,
            payload.Length >= LengthWithSensor
        );
        return new HelloAnswer(
            payload[0],
            payload[1] == 1,
            BinaryPrimitives.ReadUInt64LittleEndian(payload[2..]),
            BinaryPrimitives.ReadUInt16LittleEndian(payload[10..]),
            BinaryPrimitives.ReadUInt16LittleEndian(payload[12..]),
            BinaryPrimitives.ReadUInt16LittleEndian(payload[14..]),
            BinaryPrimitives.ReadUInt16LittleEndian(payload[16..]),
            integers[0],
            (uint)integers[1],
            (uint)integers[2],
            isOld || payload[30] == 1,
            isOld ? 0 : BinaryPrimitives.ReadInt32LittleEndian(payload[31..]),
            isOld ? 0 : BinaryPrimitives.ReadInt32LittleEndian(payload[35..])
        )
        {
            Channels = isSensor ? payload[39] : 0,
            SampleMicroseconds = isSensor ? BinaryPrimitives.ReadInt32LittleEndian(payload[40..]) : 0,
        };
    }
}

/// <summary>What a board computed for an input, or for the window that a block of a signal completes.</summary>
/// <param name="RequestCrc">CRC of the request that is answered.</param>
/// <param name="Class">The class that the board chose; <see cref="NoClass"/> where the output tells none, <see cref="NotReady"/> where no
/// window is complete.</param>
/// <param name="Microseconds">Time of the inference on the board.</param>
/// <param name="Logits">One per class.</param>
public sealed record RunAnswer(uint RequestCrc, int Class, int Microseconds, ImmutableArray<int> Logits)
{
    /// <summary>The class of an output that tells none.</summary>
    public const int NoClass = ushort.MaxValue;

    /// <summary>The class of a block with which no window is complete.</summary>
    public const int NotReady = ushort.MaxValue - 1;

    private const int Fixed = 10;

    /// <summary>Null when the payload is not made for so many classes.</summary>
    public static RunAnswer? Parse(ReadOnlySpan<byte> payload, int classes) =>
        payload.Length != Fixed + (4 * classes)
            ? null
            : new RunAnswer(
                BinaryPrimitives.ReadUInt32LittleEndian(payload),
                BinaryPrimitives.ReadUInt16LittleEndian(payload[4..]),
                BinaryPrimitives.ReadInt32LittleEndian(payload[6..]),
                Integers.Of(payload[Fixed..])
            );
}

/// <summary>What a board computed for one of its golden vectors.</summary>
/// <param name="RequestCrc">CRC of the request that is answered.</param>
/// <param name="LayerCrcs">CRC-32 of every layer's output.</param>
/// <param name="Logits">One per class.</param>
public sealed record TestAnswer(uint RequestCrc, ImmutableArray<uint> LayerCrcs, ImmutableArray<int> Logits)
{
    /// <summary>Null when the payload is not made for so many layers and classes.</summary>
    public static TestAnswer? Parse(ReadOnlySpan<byte> payload, int layers, int classes) =>
        payload.Length != 4 + (4 * layers) + (4 * classes)
            ? null
            : new TestAnswer(
                BinaryPrimitives.ReadUInt32LittleEndian(payload),
                [.. Integers.Of(payload.Slice(4, 4 * layers)).Select(value => (uint)value)],
                Integers.Of(payload[(4 + (4 * layers))..])
            );
}

/// <summary>Readings of a sensor, sample after sample.</summary>
/// <param name="First">Number of the first sample since the board's start.</param>
/// <param name="Channels">Readings of a sample.</param>
/// <param name="Values">Of each sample all channels.</param>
public sealed record ReadingsReport(int First, int Channels, ImmutableArray<short> Values)
{
    private const int Fixed = 5;

    /// <summary>Null when the payload is none.</summary>
    public static ReadingsReport? Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Fixed || payload[4] == 0 || (payload.Length - Fixed) % (2 * payload[4]) != 0)
        {
            return null;
        }

        var values = ImmutableArray.CreateBuilder<short>((payload.Length - Fixed) / 2);
        for (var place = Fixed; place < payload.Length; place += 2)
        {
            values.Add(BinaryPrimitives.ReadInt16LittleEndian(payload[place..]));
        }

        return new ReadingsReport(BinaryPrimitives.ReadInt32LittleEndian(payload), payload[4], values.ToImmutable());
    }
}

/// <summary>What a board made of a window of readings.</summary>
/// <param name="Last">Number of its last sample.</param>
/// <param name="Class">Its class.</param>
/// <param name="Voted">The class that the last windows have together.</param>
/// <param name="Lost">Samples that were not read in time since the board's start.</param>
/// <param name="PassedOver">Windows that were not classified since then.</param>
/// <param name="Logits">One for each class.</param>
public sealed record WindowReport(int Last, int Class, int Voted, int Lost, int PassedOver, ImmutableArray<int> Logits)
{
    private const int Fixed = 16;

    /// <summary>Null when the payload is not made for so many classes, or names one that there is not.</summary>
    public static WindowReport? Parse(ReadOnlySpan<byte> payload, int classes) =>
        payload.Length != Fixed + (4 * classes)
        || BinaryPrimitives.ReadUInt16LittleEndian(payload[4..]) >= classes
        || BinaryPrimitives.ReadUInt16LittleEndian(payload[6..]) >= classes
            ? null
            : new WindowReport(
                BinaryPrimitives.ReadInt32LittleEndian(payload),
                BinaryPrimitives.ReadUInt16LittleEndian(payload[4..]),
                BinaryPrimitives.ReadUInt16LittleEndian(payload[6..]),
                BinaryPrimitives.ReadInt32LittleEndian(payload[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(payload[12..]),
                Integers.Of(payload[Fixed..])
            );
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
