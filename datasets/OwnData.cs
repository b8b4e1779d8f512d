using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Striate.DataSets.Preparation;
using Striate.DataSets.Reading;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.DataSets;

/// <summary>
/// A person's own data, from a folder or a file: read by what is there, split, and turned into a network's input integers.
/// </summary>
public static class OwnData
{
    /// <summary>The name that such data have in reports.</summary>
    public const string Name = "own";

    private static readonly ImmutableArray<(
        string What,
        IReadOnlyCollection<string> Extensions,
        string[] Options,
        Func<string, DataOptions, RawData> Read
    )> s_readers =
    [
        ("tables", TableReader.Extensions, ["window", "hop", "rate", "label", "group", "input-transform"], TableReader.Read),
        ("NumPy arrays", NumpyReader.Extensions, ["rate", "input-transform"], NumpyReader.Read),
        ("images", ImageDecoder.Extensions, ["size", "grey", "fit"], ImageReader.Read),
        ("sounds", SoundReader.Extensions, ["window", "hop", "rate", "input-transform"], SoundReader.Read),
    ];

    /// <summary>Whether there are files that can be read.</summary>
    public static bool IsIn(string path) => Found(path).Any();

    /// <summary>Reads the files.</summary>
    /// <param name="path">A folder, or one file.</param>
    /// <param name="options">How; what they leave open, a <c>data.toml</c> in the folder may say.</param>
    /// <param name="network">What a network that is to read the samples demands; null: nothing.</param>
    /// <param name="training">How the data of its training were read: for what is open still; null: unknown.</param>
    /// <exception cref="StriateException">A file is missing or has another form than it should.</exception>
    public static RawData Read(string path, DataOptions options, DataOptions? network = null, DataOptions? training = null)
    {
        var found = Found(path).GroupBy(file => file.Reader).Select(files => files.First()).Take(2).ToArray();
        var every = string.Join(", ", s_readers.Select(reader => $"{reader.What} ({string.Join(", ", reader.Extensions)})"));
        return found switch
        {
            [] => throw new StriateException(
                ErrorKind.BadFile,
                File.Exists(path) || Directory.Exists(path)
                    ? $"{path} holds no data that can be read: {every}, in folders train/CLASS and test/CLASS, or CLASS"
                    : $"{path} is missing; check the path"
            ),
            [var (first, file), var (second, other)] => throw new StriateException(
                ErrorKind.BadFile,
                $"{path} holds {s_readers[first].What} ('{ClassNames.Printable(Path.GetFileName(file))}') and {s_readers[second].What} ('{ClassNames.Printable(Path.GetFileName(other))}'); keep one kind"
            ),
            [var (reader, _), ..] => Read(reader, path, options, network ?? new DataOptions(), training ?? new DataOptions()),
        };
    }

    private static RawData Read(int reader, string path, DataOptions options, DataOptions network, DataOptions training)
    {
        var (what, _, effective, read) = s_readers[reader];
        var file = DataToml.Read(path);
        var data = read(path, options.Or(network).Or(file).Or(training.AsUsual()));
        OptionEffects.Require(options, null, data, what, effective);
        OptionEffects.Require(file, Path.Combine(path, DataToml.FileName), data, what, effective);
        return data;
    }

    /// <summary>Splits data and turns them into integers.</summary>
    /// <param name="data">The data.</param>
    /// <param name="contract">How readings become integers; null: it is fitted on the samples to learn from.</param>
    /// <exception cref="StriateException">There is nothing to learn or nothing to test, or they are not what the contract tells
    /// of.</exception>
    public static DataSet Prepare(RawData data, InputContract? contract = null) => Prepare(data, DataSplit.Of(data), contract);

    /// <summary>Numbers of the samples that a training learns from: not those that it tests or compares by.</summary>
    public static int[] Learned(RawData data) => DataSplit.Learned(data);

    /// <summary>
    /// What the readings of data are: kind, channels and their steps, rate, units, and how they would become integers of a network of their
    /// own.
    /// </summary>
    public static InputContract ReadingsOf(RawData data) => RangeFit.Of(data, Learned(data));

    /// <summary>Turns data that are split into integers.</summary>
    /// <exception cref="StriateException">They are not what the contract tells of.</exception>
    internal static DataSet Prepare(RawData data, DataSplit split, InputContract? contract = null)
    {
        if (contract is not null)
        {
            ContractFit.Require(contract, data);
        }

        contract ??= data.Integers is null ? RangeFit.Of(data, split.Training) : null;
        var how =
            $"{data.Checksum}\n{data.Kind} {data.Shape}\n{data.Options.Label}\n{data.Options.Group}\n{split.How}{(contract is { Channels: [{ IsMuLaw: true }, ..] } ? "\n" + MuLaw.Name : "")}";
        return new DataSet(
            Name,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(how))),
            Input(data, contract),
            data.Labels,
            Integers(data, split.Training, contract),
            Integers(data, split.Test, contract)
        )
        {
            Kind = data.Kind,
            Validation = split.Validation.Length == 0 ? null : Integers(data, split.Validation, contract),
            Omissions = data.Omissions,
            Notes = [.. data.Notes, split.How, "classes: " + string.Join(", ", data.Labels)],
            Split = split.How,
            Contract = contract,
            Reading = data.Options,
            Recordings =
            [
                .. data
                    .Recordings.Where(recording => split.Parts[recording.Group] == DataPart.Test)
                    .Select(recording => new SignalRecording(recording.Name, Integers(recording.Values.Span, contract), recording.Classes)),
            ],
        };
    }

    /// <summary>
    /// Cuts data into parts of whole groups, and gives a data set for each in which that part is tested and the others are learned. The
    /// parts are chosen at once, a data set is made when it is asked for: each takes as much memory as all samples.
    /// </summary>
    /// <param name="data">The data; what they say is for the test stays out.</param>
    /// <param name="count">Parts, at least 2.</param>
    /// <exception cref="StriateException">There are fewer groups than parts.</exception>
    public static IEnumerable<DataSet> Folds(RawData data, int count)
    {
        var folds = new FoldSplit(data, count);
        return folds.Splits.Select(
            (split, number) => Prepare(data, split) with { Notes = number == 0 && folds.Note is { } note ? [note, split.How] : [split.How] }
        );
    }

    private static FeatureMap Input(RawData data, InputContract? contract) =>
        contract is not null || data.Integers is not { } type ? new FeatureMap(data.Shape, IntegerType.Int8, 1.0 / 64)
        : type.Signed ? new FeatureMap(data.Shape, type, 1.0 / 128)
        : new FeatureMap(data.Shape, type, 1.0 / 255);

    private static IEnumerable<(int Reader, string File)> Found(string path)
    {
        // Folders of parts, folders of classes, files.
        const int Depth = 2;
        var files =
            File.Exists(path) ? [path]
            : Directory.Exists(path)
                ? Directory.EnumerateFiles(
                    path,
                    "*",
                    new EnumerationOptions
                    {
                        RecurseSubdirectories = true,
                        MaxRecursionDepth = Depth,
                        AttributesToSkip = FileAttributes.Hidden,
                    }
                )
            : [];
        return files.Select(file => (Reader: ReaderOf(file), File: file)).Where(file => file.Reader >= 0);
    }

    private static int ReaderOf(string file)
    {
        var extension = Path.GetExtension(file).ToLowerInvariant();
        return s_readers.FindIndex(reader => reader.Extensions.Contains(extension));
    }

    private static int FindIndex<T>(this ImmutableArray<T> items, Predicate<T> isMeant) =>
        Array.FindIndex(ImmutableCollectionsMarshal.AsArray(items)!, isMeant);

    private static Samples Integers(RawData data, int[] chosen, InputContract? contract)
    {
        var length = data.Shape.Length;
        var values = new byte[chosen.Length * length];
        for (var sample = 0; sample < chosen.Length; sample++)
        {
            Integers(data.Values.AsSpan(chosen[sample] * length, length), contract, values.AsSpan(sample * length, length));
        }

        return new Samples(values, Array.ConvertAll(chosen, sample => data.Classes[sample]));
    }

    private static byte[] Integers(ReadOnlySpan<float> from, InputContract? contract)
    {
        var values = new byte[from.Length];
        Integers(from, contract, values);
        return values;
    }

    private static void Integers(ReadOnlySpan<float> from, InputContract? contract, Span<byte> to)
    {
        for (var place = 0; place < from.Length; place++)
        {
            var channel = contract?.Channels[place % contract.Channels.Length];
            to[place] = unchecked((byte)(channel is null ? (int)from[place] : channel.Apply(channel.ReadingOf(from[place]))));
        }
    }
}
