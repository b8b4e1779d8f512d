using Striate.Model.Graph;

namespace Striate.DataSets.Reading;

/// <summary>Cuts recordings into windows of equal length.</summary>
internal static class WindowCutter
{
    /// <summary>Steps of a window unless they are given, or the recordings are shorter.</summary>
    private const int UsualWindow = 128;

    /// <summary>
    /// The windows of all recordings, in order. A window's class is the one that most of its steps have, of equals the one that comes
    /// first.
    /// </summary>
    /// <exception cref="StriateException">There are no windows, or too many.</exception>
    public static RawData Cut(IReadOnlyList<Recording> recordings, SourceOfSamples source, DataOptions options, DataKind kind)
    {
        var channels = source.Channels.Count;
        var length = options.Window ?? Math.Min(UsualWindow, recordings.Min(recording => recording.Steps));
        var hop = options.Hop ?? Math.Max(1, length / 2);
        var counts = recordings.Select(recording => recording.Steps < length ? 0 : ((recording.Steps - length) / hop) + 1).ToArray();
        var total = counts.Sum(count => (long)count);
        if (total == 0)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{source.Path}: no recording has the {length} steps of a window; the longest has {recordings.Max(recording => recording.Steps)}; a smaller --window fits"
            );
        }

        DataLimits.Require(total * length * channels, source.Path);
        var (values, builder, next) = (new float[total * length * channels], new SampleBuilder(source, (int)total), 0);
        foreach (var (recording, count) in recordings.Zip(counts))
        {
            for (var window = 0; window < count; window++, next++)
            {
                var start = window * hop;
                recording.Values.Span.Slice(start * channels, length * channels).CopyTo(values.AsSpan(next * length * channels));
                builder.Add(recording.Classes.MostFrequent(start, length), recording.Group, recording.Lines[start]);
            }
        }

        Recording[] shorter = [.. recordings.Where(recording => recording.Steps < length)];
        return builder.Build(
            kind,
            new Shape(1, length, channels),
            values,
            FormattableString.Invariant(
                $"windows of {length} steps, one every {hop}, {channels} channels, of {recordings.Count} recordings"
            ),
            options with
            {
                Window = length,
                Hop = hop,
            },
            shorter.Length == 0
                ? []
                :
                [
                    $"{source.Path}: {shorter.Length} recordings are shorter than a window of {length} steps and are not read, such as {shorter[0].Group.Name} of {shorter[0].Steps}",
                ],
            options.AreRecordingsKept ? [.. recordings.Where(recording => recording.Steps >= length)] : null
        );
    }
}
