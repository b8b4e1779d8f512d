using System.Buffers.Binary;
using System.IO.Hashing;

namespace Striate.Board.Protocol;

/// <summary>
/// Frames as docs/serial-protocol.md defines them: type, number, length, payload and CRC-32, stuffed so that a zero occurs
/// between frames only (Cheshire, Baker, "Consistent Overhead Byte Stuffing", 1999).
/// </summary>
public static class FrameCodec
{
    /// <summary>Bytes before the payload.</summary>
    public const int Header = 5;

    /// <summary>Bytes behind the payload.</summary>
    public const int Trailer = 4;

    private const int LongestRun = 254;

    /// <summary>A frame as it goes over the line, zeros at both ends.</summary>
    /// <exception cref="ArgumentException">The payload is longer than 65,535 bytes.</exception>
    public static byte[] Encode(FrameType type, ushort sequence, ReadOnlySpan<byte> payload) => Stuff(Frame(type, sequence, payload));

    /// <summary>The CRC-32 that a frame carries; an answer repeats that of its request.</summary>
    public static uint CrcOf(FrameType type, ushort sequence, ReadOnlySpan<byte> payload) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Frame(type, sequence, payload).AsSpan()[^Trailer..]);

    /// <summary>Takes an unstuffed frame apart; null when its length or its CRC is wrong.</summary>
    public static Frame? Decode(ReadOnlySpan<byte> frame)
    {
        if (
            frame.Length < Header + Trailer
            || BinaryPrimitives.ReadUInt16LittleEndian(frame[3..]) != frame.Length - Header - Trailer
            || BinaryPrimitives.ReadUInt32LittleEndian(frame[^Trailer..]) != Crc32.HashToUInt32(frame[..^Trailer])
        )
        {
            return null;
        }

        return new Frame((FrameType)frame[0], BinaryPrimitives.ReadUInt16LittleEndian(frame[1..]), frame[Header..^Trailer].ToArray());
    }

    private static byte[] Frame(FrameType type, ushort sequence, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > ushort.MaxValue)
        {
            throw new ArgumentException($"a payload of {payload.Length} bytes; a frame holds {ushort.MaxValue}");
        }

        var frame = new byte[Header + payload.Length + Trailer];
        frame[0] = (byte)type;
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(1), sequence);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(3), (ushort)payload.Length);
        payload.CopyTo(frame.AsSpan(Header));
        BinaryPrimitives.WriteUInt32LittleEndian(
            frame.AsSpan(Header + payload.Length),
            Crc32.HashToUInt32(frame.AsSpan(0, Header + payload.Length))
        );
        return frame;
    }

    private static byte[] Stuff(ReadOnlySpan<byte> frame)
    {
        var line = new List<byte>(frame.Length + (frame.Length / LongestRun) + 4) { 0, 0 };
        var code = 1;
        foreach (var value in frame)
        {
            if (value != 0)
            {
                line.Add(value);
            }

            if (value == 0 || line.Count - code == LongestRun + 1)
            {
                line[code] = (byte)(line.Count - code);
                code = line.Count;
                line.Add(0);
            }
        }

        line[code] = (byte)(line.Count - code);
        line.Add(0);
        return [.. line];
    }
}
