using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Striate.Model.Graph;

namespace Striate.DataSets;

/// <summary>
/// A user's own signals as windows in NumPy files: <c>train-x.npy</c> and <c>test-x.npy</c>, int8 [windows, steps,
/// channels], with <c>train-y.npy</c> and <c>test-y.npy</c>, int64 [windows], classes from 0.
/// </summary>
public static class Windows
{
    private const int MaximumClasses = 256;

    /// <summary>Reads the four files. The input is 1 x steps x channels, int8, scale 1/128.</summary>
    /// <exception cref="InvalidDataException">A file is missing, or they do not fit together.</exception>
    public static DataSet Load(string folder)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (training, shape) = Part(folder, "train", sum);
        var (test, testShape) = Part(folder, "test", sum);
        if (shape != testShape)
        {
            throw new InvalidDataException($"{folder}: windows to learn from are {shape}, windows held out {testShape}");
        }

        ImmutableArray<string> labels =
            [.. Enumerable.Range(0, training.Classes.Max() + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        return test.Classes.Max() < labels.Length
            ? new DataSet(
                "windows",
                Convert.ToHexStringLower(sum.GetHashAndReset()),
                new FeatureMap(shape, IntegerType.Int8, 1.0 / 128),
                labels,
                training,
                test)
            : throw new InvalidDataException($"{folder}: class {test.Classes.Max()} is held out and not learned");
    }

    private static (Samples Samples, Shape Window) Part(string folder, string name, IncrementalHash sum)
    {
        var values = Read(folder, name + "-x.npy", "|i1", 3, sum);
        var classes = Read(folder, name + "-y.npy", "<i8", 1, sum);
        var labels = new int[classes.Shape[0]];
        for (var window = 0; window < labels.Length; window++)
        {
            var label = BinaryPrimitives.ReadInt64LittleEndian(classes.Data.AsSpan(8 * window));
            labels[window] = label is >= 0 and < MaximumClasses
                ? (int)label
                : throw new InvalidDataException($"{folder}/{name}-y.npy: class {label} of window {window} is not in 0..{MaximumClasses - 1}");
        }

        return labels.Length > 0 && labels.Length == values.Shape[0] && values.Data.Length > 0
            ? (new Samples(values.Data, labels), new Shape(1, values.Shape[1], values.Shape[2]))
            : throw new InvalidDataException($"{folder}: {name}-x.npy and {name}-y.npy must hold as many windows as classes, at least one");
    }

    private static NumpyFile Read(string folder, string file, string type, int dimensions, IncrementalHash sum)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{path} is missing: int8 windows in train-x.npy and test-x.npy, int64 classes in train-y.npy and test-y.npy");
        }

        using var stream = File.OpenRead(path);
        var array = NumpyFile.Read(stream, path);
        if (array.Type != type || array.Shape.Length != dimensions)
        {
            throw new InvalidDataException($"{path}: expected {dimensions} dimension(s) of {type}, found {array.Shape.Length} of {array.Type}");
        }

        sum.AppendData(array.Data);
        return array;
    }
}
