using System.Collections.Immutable;
using Striate.DataSets.Reading;
using Striate.Model.Reference;

namespace Striate.DataSets.Streams;

/// <summary>What a network makes of a whole recording, window after window.</summary>
/// <param name="Name">Where the recording is from.</param>
/// <param name="Truth">What happened, as runs over its steps; without what the data set does not tell of.</param>
/// <param name="Windows">The windows, in their order.</param>
/// <param name="Reported">The class that is reported after each window, when the last ones have voted.</param>
public sealed record StreamedRecording(
    string Name,
    ImmutableArray<ClassRun> Truth,
    ImmutableArray<StreamedWindow> Windows,
    ImmutableArray<int> Reported
)
{
    /// <summary>What is reported, as runs over the windows.</summary>
    public ImmutableArray<ClassRun> Events => ClassRun.Of(Reported);

    /// <summary>Lets windows vote.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="windows">Its windows.</param>
    /// <param name="votes">Windows that decide together; 1: each tells its own class.</param>
    public static StreamedRecording Of(SignalRecording recording, ImmutableArray<StreamedWindow> windows, int votes) =>
        new(
            recording.Name,
            [.. ClassRun.Of(recording.Classes).Where(run => run.Class >= 0)],
            windows,
            [.. ReferenceVote.Reported([.. windows.Select(window => window.Found)], votes)]
        );
}

/// <summary>A window of a recording.</summary>
/// <param name="Start">Its first step.</param>
/// <param name="Truth">The class that most of its steps have; -1: none that the data set tells of.</param>
/// <param name="Found">The class that the network finds.</param>
public readonly record struct StreamedWindow(int Start, int Truth, int Found);
