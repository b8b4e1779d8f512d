using System.Collections.Immutable;

namespace Striate.DataSets.Streams;

/// <summary>
/// How well the events of a class are reported. An event is found if its class is reported after a window that ends within it, or less than
/// a window behind it. A report is a false alarm if none of its windows has a step of an event of that class.
/// </summary>
/// <param name="Class">The class.</param>
/// <param name="Events">Events in the recordings.</param>
/// <param name="Found">Those that were found.</param>
/// <param name="Reported">How often the class was reported.</param>
/// <param name="FalseAlarms">How many of these reports were false alarms.</param>
/// <param name="MedianDelay">Steps from an event's first step until its class is reported, where it was found; null: no event was.</param>
public sealed record EventScore(int Class, int Events, int Found, int Reported, int FalseAlarms, double? MedianDelay)
{
    /// <summary>One score for each class.</summary>
    /// <param name="recordings">What was reported of recordings.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="windowSteps">Steps of a window.</param>
    public static ImmutableArray<EventScore> Of(IReadOnlyCollection<StreamedRecording> recordings, int classes, int windowSteps) =>
        [.. Enumerable.Range(0, classes).Select(number => OfClass(recordings, number, windowSteps))];

    private static EventScore OfClass(IReadOnlyCollection<StreamedRecording> recordings, int number, int windowSteps)
    {
        var (events, reported, falsely, delays) = (0, 0, 0, new List<int>());
        foreach (var recording in recordings)
        {
            ClassRun[] truth = [.. recording.Truth.Where(run => run.Class == number)];
            // From the first step of the first window to the last step of the last one.
            var (starts, spans) = (recording.Windows, recording.Events.Where(run => run.Class == number).ToArray());
            int[] ends =
            [
                .. Enumerable
                    .Range(0, starts.Length)
                    .Where(window => recording.Reported[window] == number)
                    .Select(window => starts[window].Start + windowSteps - 1),
            ];
            events += truth.Length;
            reported += spans.Length;
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

        return new EventScore(number, events, delays.Count, reported, falsely, Median(delays));
    }

    private static double? Median(List<int> values)
    {
        values.Sort();
        return values.Count == 0 ? null : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2.0;
    }
}
