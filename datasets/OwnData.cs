using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Striate.DataSets.Preparation;
using Striate.DataSets.Reading;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.DataSets;

/// <summary>A person's own data, from a folder or a file: read by what is there, split, and turned into a network's input integers.</summary>
public static class OwnData
{
    /// <summary>Percent of each class that is held out where the data do not say what is.</summary>
    private const int HeldOut = 20;

    /// <summary>The name that such data have in reports.</summary>
    public const string Name = "own";

    /// <summary>Whether there are files that can be read.</summary>
    public static bool IsIn(string path) => Reader(path) is not null;

    /// <summary>Reads the files.</summary>
    /// <param name="path">A folder, or one file.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InvalidDataException">A file is missing or has another form than it should.</exception>
    public static RawData Read(string path, DataOptions options) => (Reader(path) ?? throw new InvalidDataException(
        File.Exists(path) || Directory.Exists(path)
            ? $"{path} holds no data that can be read: tables ({string.Join(", ", TableReader.Extensions)}) in folders train/CLASS and test/CLASS or CLASS, or with a column of the class"
            : $"{path} is missing; check the path"))(path, options);

    /// <summary>Splits data and turns them into integers.</summary>
    /// <param name="data">The data.</param>
    /// <param name="contract">How readings become integers; null: it is fitted on the samples to learn from.</param>
    /// <exception cref="InvalidDataException">There is nothing to learn or nothing to test.</exception>
    public static DataSet Prepare(RawData data, InputContract? contract = null)
    {
        var (training, test, how) = Split(data);
        if (contract is not null && contract.Channels.Length != data.Shape.Channels)
        {
            throw new InvalidDataException($"{data.Groups[0].File}: {data.Shape.Channels} channels; the network reads {contract.Channels.Length}");
        }

        contract ??= RangeFit.Of(data, training);
        return new DataSet(
            Name, data.Checksum, new FeatureMap(data.Shape, IntegerType.Int8, 1.0 / 64), data.Labels,
            Integers(data, training, contract), Integers(data, test, contract))
        {
            Omissions = data.Omissions,
            Notes = [.. data.Notes, how, "classes: " + string.Join(", ", data.Labels)],
            Split = how,
            Contract = contract,
        };
    }

    private static Func<string, DataOptions, RawData>? Reader(string path)
    {
        // Folders of parts, folders of classes, files.
        const int Depth = 2;
        var files = File.Exists(path) ? [path]
            : Directory.Exists(path)
                ? Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Depth, AttributesToSkip = FileAttributes.Hidden })
                : [];
        return files.Any(file => TableReader.Extensions.Contains(Path.GetExtension(file).ToLowerInvariant())) ? TableReader.Read : null;
    }

    private static (int[] Training, int[] Test, string How) Split(RawData data)
    {
        int[] groups = [.. Enumerable.Range(0, data.Groups.Length)];
        var isGiven = data.Groups.Any(group => group.Part == DataPart.Test);
        var parts = Array.ConvertAll(groups, group => data.Groups[group].Part);
        if (!isGiven)
        {
            foreach (var group in GroupSplit.Choose(data, [.. groups.Where(group => parts[group] is DataPart.Undecided or DataPart.Training)], HeldOut / 100.0, seed: 1))
            {
                parts[group] = DataPart.Test;
            }
        }

        int[] Of(params DataPart[] wanted) => [.. Enumerable.Range(0, data.Classes.Length).Where(sample => wanted.Contains(parts[data.Places[sample].Group]))];
        var (training, test) = (Of(DataPart.Training, DataPart.Undecided), Of(DataPart.Test));
        var what = data.Kind is DataKind.Signal or DataKind.Sound ? "recordings or groups" : "rows, files or groups";
        return training.Length == 0 || test.Length == 0
            ? throw new InvalidDataException(
                $"{data.Groups[0].File}: nothing is left to {(test.Length == 0 ? "test: no class has two" : "learn: all belongs to the tests; of no class there are")} {what}, "
                + "and one is never both learned and tested; record more, or give folders train and test")
            : (training, test, isGiven
                ? $"split as the data say: {training.Length:N0} samples to learn from, {test.Length:N0} to test"
                : $"split by whole {what}, {HeldOut} % of each class, seed 1: {training.Length:N0} samples to learn from, {test.Length:N0} to test");
    }

    private static Samples Integers(RawData data, int[] chosen, InputContract contract)
    {
        var (length, channels) = (data.Shape.Length, contract.Channels);
        var values = new byte[chosen.Length * length];
        var integers = MemoryMarshal.Cast<byte, sbyte>(values.AsSpan());
        for (var sample = 0; sample < chosen.Length; sample++)
        {
            var from = data.Values.AsSpan(chosen[sample] * length, length);
            for (var place = 0; place < length; place++)
            {
                var channel = channels[place % channels.Length];
                integers[(sample * length) + place] = channel.Apply(channel.ReadingOf(from[place]));
            }
        }

        return new Samples(values, Array.ConvertAll(chosen, sample => data.Classes[sample]));
    }
}
