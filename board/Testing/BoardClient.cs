using System.Buffers.Binary;
using Striate.Board.Links;
using Striate.Board.Protocol;

namespace Striate.Board.Testing;

/// <summary>
/// Asks a board, one request at a time. A request ends with an answer that carries its number and its CRC, or with an error
/// after a bounded time: damaged, duplicated and late frames are never taken for the answer.
/// </summary>
/// <param name="link">The line.</param>
/// <param name="limit">How long one attempt waits for the answer.</param>
/// <param name="attempts">Attempts of each request.</param>
/// <param name="cancellation">Ends a request that waits for its answer.</param>
public sealed class BoardClient(IBoardLink link, TimeSpan limit, int attempts, CancellationToken cancellation = default)
{
    private readonly FrameReader _reader = new();
    private readonly Queue<Frame> _frames = new();
    private ushort _sequence;

    /// <summary>Requests that were sent again.</summary>
    public int Resent { get; private set; }

    /// <summary>Damaged frames: those that arrived here, and those that the board complained of.</summary>
    public int CorruptedFrames => _reader.Damaged + Complaints;

    /// <summary>Times that the board told of its start.</summary>
    public int Starts { get; private set; }

    private int Complaints { get; set; }

    /// <summary>Who the board is.</summary>
    /// <exception cref="BoardException">It does not answer.</exception>
    public HelloAnswer Hello() => Ask(FrameType.Hello, default, frame => HelloAnswer.Parse(frame.Payload.Span), _ => true);

    /// <summary>The board's class and logits for an input.</summary>
    /// <exception cref="BoardException">It does not answer, or refuses.</exception>
    public RunAnswer Run(ReadOnlyMemory<byte> input, int classes) =>
        Ask(
            FrameType.Run,
            input,
            frame => RunAnswer.Parse(frame.Payload.Span, classes),
            answer => answer.RequestCrc == FrameCodec.CrcOf(FrameType.Run, _sequence, input.Span)
        );

    /// <summary>The board's class and logits for the window that a block of a signal completes.</summary>
    /// <param name="number">Number of the block; 0: the signal begins.</param>
    /// <param name="block">Its values.</param>
    /// <param name="classes">Logits of an answer.</param>
    /// <exception cref="BoardException">It does not answer, or refuses.</exception>
    public RunAnswer Block(int number, ReadOnlyMemory<byte> block, int classes)
    {
        var payload = new byte[sizeof(int) + block.Length];
        BinaryPrimitives.WriteInt32LittleEndian(payload, number);
        block.CopyTo(payload.AsMemory(sizeof(int)));
        return Ask(
            FrameType.Block,
            payload,
            frame => RunAnswer.Parse(frame.Payload.Span, classes),
            answer => answer.RequestCrc == FrameCodec.CrcOf(FrameType.Block, _sequence, payload)
        );
    }

    /// <summary>The board's CRCs and logits for one of its golden vectors.</summary>
    /// <exception cref="BoardException">It does not answer, or refuses.</exception>
    public TestAnswer Test(int vector, int layers, int classes)
    {
        var payload = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(payload, (ushort)vector);
        return Ask(
            FrameType.Test,
            payload,
            frame => TestAnswer.Parse(frame.Payload.Span, layers, classes),
            answer => answer.RequestCrc == FrameCodec.CrcOf(FrameType.Test, _sequence, payload)
        );
    }

    /// <summary>Bytes of free heap on the board.</summary>
    /// <exception cref="BoardException">It does not answer, or refuses.</exception>
    public uint FreeHeap() => Ask(FrameType.Heap, default, frame => HeapAnswer.Parse(frame.Payload.Span), _ => true).FreeBytes;

    private T Ask<T>(FrameType type, ReadOnlyMemory<byte> payload, Func<Frame, T?> parse, Func<T, bool> isMine)
        where T : class
    {
        _sequence = _sequence == ushort.MaxValue ? (ushort)1 : (ushort)(_sequence + 1);
        var request = FrameCodec.Encode(type, _sequence, payload.Span);
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            Resent += attempt > 0 ? 1 : 0;
            link.Write(request);
            var end = link.Now + limit;
            while (Next(end) is { } frame)
            {
                if (frame.Sequence == _sequence && frame.Type == (type | (FrameType)128) && parse(frame) is { } answer && isMine(answer))
                {
                    return answer;
                }

                if (frame.Sequence == _sequence && frame is { Type: FrameType.Error, Payload.Length: 1 })
                {
                    throw new BoardException($"the board refuses the request: {Refusal(frame.Payload.Span[0])}");
                }

                if (frame.Sequence == 0)
                {
                    // The board could not read a frame, or has started: it does not work on this request any more.
                    Complaints += frame.Type == FrameType.Error ? 1 : 0;
                    Starts += frame.Type == FrameType.HelloAnswer ? 1 : 0;
                    break;
                }
            }
        }

        throw new BoardException($"no answer from the board after {attempts} attempts of {limit.TotalMilliseconds:F0} ms");
    }

    private Frame? Next(TimeSpan end)
    {
        Span<byte> bytes = stackalloc byte[256];
        while (_frames.Count == 0)
        {
            cancellation.ThrowIfCancellationRequested();
            // What has arrived is read even if this computer was too busy to look in time.
            var left = end - link.Now;
            var count = link.Read(bytes, left > TimeSpan.Zero ? left : TimeSpan.Zero);
            foreach (var value in bytes[..count])
            {
                if (_reader.Take(value) is { } frame)
                {
                    _frames.Enqueue(frame);
                }
            }

            if (_frames.Count == 0 && count < bytes.Length && (left <= TimeSpan.Zero || (count == 0 && link.Now >= end)))
            {
                return null;
            }
        }

        return _frames.Dequeue();
    }

    private static string Refusal(byte code) =>
        code switch
        {
            4 => "it does not know this type of request; flash the firmware again",
            5 => "the payload has the wrong length; the board runs another network",
            6 => "a value is out of range, or blocks of a signal are out of order",
            7 => "its self-test failed",
            _ => $"code {code}",
        };
}

/// <summary>A board does not answer, or refuses.</summary>
public sealed class BoardException(string message) : StriateException(ErrorKind.CheckFailed, message);
