using System.Collections.Immutable;
using Striate.DataSets.Reading;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.DataSets;

/// <summary>A data set with its fixed split. Test samples are used for the final figures and for nothing before.</summary>
/// <param name="Name">Name for options and reports.</param>
/// <param name="Checksum">SHA-256 of the source files, lower-case hexadecimal.</param>
/// <param name="Input">The network's input: shape, range and scale of the integers.</param>
/// <param name="Labels">Name of each class.</param>
/// <param name="Training">What is learned from; model selection happens here too.</param>
/// <param name="Test">Held out.</param>
public sealed record DataSet(string Name, string Checksum, FeatureMap Input, ImmutableArray<string> Labels, Samples Training, Samples Test)
{
    /// <summary>What of the source was left out; a line each.</summary>
    public ImmutableArray<string> Omissions { get; init; } = [];

    /// <summary>What the samples are; null: published data.</summary>
    public DataKind? Kind { get; init; }

    /// <summary>Samples to compare trainings by, neither learned from nor tested; null: there are none.</summary>
    public Samples? Validation { get; init; }

    /// <summary>
    /// Whole recordings that belong to the tests, of at least a window each; empty where none were asked for, or the data have none.
    /// </summary>
    public ImmutableArray<SignalRecording> Recordings { get; init; } = [];

    /// <summary>How a person's own data were read and split; a line each, empty for published data.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>How training and test samples were told apart; null: as published.</summary>
    public string? Split { get; init; }

    /// <summary>How readings became the input's integers; null: they were integers of the input already.</summary>
    public InputContract? Contract { get; init; }

    /// <summary>How a person's own data were read and split; null: as published.</summary>
    public DataOptions? Reading { get; init; }

    /// <summary>The same samples with the numbers that a network has for their classes.</summary>
    /// <param name="labels">The network's labels; empty: it has none, and the numbers stay.</param>
    /// <exception cref="StriateException">A class is not one of the network's.</exception>
    public DataSet WithLabels(ImmutableArray<string> labels)
    {
        if (labels.IsEmpty || labels.SequenceEqual(Labels))
        {
            return this;
        }

        int[] numbers = [.. Labels.Select(label => labels.IndexOf(label))];
        SignalRecording RenumberedSteps(SignalRecording recording) =>
            recording with
            {
                Classes = [.. recording.Classes.Select(number => number < 0 ? number : numbers[number])],
            };
        Samples Renumbered(Samples samples) => samples with { Classes = Array.ConvertAll(samples.Classes, number => numbers[number]) };
        return Array.IndexOf(numbers, -1) is >= 0 and var unknown
            ? throw new StriateException(
                ErrorKind.BadFile,
                $"class '{Labels[unknown]}' is not one of the network's, which are {string.Join(", ", labels.Select(label => $"'{label}'"))}; rename it or leave it out"
            )
            : this with
            {
                Labels = labels,
                Training = Renumbered(Training),
                Test = Renumbered(Test),
                Validation = Validation is null ? null : Renumbered(Validation),
                Recordings = [.. Recordings.Select(RenumberedSteps)],
            };
    }

    /// <summary>
    /// Percent of the test samples that have the most frequent class of the training samples: what knowing nothing else reaches.
    /// </summary>
    public double Baseline
    {
        get
        {
            var most = Training
                .Classes.GroupBy(number => number)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key)
                .First()
                .Key;
            return 100.0 * Test.Classes.Count(number => number == most) / Test.Count;
        }
    }
}
