using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Striate.Model.Graph;

namespace Striate.DataSets;

/// <summary>
/// The UCI optical digits as scikit-learn distributes them: 1,797 images of 8 x 8 integers 0..16 with ten classes,
/// embedded in this assembly. Source: Alpaydin, Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
/// Repository, doi:10.24432/C50P49 (CC BY 4.0).
/// </summary>
public static class Digits
{
    /// <summary>Images in the file.</summary>
    public const int Count = 1797;

    /// <summary>Images held out, 36 of each class.</summary>
    public const int TestCount = Classes * TestPerClass;

    private const string Resource = "digits.csv.gz";
    private const int Classes = 10;
    private const int TestPerClass = 36;
    private const int Side = 8;
    private const int MaximumInk = 16;

    /// <summary>
    /// The images, split by <see cref="StratifiedSplit"/>: 1,437 to learn from, 360 held out. The input is 8x8x1, integers
    /// 0..16 in an unsigned 5-bit type with scale 1/16; no mean is subtracted.
    /// </summary>
    public static DataSet Load()
    {
        using var resource =
            typeof(Digits).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"resource '{Resource}' is missing from this assembly");
        using var compressed = new MemoryStream();
        resource.CopyTo(compressed);
        compressed.Position = 0;
        using var reader = new StreamReader(new GZipStream(compressed, CompressionMode.Decompress));
        var (training, test) = StratifiedSplit.Split(Parse(reader), Classes, TestPerClass);
        return new DataSet(
            "digits",
            Convert.ToHexStringLower(SHA256.HashData(compressed.ToArray())),
            new FeatureMap(new Shape(Side, Side, 1), new IntegerType(5, false), 1.0 / MaximumInk),
            [.. Enumerable.Range(0, Classes).Select(digit => digit.ToString(CultureInfo.InvariantCulture))],
            training,
            test
        );
    }

    /// <summary>Reads lines of 64 values and a class.</summary>
    /// <exception cref="StriateException">A line has another form, or the number of lines is not <see cref="Count"/>.</exception>
    public static Samples Parse(TextReader reader)
    {
        const int pixels = Side * Side;
        var values = new byte[Count * pixels];
        var labels = new int[Count];
        var line = 0;
        for (; reader.ReadLine() is { } text; line++)
        {
            var fields = text.Split(',');
            if (line >= Count || fields.Length != pixels + 1)
            {
                throw new StriateException(
                    ErrorKind.BadFile,
                    $"{Resource}, line {line + 1}: expected {Count} lines of {pixels + 1} values, found {fields.Length} values"
                );
            }

            for (var pixel = 0; pixel < pixels; pixel++)
            {
                values[(line * pixels) + pixel] = (byte)ParseField(fields[pixel], MaximumInk, line);
            }

            labels[line] = ParseField(fields[pixels], Classes - 1, line);
        }

        return line == Count
            ? new Samples(values, labels)
            : throw new StriateException(ErrorKind.BadFile, $"{Resource}: {line} lines, expected {Count}");
    }

    private static int ParseField(string field, int maximum, int line) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= maximum
            ? value
            : throw new StriateException(ErrorKind.BadFile, $"{Resource}, line {line + 1}: '{field}' is not in 0..{maximum}");
}
