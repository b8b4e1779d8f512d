namespace Striate.Board.Sensors;

/// <summary>The queue of a motion sensor, which fills by its own clock while it measures.</summary>
/// <param name="played">What it measures.</param>
/// <param name="now">The board's time.</param>
internal sealed class SampleQueue(PlayedReadings played, Func<TimeSpan> now)
{
    private TimeSpan? _started;
    private TimeSpan _period;
    private int _taken;
    private int _startedAt;

    /// <summary>A sample was lost since this was asked last.</summary>
    public bool HasLost { get; private set; }

    /// <summary>Begins to measure; the first sample is there after one period.</summary>
    public void Start(TimeSpan period) => (_started, _period, _startedAt) = (now(), period, _taken);

    /// <summary>Measures no more, and forgets what is queued.</summary>
    public void Stop()
    {
        // What came meanwhile is gone, unless the recording waits.
        _taken = played.Waits || _started is null ? _taken : Math.Max(_taken, Due);
        (_started, HasLost) = (null, false);
    }

    /// <summary>Samples that wait.</summary>
    /// <param name="capacity">The most.</param>
    public int Waiting(int capacity)
    {
        if (_started is null)
        {
            return 0;
        }

        var waiting = Due - _taken;
        if (waiting > capacity && !played.Waits)
        {
            (_taken, HasLost) = (Due - capacity, true);
        }

        // A recording that waits never fills it.
        return Math.Min(waiting, played.Waits ? capacity - 1 : capacity);
    }

    /// <summary>The loss is known now.</summary>
    public void Forget() => HasLost = false;

    /// <summary>Takes the oldest sample.</summary>
    public short[] Take()
    {
        var sample = Enumerable.Range(0, played.Channels).Select(channel => played.At(_taken, channel)).ToArray();
        _taken++;
        return sample;
    }

    // Of a recording there is no more than it has.
    private int Due => (int)Math.Min(played.Samples, _startedAt + ((now() - _started!.Value).Ticks / _period.Ticks));
}
