using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Striate.DataSets.Reading;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.DataSets;

/// <summary>
/// A user's own images: <c>train/CLASS/*.png</c> and <c>test/CLASS/*.png</c> (or .jpg, .bmp, .webp), scaled to one extent.
/// Classes and files are taken in ordinal order of their names.
/// </summary>
public static class ImageFolder
{
    private static readonly IReadOnlyCollection<string> s_extensions = ImageDecoder.Extensions;

    /// <summary>Reads all images.</summary>
    /// <param name="folder">Holds the folders <c>train</c> and <c>test</c>.</param>
    /// <param name="shape">Extent to scale to; 1 channel: grey values, 3 channels: red, green, blue.</param>
    /// <exception cref="StriateException">A folder is missing or empty, its name is not a label, classes differ, or a file is no
    /// image.</exception>
    public static DataSet Load(string folder, Shape shape)
    {
        if (shape is not { Height: >= 1 and <= 512, Width: >= 1 and <= 512, Channels: 1 or 3 })
        {
            throw new StriateException(ErrorKind.Usage, $"images of {shape}: sides must be 1..512, channels 1 or 3");
        }

        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] parts = [Path.Combine(folder, "train"), Path.Combine(folder, "test")];
        var labels = Classes(parts[0]);
        RequireSame(folder, labels, Classes(parts[1]));
        var training = Read(parts[0], labels, shape, sum);
        var test = Read(parts[1], labels, shape, sum);
        return new DataSet(
            "images",
            Convert.ToHexStringLower(sum.GetHashAndReset()),
            new FeatureMap(shape, IntegerType.UInt8, 1.0 / 255),
            labels,
            training,
            test
        )
        {
            Omissions = [.. parts.SelectMany(part => Omissions(part, labels))],
        };
    }

    private static ImmutableArray<string> Classes(string folder)
    {
        ImmutableArray<string> classes = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
            : [];
        if (classes.FirstOrDefault(name => !Names.IsLabel(name)) is { } refused)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{Path.Combine(folder, ClassNames.Printable(refused))}: a folder's name is the label of its class, and {Names.LabelRule}; rename it"
            );
        }

        if (classes.FirstOrDefault(name => name.StartsWith('.')) is { } hidden)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{Path.Combine(folder, hidden)}: a folder whose name begins with a dot is not a class; remove it"
            );
        }

        return classes.Length > 1
            ? classes
            : throw new StriateException(ErrorKind.BadFile, $"{folder} must hold at least two folders of images, one for each class");
    }

    private static void RequireSame(string folder, ImmutableArray<string> training, ImmutableArray<string> test)
    {
        static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
        foreach (var (part, other, alone) in new[] { ("train", "test", training.Except(test)), ("test", "train", test.Except(training)) })
        {
            if (alone.Any())
            {
                throw new StriateException(
                    ErrorKind.BadFile,
                    $"{folder}: {part} has {Listed(alone)}, {other} has not; give every class a folder in both, and remove folders that are no class"
                );
            }
        }
    }

    /// <summary>Files and folders that might have been meant and are not read.</summary>
    private static IEnumerable<string> Omissions(string part, ImmutableArray<string> labels)
    {
        static string First(IReadOnlyList<string> paths) => $"such as '{Path.GetFileName(paths[0])}'";
        static string[] Visible(IEnumerable<string> paths) => [.. paths.Where(DataFiles.IsVisible).Order(StringComparer.Ordinal)];

        if (Visible(Directory.GetFiles(part)) is { Length: > 0 } beside)
        {
            yield return $"{part}: {beside.Length} files beside the folders of the classes are not read, {First(beside)}";
        }

        foreach (var folder in labels.Select(label => Path.Combine(part, label)))
        {
            if (Visible(Directory.GetFiles(folder).Where(path => !IsImage(path))) is { Length: > 0 } others)
            {
                yield return $"{folder}: {others.Length} files are not read, {First(others)}; images end in {string.Join(", ", s_extensions)}";
            }

            if (Visible(Directory.GetDirectories(folder)) is { Length: > 0 } nested)
            {
                yield return $"{folder}: {nested.Length} folders in the folder of a class are not read, {First(nested)}";
            }
        }
    }

    private static bool IsImage(string path) => s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static Samples Read(string folder, ImmutableArray<string> labels, Shape shape, IncrementalHash sum)
    {
        var files = labels
            .SelectMany(
                (label, number) =>
                    Directory
                        .GetFiles(Path.Combine(folder, label))
                        .Where(IsImage)
                        .Order(StringComparer.Ordinal)
                        .Select(path => (path, number))
            )
            .ToArray();
        if (labels.Where((_, number) => !files.Any(file => file.number == number)).FirstOrDefault() is { } empty)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{Path.Combine(folder, empty)} holds no image ({string.Join(", ", s_extensions)}); add some, or remove the folder if it is not a class"
            );
        }

        var values = new byte[checked(files.Length * shape.Length)];
        for (var index = 0; index < files.Length; index++)
        {
            var bytes = ImageDecoder.ReadFile(files[index].path);
            sum.AppendData(Encoding.UTF8.GetBytes($"{labels[files[index].number]}/{Path.GetFileName(files[index].path)}\n"));
            sum.AppendData(bytes);
            ImageDecoder.Decode(
                bytes,
                files[index].path,
                new ImageForm(shape.Height, shape.Width, shape.Channels == 1),
                values.AsSpan(index * shape.Length, shape.Length)
            );
        }

        return new Samples(values, Array.ConvertAll(files, file => file.number));
    }
}
