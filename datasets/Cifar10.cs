using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.DataSets;

/// <summary>
/// CIFAR-10 (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009), binary version: 50,000 images to
/// learn from and 10,000 held out, 32 x 32 x 3 values 0..255.
/// </summary>
public static class Cifar10
{
    private const int Side = 32;
    private const int Pixels = Side * Side;
    private const int Channels = 3;
    private const int RecordLength = 1 + (Channels * Pixels);
    private const int FileLength = 10_000 * RecordLength;

    private static readonly ImmutableArray<SourceFile> s_files =
    [
        new("data_batch_1.bin", FileLength, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
        new("data_batch_2.bin", FileLength, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
        new("data_batch_3.bin", FileLength, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
        new("data_batch_4.bin", FileLength, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
        new("data_batch_5.bin", FileLength, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
        new("test_batch.bin", FileLength, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
    ];

    /// <summary>Reads the six files from a folder, or from its subfolder <c>cifar-10-batches-bin</c>.</summary>
    /// <exception cref="StriateException">A file is missing or holds something else.</exception>
    public static DataSet Load(string folder)
    {
        var published = Path.Combine(folder, "cifar-10-batches-bin");
        var source = Directory.Exists(published) ? published : folder;
        // Each file goes to its place as it is read: the images are in memory once.
        const int PerFile = FileLength / RecordLength;
        var (training, test) = (Empty((s_files.Length - 1) * PerFile), Empty(PerFile));
        for (var number = 0; number < s_files.Length; number++)
        {
            var file = s_files[number];
            var bytes = file.Read(source, "https://www.cs.toronto.edu/~kriz/cifar.html (binary version)");
            Parse(bytes, file.Name, number < s_files.Length - 1 ? training : test, number < s_files.Length - 1 ? number * PerFile : 0);
        }

        return new DataSet(
            "cifar10",
            SourceFile.ChecksumOf(s_files),
            new FeatureMap(new Shape(Side, Side, Channels), IntegerType.UInt8, 1.0 / 255),
            ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
            training,
            test
        );
    }

    private static Samples Empty(int count) => new(new byte[count * Channels * Pixels], new int[count]);

    /// <summary>Records of a label and three planes, to interleaved channels.</summary>
    /// <exception cref="StriateException">A label is not in 0..9, or the last record is cut off.</exception>
    public static Samples Parse(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length % RecordLength != 0)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{name}: {file.Length:N0} bytes are not a whole number of {RecordLength}-byte records"
            );
        }

        var samples = Empty(file.Length / RecordLength);
        Parse(file, name, samples, 0);
        return samples;
    }

    // To samples that are there, from a number on.
    private static void Parse(ReadOnlySpan<byte> file, string name, Samples samples, int first)
    {
        for (var sample = 0; sample < file.Length / RecordLength; sample++)
        {
            var record = file.Slice(sample * RecordLength, RecordLength);
            samples.Classes[first + sample] =
                record[0] < 10
                    ? record[0]
                    : throw new StriateException(ErrorKind.BadFile, $"{name}: the label of record {sample} is {record[0]}, expected 0..9");
            var target = samples.Values.AsSpan((first + sample) * Channels * Pixels, Channels * Pixels);
            for (var pixel = 0; pixel < Pixels; pixel++)
            {
                for (var channel = 0; channel < Channels; channel++)
                {
                    target[(pixel * Channels) + channel] = record[1 + (channel * Pixels) + pixel];
                }
            }
        }
    }
}
