using System.Collections.Immutable;

namespace Striate.DataSets.Reading;

/// <summary>A signal that was recorded without a gap, as the input integers of a network.</summary>
/// <param name="Name">Where it is from: a file, with the line where one is known.</param>
/// <param name="Values">[step, channel], one byte a value (two's complement where the input is signed).</param>
/// <param name="Classes">The class of each step, from 0; -1: one that the data set does not tell of.</param>
public sealed record SignalRecording(string Name, byte[] Values, ImmutableArray<int> Classes)
{
    /// <summary>Time steps.</summary>
    public int Steps => Classes.Length;

    /// <summary>Which class windows have whose steps have several equally often: as the windows of the data set.</summary>
    public Tie Tie { get; init; }

    /// <summary>The class that most of some steps have; -1: none of the data set's.</summary>
    /// <param name="start">The first step.</param>
    /// <param name="count">Steps, at least 1.</param>
    public int ClassOf(int start, int count) => MajorityClass.Of(Classes.AsSpan(start, count), Tie);
}
