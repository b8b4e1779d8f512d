using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Striate.DataSets.Numpy;
using Striate.Model.Graph;

namespace Striate.DataSets;

/// <summary>
/// A user's own signals as windows in NumPy files: <c>train-x.npy</c> and <c>test-x.npy</c>, int8 [windows, steps,
/// channels], with <c>train-y.npy</c> and <c>test-y.npy</c>, int64 [windows], classes from 0.
/// </summary>
public static class Windows
{
    private const int MaximumClasses = 256;

    private static readonly NumpyForm s_windows = new(
        "|i1",
        ["windows", "steps", "channels"],
        "scale the values to -128..127 and save them with np.save(FILE, np.ascontiguousarray(x, dtype=np.int8))"
    );

    private static readonly NumpyForm s_classes = new(
        "<i8",
        ["windows"],
        "save the numbers of the classes with np.save(FILE, np.ascontiguousarray(y, dtype=np.int64))"
    );

    /// <summary>Reads the four files. The input is 1 x steps x channels, int8, scale 1/128.</summary>
    /// <exception cref="StriateException">A file is missing, or they do not fit together.</exception>
    public static DataSet Load(string folder)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (training, shape) = Part(folder, "train", sum);
        var (test, testShape) = Part(folder, "test", sum);
        if (shape != testShape)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{folder}: windows to learn from are {shape}, windows held out {testShape}; save both with the same steps and channels"
            );
        }

        ImmutableArray<string> labels =
        [
            .. Enumerable.Range(0, training.Classes.Max() + 1).Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ];
        return test.Classes.Max() < labels.Length
            ? new DataSet(
                "windows",
                Convert.ToHexStringLower(sum.GetHashAndReset()),
                new FeatureMap(shape, IntegerType.Int8, 1.0 / 128),
                labels,
                training,
                test
            )
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{folder}: class {test.Classes.Max()} is held out and not learned; add windows of it to train-x.npy and train-y.npy"
            );
    }

    private static (Samples Samples, Shape Window) Part(string folder, string name, IncrementalHash sum)
    {
        var values = Read(folder, name + "-x.npy", s_windows, sum);
        var classes = Read(folder, name + "-y.npy", s_classes, sum);
        var labels = new int[classes.Shape[0]];
        for (var window = 0; window < labels.Length; window++)
        {
            var label = BinaryPrimitives.ReadInt64LittleEndian(classes.Data.AsSpan(8 * window));
            labels[window] = label is >= 0 and < MaximumClasses
                ? (int)label
                : throw new StriateException(
                    ErrorKind.BadFile,
                    $"{folder}/{name}-y.npy: class {label} of window {window} is not in 0..{MaximumClasses - 1}; number the classes from 0"
                );
        }

        return labels.Length > 0 && labels.Length == values.Shape[0] && values.Data.Length > 0
            ? (new Samples(values.Data, labels), new Shape(1, values.Shape[1], values.Shape[2]))
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{folder}: {name}-x.npy holds {values.Shape[0]} windows of {values.Shape[1]}x{values.Shape[2]}, {name}-y.npy {labels.Length} classes; as many are needed, at least one"
            );
    }

    private static NumpyArray Read(string folder, string file, NumpyForm form, IncrementalHash sum)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path} is missing: int8 windows in train-x.npy and test-x.npy, int64 classes in train-y.npy and test-y.npy"
            );
        }

        using var stream = File.OpenRead(path);
        var array = NumpyArray.Read(stream, path, form);
        sum.AppendData(array.Data);
        return array;
    }
}
