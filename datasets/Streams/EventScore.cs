using System.Collections.Immutable;

namespace Striate.DataSets.Streams;

/// <summary>
/// How well the events of a class are told. An event is found if its class is told after a window that ends within it, or less than a
/// window
/// behind it. What is told is false if no window of it has a step of an event of that class.
/// </summary>
/// <param name="Class">The class.</param>
/// <param name="Events">Events in the recordings.</param>
/// <param name="Found">Those that were found.</param>
/// <param name="Told">How often the class was told.</param>
/// <param name="False">How often it was told for nothing.</param>
/// <param name="MedianDelay">Steps from an event's first step until its class is told, of those that were found; null: none was.</param>
public sealed record EventScore(int Class, int Events, int Found, int Told, int False, double? MedianDelay)
{
    /// <summary>One score for each class.</summary>
    /// <param name="recordings">What was told of recordings.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="windowSteps">Steps of a window.</param>
    public static ImmutableArray<EventScore> Of(IReadOnlyCollection<StreamedRecording> recordings, int classes, int windowSteps) =>
        [.. Enumerable.Range(0, classes).Select(number => OfClass(recordings, number, windowSteps))];

    private static EventScore OfClass(IReadOnlyCollection<StreamedRecording> recordings, int number, int windowSteps)
    {
        var (events, told, falsely, delays) = (0, 0, 0, new List<int>());
        foreach (var recording in recordings)
        {
            ClassRun[] truth = [.. recording.Truth.Where(run => run.Class == number)];
            // From the first step of the first window to the last step of the last one.
            var (starts, spans) = (recording.Windows, recording.Events.Where(run => run.Class == number).ToArray());
            int[] ends =
            [
                .. Enumerable
                    .Range(0, starts.Length)
                    .Where(window => recording.Told[window] == number)
                    .Select(window => starts[window].Start + windowSteps - 1),
            ];
            events += truth.Length;
            told += spans.Length;
            falsely += spans.Count(run =>
                !truth.Any(real => real.First <= starts[run.Last].Start + windowSteps - 1 && real.Last >= starts[run.First].Start)
            );
            foreach (var real in truth)
            {
                var end = Array.FindIndex(ends, step => step >= real.First && step < real.Last + windowSteps);
                if (end >= 0)
                {
                    delays.Add(ends[end] + 1 - real.First);
                }
            }
        }

        return new EventScore(number, events, delays.Count, told, falsely, Median(delays));
    }

    private static double? Median(List<int> values)
    {
        values.Sort();
        return values.Count == 0 ? null : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2.0;
    }
}
