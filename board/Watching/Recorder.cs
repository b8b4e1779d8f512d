using Striate.Board.Protocol;

namespace Striate.Board.Watching;

/// <summary>Puts the readings that a board tells in one row; where samples are missing, another begins.</summary>
/// <param name="channels">Readings of a sample.</param>
public sealed class Recorder(int channels)
{
    private readonly List<List<short>> _parts = [];
    private int _next = -1;

    /// <summary>Samples that have come.</summary>
    public int Samples { get; private set; }

    /// <summary>Samples that are missing among them.</summary>
    public int Missing { get; private set; }

    /// <summary>Recordings without gaps, sample after sample, channel after channel.</summary>
    public IReadOnlyList<IReadOnlyList<short>> Parts => _parts;

    /// <summary>Takes what has come.</summary>
    /// <param name="report">Readings; null: something else has come.</param>
    /// <param name="most">Samples in all; what is more is passed over.</param>
    public void Take(ReadingsReport? report, int most)
    {
        if (report is null || report.Channels != channels)
        {
            return;
        }

        if (report.First != _next)
        {
            // A board that was reset begins with 0 again.
            Missing += _next < 0 ? 0 : Math.Max(0, report.First - _next);
            _parts.Add([]);
        }

        var count = Math.Min(report.Values.Length / channels, most - Samples);
        _parts[^1].AddRange(report.Values[..(count * channels)]);
        Samples += count;
        _next = report.First + (report.Values.Length / channels);
    }
}
