using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Striate.Model.Graph;

namespace Striate.DataSets;

/// <summary>
/// MNIST (LeCun, Cortes, Burges) and Fashion-MNIST (Xiao, Rasul, Vollgraf, arXiv:1708.07747): four idx files each, 60,000
/// images to learn from and 10,000 held out, 28 x 28 grey values 0..255.
/// </summary>
public static class Idx
{
    private const int Side = 28;
    private const int TrainingCount = 60_000;
    private const int TestCount = 10_000;
    private const int ImageHeader = 16;
    private const int LabelHeader = 8;

    private static readonly string[] s_names =
    [
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ];

    /// <summary>Reads MNIST from a folder.</summary>
    /// <exception cref="StriateException">A file is missing or holds something else.</exception>
    public static DataSet Mnist(string folder) =>
        Load(
            "mnist",
            folder,
            "https://ossci-datasets.s3.amazonaws.com/mnist (a mirror: the original address is gone), FILE.gz each",
            [
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ],
            [.. Enumerable.Range(0, 10).Select(digit => digit.ToString(CultureInfo.InvariantCulture))]
        );

    /// <summary>Reads Fashion-MNIST from a folder.</summary>
    /// <exception cref="StriateException">A file is missing or holds something else.</exception>
    public static DataSet FashionMnist(string folder) =>
        Load(
            "fashion-mnist",
            folder,
            "https://github.com/zalandoresearch/fashion-mnist or Debian's package dataset-fashion-mnist",
            [
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            ],
            ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
        );

    /// <summary>Joins the bytes of an image file and of its label file, and checks their headers.</summary>
    /// <exception cref="StriateException">A header or a label is not what it should be.</exception>
    public static Samples Join(ReadOnlySpan<byte> images, ReadOnlySpan<byte> labels, int count, string name)
    {
        if (
            images.Length != ImageHeader + (count * Side * Side)
            || labels.Length != LabelHeader + count
            || !HasHeader(images, 0x0803, count, Side, Side)
            || !HasHeader(labels, 0x0801, count)
        )
        {
            throw new StriateException(ErrorKind.BadFile, $"{name}: not {count:N0} images of {Side}x{Side} bytes with as many labels");
        }

        var classes = new int[count];
        for (var sample = 0; sample < count; sample++)
        {
            classes[sample] = labels[LabelHeader + sample] is < 10 and var label
                ? label
                : throw new StriateException(ErrorKind.BadFile, $"{name}: label {sample} is {labels[LabelHeader + sample]}, expected 0..9");
        }

        return new Samples(images[ImageHeader..].ToArray(), classes);
    }

    private static DataSet Load(string name, string folder, string origin, string[] sums, ImmutableArray<string> labels)
    {
        var files = s_names.Zip(sums).Select((file, index) => new SourceFile(file.First, LengthOf(index), file.Second)).ToArray();
        var bytes = Array.ConvertAll(files, file => file.Read(folder, origin));
        return new DataSet(
            name,
            SourceFile.ChecksumOf(files),
            new FeatureMap(new Shape(Side, Side, 1), IntegerType.UInt8, 1.0 / 255),
            labels,
            Join(bytes[0], bytes[1], TrainingCount, name),
            Join(bytes[2], bytes[3], TestCount, name)
        );
    }

    private static int LengthOf(int file)
    {
        var count = file < 2 ? TrainingCount : TestCount;
        return file % 2 == 0 ? ImageHeader + (count * Side * Side) : LabelHeader + count;
    }

    private static bool HasHeader(ReadOnlySpan<byte> file, params ReadOnlySpan<int> words)
    {
        for (var word = 0; word < words.Length; word++)
        {
            if (BinaryPrimitives.ReadInt32BigEndian(file[(4 * word)..]) != words[word])
            {
                return false;
            }
        }

        return true;
    }
}
