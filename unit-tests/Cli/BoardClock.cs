using System.Diagnostics;

namespace Striate.UnitTests.Cli;

/// <summary>
/// A clock for both ends of a line: it goes while the board's end looks at it, and by little from one look to the next, so that
/// nobody's patience ends while other programs have the processor.
/// </summary>
internal sealed class BoardClock : TimeProvider
{
    private static readonly long s_most = Stopwatch.Frequency / 50;
    private static readonly long s_abandoned = 60 * Stopwatch.Frequency;

    private readonly Lock _lock = new();
    private long _looked = Stopwatch.GetTimestamp();
    private long _now;

    /// <summary>The same time, looked at by the other end.</summary>
    public TimeProvider Host => new Other(this);

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            var looked = Stopwatch.GetTimestamp();
            _now += Math.Min(looked - _looked, s_most);
            _looked = looked;
            return _now;
        }
    }

    private sealed class Other(BoardClock clock) : TimeProvider
    {
        // A board's end that is gone must not keep the host waiting for ever.
        public override long GetTimestamp()
        {
            lock (clock._lock)
            {
                return clock._now + Math.Max(0, Stopwatch.GetTimestamp() - clock._looked - s_abandoned);
            }
        }
    }
}
