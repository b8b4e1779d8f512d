using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Striate.DataSets.Numpy;
using Striate.Model.Graph;

namespace Striate.DataSets.Reading;

/// <summary>
/// NumPy arrays: files <c>x.npy</c> and <c>y.npy</c>, or <c>train-x.npy</c>, <c>train-y.npy</c>, <c>test-x.npy</c> and <c>test-y.npy</c>, or one
/// <c>.npz</c> with arrays of such names. [n, features], [n, steps, channels] or [n, rows, columns, channels]; classes as whole numbers or texts;
/// <c>groups</c> says what belongs together.
/// </summary>
internal static class NumpyReader
{
    private const int MaximumArrays = 64;

    private static readonly Dictionary<string, DataPart> s_parts = new(StringComparer.Ordinal)
    {
        ["train"] = DataPart.Training, ["training"] = DataPart.Training, ["test"] = DataPart.Test,
        ["validation"] = DataPart.Validation, ["val"] = DataPart.Validation, ["valid"] = DataPart.Validation,
    };

    private static readonly Dictionary<string, Role> s_roles = new(StringComparer.Ordinal)
    {
        ["x"] = Role.Values, ["data"] = Role.Values, ["samples"] = Role.Values, ["windows"] = Role.Values, ["images"] = Role.Values, ["features"] = Role.Values,
        ["y"] = Role.Classes, ["label"] = Role.Classes, ["labels"] = Role.Classes, ["target"] = Role.Classes, ["targets"] = Role.Classes, ["classes"] = Role.Classes,
        ["group"] = Role.Groups, ["groups"] = Role.Groups,
    };

    private enum Role
    {
        Values,
        Classes,
        Groups,
    }

    /// <summary>How such files end.</summary>
    public static IReadOnlyCollection<string> Extensions { get; } = [".npy", ".npz"];

    /// <summary>Reads the arrays.</summary>
    /// <exception cref="InvalidDataException">One is missing or wrong, or they do not fit together.</exception>
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
            if (!arrays.TryAdd(meaning, new Found(place, NumpyContent.Read(content, place))))
            {
                throw new InvalidDataException($"{place} and {arrays[meaning].Place} mean the same; remove one");
            }
        }

        DataPart[] parts = [.. arrays.Keys.Where(key => key.Item2 == Role.Values).Select(key => key.Item1).Order()];
        if (parts.Length == 0)
        {
            throw new InvalidDataException($"{path} has no array of values; arrays are called x and y, or train-x, train-y, test-x and test-y");
        }

        return Joined(path, [.. parts.Select(part => Part(path, arrays, part))], new SourceOfSamples(path, [], sum, [], omissions), options);
    }

    private static RawData Joined(string path, PartOfArrays[] parts, SourceOfSamples source, DataOptions options)
    {
        var first = parts[0].Values;
        var builder = new SampleBuilder(source);
        foreach (var part in parts)
        {
            var (values, classes) = (part.Values, part.Classes);
            if (!values.Content.Shape.Skip(1).SequenceEqual(first.Content.Shape.Skip(1)) || values.Content.Type != first.Content.Type)
            {
                throw new InvalidDataException($"{values.Place} holds {values}, {first.Place} {first}; save both with the same type and extents");
            }

            for (var sample = 0; sample < values.Content.Shape[0]; sample++)
            {
                var name = ClassOf(classes, sample);
                var group = part.Groups is { } groups ? ClassOf(groups, sample) : FormattableString.Invariant($"{values.Place} sample {sample}");
                builder.Add(name, group, FormattableString.Invariant($"{values.Place}, sample {sample}"), 0, part.Part);
            }
        }

        DataLimits.Require(parts.Sum(part => (long)part.Values.Content.Numbers!.Length), path);
        float[] joined = [.. parts.SelectMany(part => part.Values.Content.Numbers!)];
        var (kind, shape) = ShapeOf(first);
        return builder.Build(kind, shape, joined, FormattableString.Invariant($"{builder.Count} samples of {shape} from NumPy arrays of {NumpyFile.NameOf(first.Content.Type)}"), options, []) with
        {
            Integers = first.Content.Type switch { "|i1" => IntegerType.Int8, "|u1" => IntegerType.UInt8, _ => null },
        };
    }

    private static (DataKind Kind, Shape Shape) ShapeOf(Found values) => values.Content.Shape switch
    {
        [_, >= 1 and var features] => (DataKind.Features, new Shape(1, 1, features)),
        [_, >= 1 and var steps, >= 1 and var channels] => (DataKind.Signal, new Shape(1, steps, channels)),
        [_, >= 1 and var rows, >= 1 and var columns, >= 1 and var channels] => (DataKind.Image, new Shape(rows, columns, channels)),
        _ => throw new InvalidDataException($"{values.Place} holds {values}; [n, features], [n, steps, channels] or [n, rows, columns, channels] are needed"),
    };

    private static PartOfArrays Part(string path, Dictionary<(DataPart, Role), Found> arrays, DataPart part)
    {
        var values = arrays[(part, Role.Values)];
        var classes = arrays.GetValueOrDefault((part, Role.Classes)) ?? throw new InvalidDataException(
            $"{path} has no array of the classes of {values.Place}; save one class for each sample as y, beside x");
        var groups = arrays.GetValueOrDefault((part, Role.Groups));
        if (values.Content.Numbers is null)
        {
            throw new InvalidDataException($"{values.Place} holds texts; the values of samples are numbers");
        }

        foreach (var other in new[] { classes, groups }.OfType<Found>().Where(other => other.Content.Shape is not [var length] || length != values.Content.Shape[0]))
        {
            throw new InvalidDataException($"{other.Place} holds {other}, {values.Place} {values}; one for each sample is needed");
        }

        var wrong = Array.FindIndex(values.Content.Numbers, value => !(MathF.Abs(value) <= (float)DataLimits.Magnitude));
        return wrong < 0
            ? new PartOfArrays(part, values, classes, groups)
            : throw new InvalidDataException(FormattableString.Invariant(
                $"{values.Place}, sample {wrong / Math.Max(1, values.Content.Count / values.Content.Shape[0])}: {values.Content.Numbers[wrong]} is no number that can be learned from; mend or remove the sample"));
    }

    private static string ClassOf(Found array, int sample)
    {
        if (array.Content.Texts is { } texts)
        {
            return ClassNames.Require(texts[sample], FormattableString.Invariant($"{array.Place}, sample {sample}"));
        }

        var number = array.Content.Numbers![sample];
        return number == MathF.Truncate(number) && MathF.Abs(number) <= 1 << 24
            ? number.ToString("F0", System.Globalization.CultureInfo.InvariantCulture)
            : throw new InvalidDataException(FormattableString.Invariant($"{array.Place}, sample {sample}: {number} is no class; whole numbers or texts are needed"));
    }

    // "X_train" and "train-x" are the same.
    private static (DataPart, Role)? Meaning(string name)
    {
        var words = name.ToLowerInvariant().Split(['-', '_', ' ', '.'], StringSplitOptions.RemoveEmptyEntries);
        var (roles, parts) = (words.Where(s_roles.ContainsKey).ToArray(), words.Where(s_parts.ContainsKey).ToArray());
        return roles.Length == 1 && parts.Length <= 1 && roles.Length + parts.Length == words.Length
            ? (parts.Length == 0 ? DataPart.Undecided : s_parts[parts[0]], s_roles[roles[0]]) : null;
    }

    private static IEnumerable<(string Name, string Place, byte[] Content)> Arrays(string path)
    {
        string[] files = File.Exists(path) ? [path]
            : [.. Directory.GetFiles(path).Where(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal)];
        if (files is not [{ } only] || !only.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            return files.Where(file => !file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)).Take(MaximumArrays + 1)
                .Select(file => (Path.GetFileNameWithoutExtension(file), file, DataLimits.ReadFile(file)));
        }

        return Archived(only);
    }

    private static List<(string Name, string Place, byte[] Content)> Archived(string path)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(DataLimits.ReadFile(path), writable: false), ZipArchiveMode.Read);
            var found = new List<(string, string, byte[])>();
            if (archive.Entries.Count > MaximumArrays || archive.Entries.Sum(entry => Math.Min(entry.Length, DataLimits.FileBytes + 1)) > DataLimits.FileBytes)
            {
                throw new InvalidDataException($"{path}: more than {MaximumArrays} arrays, or more than {DataLimits.FileBytes:N0} bytes of them; save fewer");
            }

            foreach (var entry in archive.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)))
            {
                // As much as the archive tells, and no more.
                var content = new byte[entry.Length];
                using var stream = entry.Open();
                var place = $"{path}, array '{ClassNames.Printable(entry.FullName[..^4])}'";
                found.Add(stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) == content.Length && stream.ReadByte() < 0
                    ? (entry.FullName[..^4], place, content)
                    : throw new InvalidDataException($"{place}: it does not have the {content.Length:N0} bytes that the archive tells; save it again"));
            }

            return found;
        }
        catch (InvalidDataException problem) when (!problem.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path} is no .npz archive that can be read; save it with numpy.savez", problem);
        }
        catch (Exception problem) when (problem is IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{path} is no .npz archive that can be read; save it with numpy.savez", problem);
        }
    }

    /// <summary>An array and where it is.</summary>
    private sealed record Found(string Place, NumpyContent Content)
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NumpyFile.NameOf(Content.Type)} [{string.Join(", ", Content.Shape)}]";
    }

    private sealed record PartOfArrays(DataPart Part, Found Values, Found Classes, Found? Groups);
}
