using System.Collections.Immutable;
using System.Globalization;
using Striate.Model.Graph;

namespace Striate.DataSets.Reading;

/// <summary>A person's own data as they were read: no split yet, no integers of a network.</summary>
/// <param name="Kind">What the samples are.</param>
/// <param name="Shape">Height, width, channels of a sample.</param>
/// <param name="Labels">Name of each class.</param>
/// <param name="Channels">Name of each channel; empty where the data have none.</param>
/// <param name="Values">Sample after sample, each in height, width, channel order, in the units of the data.</param>
/// <param name="Classes">The class of each sample.</param>
/// <param name="Places">The group of each sample, and its row there.</param>
/// <param name="Groups">What belongs together and is never in two parts: a recording, a person, a file.</param>
/// <param name="Checksum">SHA-256 of the files and of how they were read, lower-case hexadecimal.</param>
public sealed record RawData(
    DataKind Kind,
    Shape Shape,
    ImmutableArray<string> Labels,
    ImmutableArray<string> Channels,
    float[] Values,
    int[] Classes,
    SamplePlace[] Places,
    ImmutableArray<SampleGroup> Groups,
    string Checksum
)
{
    /// <summary>The type of the values where they are a network's input integers already; null: they are fitted to it.</summary>
    public IntegerType? Integers { get; init; }

    /// <summary>How the data were read and are to be split.</summary>
    public DataOptions Options { get; init; } = new();

    /// <summary>How the data were read; a line each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>What was left out; a line each.</summary>
    public ImmutableArray<string> Omissions { get; init; } = [];

    /// <summary>The recordings that windows were cut from, of at least a window each; empty: they were not kept.</summary>
    internal ImmutableArray<RawRecording> Recordings { get; init; } = [];

    /// <summary>
    /// Whether rows are samples of arrays, which are counted from 0 where people meet them; otherwise they are lines of files.
    /// </summary>
    public bool AreRowsSamples { get; init; }

    /// <summary>Where a sample is from, for messages: a file, with the line or sample where one is known.</summary>
    public string PlaceOf(int sample) =>
        (Groups[Places[sample].Group].File, Places[sample].Row, AreRowsSamples) switch
        {
            var (file, row, isSample) when row > 0 => isSample
                ? FormattableString.Invariant($"{file}, sample {row - 1}")
                : FormattableString.Invariant($"{file}, line {row}"),
            var (file, _, _) => file,
        };
}

/// <summary>A whole recording.</summary>
/// <param name="Group">Index of its group.</param>
/// <param name="Name">Where it is from, for messages.</param>
/// <param name="Values">[step, channel], in the units of the data.</param>
/// <param name="Classes">The class of each step; -1: one that no window has.</param>
internal sealed record RawRecording(int Group, string Name, ReadOnlyMemory<float> Values, ImmutableArray<int> Classes);

/// <summary>Where a sample is from.</summary>
/// <param name="Group">Index of its group.</param>
/// <param name="Row">Line of the file where it begins, or number of the sample, from 1; 0: the whole file.</param>
public readonly record struct SamplePlace(int Group, int Row);

/// <summary>Samples that belong together.</summary>
/// <param name="Source">Its name, or what comes before its number: rows of a table are many, and a text for each would take more memory
/// than their values.</param>
/// <param name="File">The file that it comes from, as messages name it.</param>
/// <param name="Part">What the data say that it is for.</param>
/// <param name="Number">Its number; negative: it has none.</param>
public readonly record struct SampleGroup(string Source, string File, DataPart Part, int Number = -1)
{
    /// <summary>Unique among the groups.</summary>
    public string Name => Number < 0 ? Source : string.Create(CultureInfo.InvariantCulture, $"{Source} {Number}");
}
