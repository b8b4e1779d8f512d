using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using SkiaSharp;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.DataSets;

/// <summary>
/// A user's own images: <c>train/CLASS/*.png</c> and <c>test/CLASS/*.png</c> (or .jpg, .bmp, .webp), scaled to one extent.
/// Classes and files are taken in ordinal order of their names.
/// </summary>
public static class ImageFolder
{
    /// <summary>Largest file that is read, in bytes.</summary>
    private const long MaximumFileLength = 64 << 20;

    /// <summary>Largest number of pixels of an image.</summary>
    private const long MaximumPixels = 64 << 20;

    private static readonly string[] s_extensions = [".png", ".jpg", ".jpeg", ".bmp", ".webp"];

    /// <summary>Reads all images.</summary>
    /// <param name="folder">Holds the folders <c>train</c> and <c>test</c>.</param>
    /// <param name="shape">Extent to scale to; 1 channel: grey values, 3 channels: red, green, blue.</param>
    /// <exception cref="InvalidDataException">A folder is missing or empty, its name is no label, classes differ, or a file is no image.</exception>
    public static DataSet Load(string folder, Shape shape)
    {
        if (shape is not { Height: >= 1 and <= 512, Width: >= 1 and <= 512, Channels: 1 or 3 })
        {
            throw new ArgumentException($"images of {shape}: sides must be 1..512, channels 1 or 3");
        }

        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var labels = Classes(Path.Combine(folder, "train"));
        if (!labels.SequenceEqual(Classes(Path.Combine(folder, "test"))))
        {
            throw new InvalidDataException($"{folder}: train and test hold different classes");
        }

        var training = Read(Path.Combine(folder, "train"), labels, shape, sum);
        var test = Read(Path.Combine(folder, "test"), labels, shape, sum);
        return new DataSet(
            "images",
            Convert.ToHexStringLower(sum.GetHashAndReset()),
            new FeatureMap(shape, IntegerType.UInt8, 1.0 / 255),
            labels,
            training,
            test);
    }

    private static ImmutableArray<string> Classes(string folder)
    {
        ImmutableArray<string> classes = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
            : [];
        if (classes.FirstOrDefault(name => !Names.IsLabel(name)) is { } refused)
        {
            throw new InvalidDataException($"{Path.Combine(folder, Printable(refused))}: a folder's name is the label of its class, and {Names.LabelRule}; rename it");
        }

        return classes.Length > 1
            ? classes
            : throw new InvalidDataException($"{folder} must hold at least two folders of images, one for each class");
    }

    // What a terminal would not show as it is stands as its number.
    private static string Printable(string name) =>
        string.Concat(name.Select(unit => Names.IsLabel(unit.ToString()) ? unit.ToString() : $"\\u{(int)unit:x4}"));

    private static Samples Read(string folder, ImmutableArray<string> labels, Shape shape, IncrementalHash sum)
    {
        var files = labels.SelectMany((label, number) => Directory.GetFiles(Path.Combine(folder, label))
            .Where(path => s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, number))).ToArray();
        if (labels.Select((_, number) => number).Except(files.Select(file => file.number)).Any())
        {
            throw new InvalidDataException($"{folder}: every class needs at least one image ({string.Join(", ", s_extensions)})");
        }

        var values = new byte[checked(files.Length * shape.Length)];
        for (var index = 0; index < files.Length; index++)
        {
            var bytes = ReadFile(files[index].path);
            sum.AppendData(Encoding.UTF8.GetBytes($"{labels[files[index].number]}/{Path.GetFileName(files[index].path)}\n"));
            sum.AppendData(bytes);
            Decode(bytes, files[index].path, shape, values.AsSpan(index * shape.Length, shape.Length));
        }

        return new Samples(values, Array.ConvertAll(files, file => file.number));
    }

    private static byte[] ReadFile(string path) => new FileInfo(path).Length <= MaximumFileLength
        ? File.ReadAllBytes(path)
        : throw new InvalidDataException($"{path}: more than {MaximumFileLength:N0} bytes");

    private static void Decode(byte[] file, string path, Shape shape, Span<byte> target)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || (long)codec.Info.Width * codec.Info.Height > MaximumPixels)
        {
            throw new InvalidDataException($"{path}: no image that can be decoded, or more than {MaximumPixels:N0} pixels");
        }

        using var image = SKBitmap.Decode(codec, new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        using var scaled = image?.Resize(
            new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        var pixels = scaled is null ? throw new InvalidDataException($"{path}: the image is damaged") : scaled.GetPixelSpan();
        for (var pixel = 0; pixel < shape.Height * shape.Width; pixel++)
        {
            var (red, green, blue) = (pixels[4 * pixel], pixels[(4 * pixel) + 1], pixels[(4 * pixel) + 2]);
            if (shape.Channels == 1)
            {
                // ITU-R BT.601 luma in integers; the weights sum to 256.
                target[pixel] = (byte)(((77 * red) + (150 * green) + (29 * blue) + 128) >> 8);
            }
            else
            {
                (target[3 * pixel], target[(3 * pixel) + 1], target[(3 * pixel) + 2]) = (red, green, blue);
            }
        }
    }
}
