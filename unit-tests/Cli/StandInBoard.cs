using System.Buffers.Binary;
using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Model.Reference;

namespace Striate.UnitTests.Cli;

/// <summary>Answers requests as the firmware would, with the integer reference and a heap that can be made to move.</summary>
internal sealed class StandInBoard(ModelPackage package, string path) : IBoardLink
{
    private readonly FrameReader _reader = new();
    private readonly Queue<byte> _toHost = new();
    private uint _free = 100_000;
    private TimeSpan _now;
    private int _classified;

    /// <summary>Bytes that each classification keeps.</summary>
    public uint LeakOfInference { get; init; }

    /// <summary>Bytes by which the free heap grows while the board starts.</summary>
    public int MovementAtStart { get; init; }

    /// <summary>Version of the protocol that it tells.</summary>
    public byte Protocol { get; init; } = HelloAnswer.KnownProtocol;

    /// <summary>Time of an inference that it tells.</summary>
    public int Microseconds { get; init; } = 50;

    public TimeSpan Now => _now;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (_reader.Take(value) is { } frame)
            {
                Array.ForEach(FrameCodec.Encode(frame.Type | (FrameType)128, frame.Sequence, Answer(frame)), _toHost.Enqueue);
            }
        }
    }

    public int Read(Span<byte> buffer, TimeSpan limit)
    {
        var count = 0;
        while (count < buffer.Length && _toHost.TryDequeue(out var value))
        {
            buffer[count++] = value;
        }

        // Like an emulated board it lives only while it is read, and answers in no time.
        _now += count == 0 ? limit : TimeSpan.Zero;
        return count;
    }

    public void Dispose() { }

    private byte[] Answer(Frame frame)
    {
        var crc = Int((int)FrameCodec.CrcOf(frame.Type, frame.Sequence, frame.Payload.Span));
        switch (frame.Type)
        {
            case FrameType.Hello:
                return Hello();
            case FrameType.Test:
                var golden = package.GoldenVectors[frame.Payload.Span[0]];
                return [.. crc, .. golden.LayerCrcs.SelectMany(layer => Int((int)layer)), .. golden.Logits.SelectMany(Int)];
            case FrameType.Run:
                // A request that is sent again, as a busy machine does, is one inference.
                _free -= frame.Sequence == _classified ? 0 : LeakOfInference;
                _classified = frame.Sequence;
                var result = ReferenceExecutor.Run(package.Network, frame.Payload.Span);
                return [.. crc, .. Short(result.Class), .. Int(50), .. result.Logits.SelectMany(Int)];
            default:
                return Int((int)_free);
        }
    }

    private byte[] Hello()
    {
        var number = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, FirmwareEmission.PackageNumber(PackageFile.Read(path).Sha256));
        var network = package.Network;
        return
        [
            Protocol,
            (byte)(MovementAtStart == 0 ? 1 : 0),
            .. number,
            .. Short(network.Input.Shape.Length),
            .. Short(network.Logits.Shape.Length),
            .. Short(network.Layers.Length),
            .. Short(1),
            .. Int(Microseconds),
            .. Int((int)_free),
            .. Int((int)_free + MovementAtStart),
            (byte)(network.HasClasses ? 1 : 0),
            .. Int(network.Input.ZeroPoint),
            .. Int(network.Logits.ZeroPoint),
        ];
    }

    private static byte[] Short(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Int(int value) => [.. Short(value), .. Short(value >> 16)];
}
