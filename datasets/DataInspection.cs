using System.Collections.Immutable;
using Striate.DataSets.Preparation;
using Striate.DataSets.Reading;

namespace Striate.DataSets;

/// <summary>Samples of a class in each part.</summary>
public sealed record ClassFigures(string Name, int Training, int Validation, int Test);

/// <summary>
/// The values of a channel over all samples, in the units of the data; those of published data are the network's integers.
/// </summary>
/// <param name="Name">Its name; its number from 1 where it has none.</param>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest.</param>
/// <param name="Mean">Of all of them.</param>
public sealed record ChannelFigures(string Name, double Minimum, double Maximum, double Mean);

/// <summary>What a person looks at before a training.</summary>
/// <param name="Classes">In the order in which the network has them.</param>
/// <param name="Channels">In their order.</param>
/// <param name="Repeated">Test samples that are training samples, too, value for value.</param>
/// <param name="Contradictory">Samples whose values are those of a sample of another class.</param>
/// <param name="Faults">What is wrong or doubtful; a line each, with file and row where there is one.</param>
public sealed record DataInspection(
    ImmutableArray<ClassFigures> Classes,
    ImmutableArray<ChannelFigures> Channels,
    int Repeated,
    int Contradictory,
    ImmutableArray<string> Faults
)
{
    // Lines for faults of one kind.
    private const int Shown = 5;

    /// <summary>Reads a person's own data and inspects them.</summary>
    /// <param name="path">A folder, or one file.</param>
    /// <param name="options">How they are read.</param>
    /// <exception cref="StriateException">A file is missing or wrong, or there is nothing to learn or nothing to test.</exception>
    public static (DataSet Data, DataInspection Inspection) Read(string path, DataOptions options)
    {
        var raw = OwnData.Read(path, options);
        var split = DataSplit.Of(raw);
        var data = OwnData.Prepare(raw, split);
        return (data, Of(raw, split, data));
    }

    private static DataInspection Of(RawData raw, DataSplit split, DataSet data)
    {
        var same = SameSamples.Of(raw, split, data);
        var (repeated, contradictory) = (same.Repeated, same.Contradictory);
        var channels = Enumerable.Range(0, raw.Shape.Channels).Select(channel => Channel(raw, channel)).ToImmutableArray();
        return new DataInspection(
            ClassesOf(data),
            channels,
            repeated.Count,
            contradictory.Count,
            [
                .. DataWarnings.Of(data, same.SameIntegers),
                .. channels
                    .Where(channel => channel.Minimum == channel.Maximum)
                    .Select(channel =>
                        FormattableString.Invariant($"channel '{channel.Name}' is always {channel.Minimum}: it carries nothing; remove it")
                    ),
                .. Lines(repeated, "is tested and has the values of", "which is learned"),
                .. Lines(contradictory, "has another class than", "whose values are the same"),
            ]
        );

        IEnumerable<string> Lines(IReadOnlyList<(int Sample, int Other)> pairs, string what, string which) =>
            [
                .. pairs.Take(Shown).Select(pair => $"{raw.PlaceOf(pair.Sample)} {what} {raw.PlaceOf(pair.Other)}, {which}"),
                .. pairs.Count > Shown ? new[] { FormattableString.Invariant($"{pairs.Count - Shown} more samples are like these") } : [],
            ];
    }

    /// <summary>Inspects published data.</summary>
    public static DataInspection Of(DataSet data)
    {
        var repeated = DataWarnings.RepeatedIn(data);
        return new DataInspection(ClassesOf(data), ChannelsOf(data), repeated, 0, DataWarnings.Of(data, repeated));
    }

    private static ImmutableArray<ChannelFigures> ChannelsOf(DataSet data)
    {
        var (signed, channels, count) = (data.Input.Type.Signed, data.Input.Shape.Channels, 0L);
        var (least, greatest, sums) = (new int[channels], new int[channels], new long[channels]);
        Array.Fill(least, int.MaxValue);
        Array.Fill(greatest, int.MinValue);
        foreach (var samples in new[] { data.Training, data.Test })
        {
            for (var place = 0; place < samples.Values.Length; place++)
            {
                var (channel, value) = (place % channels, signed ? (sbyte)samples.Values[place] : (int)samples.Values[place]);
                (least[channel], greatest[channel]) = (Math.Min(least[channel], value), Math.Max(greatest[channel], value));
                sums[channel] += value;
            }

            count += samples.Values.Length / channels;
        }

        return
        [
            .. Enumerable
                .Range(0, channels)
                .Select(channel => new ChannelFigures(
                    NameOf("", channel),
                    least[channel],
                    greatest[channel],
                    (double)sums[channel] / count
                )),
        ];
    }

    private static ImmutableArray<ClassFigures> ClassesOf(DataSet data)
    {
        int[] Counts(Samples? samples)
        {
            var counts = new int[data.Labels.Length];
            foreach (var number in samples?.Classes ?? [])
            {
                counts[number]++;
            }

            return counts;
        }

        var (training, validation, test) = (Counts(data.Training), Counts(data.Validation), Counts(data.Test));
        return [.. data.Labels.Select((name, number) => new ClassFigures(name, training[number], validation[number], test[number]))];
    }

    private static ChannelFigures Channel(RawData raw, int channel)
    {
        var (minimum, maximum, sum, count) = (float.MaxValue, float.MinValue, 0.0, 0L);
        for (var place = channel; place < raw.Values.Length; place += raw.Shape.Channels, count++)
        {
            var value = raw.Values[place];
            (minimum, maximum, sum) = (Math.Min(minimum, value), Math.Max(maximum, value), sum + value);
        }

        return new ChannelFigures(NameOf(raw.Channels.IsEmpty ? "" : raw.Channels[channel], channel), minimum, maximum, sum / count);
    }

    private static string NameOf(string name, int channel) =>
        name.Length > 0 ? ClassNames.Printable(name) : FormattableString.Invariant($"{channel + 1}");
}
