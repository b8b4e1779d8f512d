namespace Striate.Board.Links;

/// <summary>What can happen to a frame on its way, or to the board.</summary>
public enum Fault
{
    /// <summary>Some bits of some bytes are turned.</summary>
    Corrupted,

    /// <summary>Some bytes are missing.</summary>
    LostBytes,

    /// <summary>The whole frame is missing.</summary>
    LostFrame,

    /// <summary>The frame arrives twice.</summary>
    Duplicated,

    /// <summary>Its end is missing.</summary>
    Truncated,

    /// <summary>Noise comes before it.</summary>
    Noise,

    /// <summary>It arrives late, as from a slow board.</summary>
    Late,

    /// <summary>The board is reset when it has received the request.</summary>
    Reset,
}

/// <summary>A line on which a share of all frames, in both directions, suffers a fault. The same seed gives the same faults.</summary>
/// <param name="inner">The line behind it.</param>
/// <param name="seed">Seed of the faults.</param>
/// <param name="share">Share of the frames, 0..1.</param>
/// <param name="faults">The faults to choose from.</param>
public sealed class FaultyLink(IBoardLink inner, ulong seed, double share, IReadOnlyList<Fault> faults) : IBoardLink
{
    private const int LongestDelay = 2000;

    private readonly Queue<(TimeSpan Due, byte[] Frame)> _arriving = new();
    private readonly FrameSplitter _incoming = new();
    private readonly Queue<byte> _ready = new();
    private readonly int[] _counts = new int[Enum.GetValues<Fault>().Length];
    private ulong _state = seed;

    /// <summary>Faults so far.</summary>
    public int Injected => _counts.Sum();

    /// <summary>Faults from now on, at most.</summary>
    public int Limit { get; set; } = int.MaxValue;

    /// <summary>Faults by kind.</summary>
    public IReadOnlyDictionary<Fault, int> Counts =>
        Enum.GetValues<Fault>().Where(fault => _counts[(int)fault] > 0).ToDictionary(fault => fault, fault => _counts[(int)fault]);

    /// <inheritdoc/>
    public TimeSpan Now => inner.Now;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        var fault = Choose();
        foreach (var part in Suffer(bytes.ToArray(), fault))
        {
            inner.Write(part);
        }

        if (fault == Fault.Reset && inner is IResettable board)
        {
            board.Reset();
        }
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer, TimeSpan limit)
    {
        var end = inner.Now + limit;
        while (_ready.Count == 0)
        {
            while (_arriving.TryPeek(out var next) && next.Due <= inner.Now)
            {
                Array.ForEach(_arriving.Dequeue().Frame, _ready.Enqueue);
            }

            if (_ready.Count > 0)
            {
                break;
            }

            var left = (_arriving.TryPeek(out var first) && first.Due < end ? first.Due : end) - inner.Now;
            if (left <= TimeSpan.Zero)
            {
                return 0;
            }

            Receive(left);
        }

        var count = 0;
        while (count < buffer.Length && _ready.TryDequeue(out var value))
        {
            buffer[count++] = value;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private void Receive(TimeSpan limit)
    {
        Span<byte> bytes = stackalloc byte[256];
        foreach (var value in bytes[..inner.Read(bytes, limit)])
        {
            if (_incoming.Take(value) is not { } frame)
            {
                continue;
            }

            var fault = Choose();
            var delay = fault == Fault.Late ? TimeSpan.FromMilliseconds(Next(LongestDelay)) : TimeSpan.Zero;
            foreach (var part in Suffer(frame, fault))
            {
                _arriving.Enqueue((inner.Now + delay, part));
            }

            if (fault == Fault.Reset && inner is IResettable board)
            {
                board.Reset();
            }
        }
    }

    private Fault? Choose()
    {
        if (faults.Count == 0 || Injected >= Limit || Next(1_000_000) >= share * 1_000_000)
        {
            return null;
        }

        var fault = faults[Next(faults.Count)];
        _counts[(int)fault]++;
        return fault;
    }

    private IEnumerable<byte[]> Suffer(byte[] frame, Fault? fault)
    {
        switch (fault)
        {
            case Fault.Corrupted:
                for (var turns = 1 + Next(4); turns > 0; turns--)
                {
                    frame[Next(frame.Length)] ^= (byte)(1 + Next(255));
                }

                return [frame];
            case Fault.LostBytes:
                var (first, count) = (Next(frame.Length), 1 + Next(4));
                return
                [
                    [.. frame.Where((_, index) => index < first || index >= first + count)],
                ];
            case Fault.LostFrame:
                return [];
            case Fault.Duplicated:
                return [frame, [.. frame]];
            case Fault.Truncated:
                return [frame[..Next(frame.Length)]];
            case Fault.Noise:
                return
                [
                    [.. Enumerable.Range(0, 1 + Next(40)).Select(_ => (byte)Next(256)), .. frame],
                ];
            default:
                return [frame];
        }
    }

    // SplitMix64: System.Random may change its sequence with the framework.
    private int Next(int below)
    {
        _state += 0x9E3779B97F4A7C15UL;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return (int)(((mixed ^ (mixed >> 31)) >> 1) % (ulong)below);
    }
}
