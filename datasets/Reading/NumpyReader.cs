using System.Security.Cryptography;
using System.Text;
using Striate.DataSets.Numpy;
using Striate.Model.Graph;

namespace Striate.DataSets.Reading;

/// <summary>
/// NumPy arrays: files <c>x.npy</c> and <c>y.npy</c>, or <c>train-x.npy</c>, <c>train-y.npy</c>, <c>test-x.npy</c> and <c>test-y.npy</c>,
/// or one
/// <c>.npz</c> with arrays of such names. [n, features], [n, steps, channels] or [n, rows, columns, channels]; classes as whole numbers or
/// texts;
/// <c>groups</c> says what belongs together.
/// </summary>
internal static class NumpyReader
{
    private const int MaximumArrays = 64;
    private const string Extension = ".npz";

    private static readonly Dictionary<string, Role> s_roles = new(StringComparer.Ordinal)
    {
        ["x"] = Role.Values,
        ["data"] = Role.Values,
        ["samples"] = Role.Values,
        ["windows"] = Role.Values,
        ["images"] = Role.Values,
        ["features"] = Role.Values,
        ["y"] = Role.Classes,
        ["label"] = Role.Classes,
        ["labels"] = Role.Classes,
        ["target"] = Role.Classes,
        ["targets"] = Role.Classes,
        ["classes"] = Role.Classes,
        ["group"] = Role.Groups,
        ["groups"] = Role.Groups,
    };

    private enum Role
    {
        Values,
        Classes,
        Groups,
    }

    /// <summary>How such files end.</summary>
    public static IReadOnlyCollection<string> Extensions { get; } = [".npy", Extension];

    /// <summary>Reads the arrays.</summary>
    /// <exception cref="StriateException">One is missing or wrong, or they do not fit together.</exception>
    public static RawData Read(string path, DataOptions options)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (arrays, omissions) = (new Dictionary<(DataPart, Role), Found>(), new List<string>());
        foreach (var (name, place, content) in Arrays(path))
        {
            if (Meaning(name) is not { } meaning)
            {
                omissions.Add($"{place} is not read; arrays are called x, y and groups, with train, test or validation");
                continue;
            }

            sum.AppendData(Encoding.UTF8.GetBytes(name + '\n'));
            sum.AppendData(content);
            using var stream = new MemoryStream(content, writable: false);
            if (!arrays.TryAdd(meaning, new Found(place, NumpyArray.Read(stream, place))))
            {
                throw new StriateException(ErrorKind.BadFile, $"{place} and {arrays[meaning].Place} mean the same; remove one");
            }
        }

        DataPart[] parts = [.. arrays.Keys.Where(key => key.Item2 == Role.Values).Select(key => key.Item1).Order()];
        if (parts.Length == 0)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path} has no array of values; arrays are called x and y, or train-x, train-y, test-x and test-y"
            );
        }

        return Joined(
            path,
            [.. parts.Select(part => Part(path, arrays, part))],
            new SourceOfSamples(path, [], new ClassTable(path), sum, [], omissions),
            options
        );
    }

    private static RawData Joined(string path, PartOfArrays[] parts, SourceOfSamples source, DataOptions options)
    {
        var first = parts[0].Values;
        foreach (var values in parts.Select(part => part.Values))
        {
            if (!values.Content.Shape.Skip(1).SequenceEqual(first.Content.Shape.Skip(1)) || values.Content.Type != first.Content.Type)
            {
                throw new StriateException(
                    ErrorKind.BadFile,
                    $"{values.Place} holds {values}, {first.Place} {first}; save both with the same type and extents"
                );
            }
        }

        var (kind, shape) = ShapeOf(first);
        var total = parts.Sum(part => (long)part.Values.Content.Count);
        DataLimits.Require(total, path);
        var (builder, joined, next) = (new SampleBuilder(source, parts.Sum(part => part.Values.Content.Shape[0])), new float[total], 0);
        foreach (var part in parts)
        {
            Fill(joined.AsSpan(next, part.Values.Content.Count), part.Values, shape.Length);
            next += part.Values.Content.Count;
            var alone = $"{part.Values.Place} sample";
            for (var sample = 0; sample < part.Values.Content.Shape[0]; sample++)
            {
                var number = source.Classes.NumberOf(NameOf(part.Classes, sample));
                if (part.Groups is { } groups)
                {
                    builder.Add(number, new SampleGroup(NameOf(groups, sample), part.Values.Place, part.Part), sample + 1);
                }
                else
                {
                    builder.AddAlone(number, new SampleGroup(alone, part.Values.Place, part.Part, sample), sample + 1);
                }
            }
        }

        return builder.Build(
            kind,
            shape,
            joined,
            FormattableString.Invariant($"{builder.Count} samples of {shape} from NumPy arrays of {first.Content.TypeName}"),
            options,
            []
        ) with
        {
            AreRowsSamples = true,
            Integers = first.Content.Type switch
            {
                "|i1" => IntegerType.Int8,
                "|u1" => IntegerType.UInt8,
                _ => null,
            },
        };
    }

    private static void Fill(Span<float> target, Found values, int length)
    {
        for (var index = 0; index < target.Length; index++)
        {
            var value = values.Content.Real(index);
            target[index] =
                Math.Abs(value) <= DataLimits.Magnitude
                    ? (float)value
                    : throw new StriateException(
                        ErrorKind.BadFile,
                        FormattableString.Invariant(
                            $"{values.Place}, sample {index / length}: {value} is not a number that can be learned from; fix or remove the sample"
                        )
                    );
        }
    }

    private static (DataKind Kind, Shape Shape) ShapeOf(Found values) =>
        values.Content.Shape switch
        {
            [_, >= 1 and var features] => (DataKind.Features, new Shape(1, 1, features)),
            [_, >= 1 and var steps, >= 1 and var channels] => (DataKind.Signal, new Shape(1, steps, channels)),
            [_, >= 1 and var rows, >= 1 and var columns, >= 1 and var channels] => (DataKind.Image, new Shape(rows, columns, channels)),
            _ => throw new StriateException(
                ErrorKind.BadFile,
                $"{values.Place} holds {values}; [n, features], [n, steps, channels] or [n, rows, columns, channels] are needed"
            ),
        };

    private static PartOfArrays Part(string path, Dictionary<(DataPart, Role), Found> arrays, DataPart part)
    {
        var values = arrays[(part, Role.Values)];
        var classes =
            arrays.GetValueOrDefault((part, Role.Classes))
            ?? throw new StriateException(
                ErrorKind.BadFile,
                $"{path} has no array of the classes of {values.Place}; save one class for each sample as y, beside x"
            );
        var groups = arrays.GetValueOrDefault((part, Role.Groups));
        if (values.Content.IsText)
        {
            throw new StriateException(ErrorKind.BadFile, $"{values.Place} holds texts; the values of samples are numbers");
        }

        foreach (
            var other in new[] { classes, groups }
                .OfType<Found>()
                .Where(other => other.Content.Shape is not [var length] || length != values.Content.Shape[0])
        )
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{other.Place} holds {other}, {values.Place} {values}; one for each sample is needed"
            );
        }

        return new PartOfArrays(part, values, classes, groups);
    }

    private static string NameOf(Found array, int sample) =>
        array.Content.Name(sample) is { } name
            ? array.Content.IsText
                ? ClassNames.Require(name, FormattableString.Invariant($"{array.Place}, sample {sample}"))
                : name
            : throw new StriateException(
                ErrorKind.BadFile,
                FormattableString.Invariant(
                    $"{array.Place}, sample {sample}: {array.Content.Real(sample)} is not a class; whole numbers or texts are needed"
                )
            );

    // "X_train" and "train-x" are the same.
    private static (DataPart, Role)? Meaning(string name)
    {
        var words = name.ToLowerInvariant().Split(['-', '_', ' ', '.'], StringSplitOptions.RemoveEmptyEntries);
        var (roles, parts) = (
            words.Where(s_roles.ContainsKey).ToArray(),
            words.Select(DataParts.Named).Where(part => part != DataPart.Undecided).ToArray()
        );
        return roles.Length == 1 && parts.Length <= 1 && roles.Length + parts.Length == words.Length
            ? (parts.Length == 0 ? DataPart.Undecided : parts[0], s_roles[roles[0]])
            : null;
    }

    private static IEnumerable<(string Name, string Place, byte[] Content)> Arrays(string path)
    {
        string[] files = File.Exists(path)
            ? [path]
            :
            [
                .. Directory
                    .GetFiles(path)
                    .Where(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
                    .Order(StringComparer.Ordinal),
            ];
        var archive = files.FirstOrDefault(file => file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase));
        return archive is null
                ? files.Take(MaximumArrays + 1).Select(file => (Path.GetFileNameWithoutExtension(file), file, DataLimits.ReadFile(file)))
            : files.Length == 1 ? ArrayArchive.Read(archive, MaximumArrays)
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: '{ClassNames.Printable(Path.GetFileName(archive))}' is beside '{ClassNames.Printable(Path.GetFileName(files.First(file => file != archive)))}'; keep one archive, or arrays alone"
            );
    }

    /// <summary>An array and where it is.</summary>
    private sealed record Found(string Place, NumpyArray Content)
    {
        /// <inheritdoc/>
        public override string ToString() => Content.ToString();
    }

    private sealed record PartOfArrays(DataPart Part, Found Values, Found Classes, Found? Groups);
}
