using Striate.Model.Graph;

namespace Striate.DataSets.Reading;

/// <summary>Cuts recordings into windows of equal length.</summary>
internal static class WindowCutter
{
    /// <summary>Steps of a window unless they are given, or the recordings are shorter.</summary>
    private const int UsualWindow = 128;

    /// <summary>
    /// The windows of all recordings, in order. A window's class is the one that most of its steps have, of equals the one that comes first.
    /// </summary>
    /// <exception cref="InvalidDataException">There are no windows, or too many.</exception>
    public static RawData Cut(IReadOnlyList<Recording> recordings, SourceOfSamples source, DataOptions options, DataKind kind)
    {
        var channels = source.Channels.Count;
        var length = options.Window ?? Math.Min(UsualWindow, recordings.Min(recording => recording.Steps));
        var hop = options.Hop ?? Math.Max(1, length / 2);
        var counts = recordings.Select(recording => recording.Steps < length ? 0 : ((recording.Steps - length) / hop) + 1).ToArray();
        var total = counts.Sum(count => (long)count);
        if (total == 0)
        {
            throw new InvalidDataException(
                $"{source.Path}: no recording has the {length} steps of a window; the longest has {recordings.Max(recording => recording.Steps)}; a smaller --window fits");
        }

        DataLimits.Require(total * length * channels, source.Path);
        var (values, builder, next) = (new float[total * length * channels], new SampleBuilder(source), 0);
        foreach (var (recording, count) in recordings.Zip(counts))
        {
            for (var window = 0; window < count; window++, next++)
            {
                var start = window * hop;
                recording.Values.AsSpan(start * channels, length * channels).CopyTo(values.AsSpan(next * length * channels));
                builder.Add(
                    MostFrequent(recording.Classes.AsSpan(start, length)), recording.Group, recording.File,
                    recording.FirstLine == 0 ? 0 : recording.FirstLine + start, recording.Part);
            }
        }

        Recording[] shorter = [.. recordings.Where(recording => recording.Steps < length)];
        return builder.Build(
            kind, new Shape(1, length, channels), values,
            FormattableString.Invariant($"windows of {length} steps, one every {hop}, {channels} channels, of {recordings.Count} recordings"),
            options,
            shorter.Length == 0 ? [] : [$"{source.Path}: {shorter.Length} recordings are shorter than a window of {length} steps and are not read, such as {shorter[0].Group} of {shorter[0].Steps}"]);
    }

    private static string MostFrequent(ReadOnlySpan<string> classes)
    {
        // Nearly always there is one.
        var first = classes[0];
        if (!classes.ContainsAnyExcept(first))
        {
            return first;
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in classes)
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return counts.MaxBy(pair => pair.Value).Key;
    }
}
