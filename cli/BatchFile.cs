using System.Buffers;
using System.Collections.Immutable;
using Striate.DataSets.Numpy;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.Cli;

/// <summary>Inputs of a network from a NumPy file.</summary>
internal static class BatchFile
{
    /// <summary>Reads inputs.</summary>
    /// <param name="path">[N, ...], the rest as many values as the network reads.</param>
    /// <param name="package">Its network's input, and how values become that where it says so.</param>
    /// <param name="isReal">Whether the file holds real numbers and not the network's integers.</param>
    /// <exception cref="StriateException">The file is missing, damaged, or has other values.</exception>
    public static IReadOnlyList<byte[]> Read(string path, ModelPackage package, bool isReal)
    {
        var (file, input) = (ReadFile(path), package.Network.Input);
        var length = input.Shape.Length;
        if (file.Shape.Length < 2 || file.Shape[0] < 1 || Values(file) != (long)file.Shape[0] * length)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: [{string.Join(", ", file.Shape)}]; the network reads {length} values ({input.Shape}), [N, {length}] or a shape with as many values is needed"
            );
        }

        var bytes = Integers(file, path, package, isReal);
        return [.. Enumerable.Range(0, file.Shape[0]).Select(sample => bytes.AsSpan(sample * length, length).ToArray())];
    }

    /// <summary>Reads a signal of any length.</summary>
    /// <param name="path">[steps, ...], the rest as many values as a step has.</param>
    /// <param name="package">Its network's input, and how values become that where it says so.</param>
    /// <param name="stepLength">Values of a step.</param>
    /// <param name="isReal">Whether the file holds real numbers and not the network's integers.</param>
    /// <exception cref="StriateException">The file is missing, damaged, or has other values.</exception>
    public static byte[] ReadSignal(string path, ModelPackage package, int stepLength, bool isReal)
    {
        var file = ReadFile(path);
        return file.Shape.Length >= 1 && file.Shape[0] >= 1 && Values(file) == (long)file.Shape[0] * stepLength
            ? Integers(file, path, package, isReal)
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: [{string.Join(", ", file.Shape)}]; a step of the signal has {stepLength} values, [steps, {stepLength}] is needed"
            );
    }

    private static long Values(NumpyArray file) => file.Shape.Aggregate(1L, (product, side) => product * side);

    private static byte[] Integers(NumpyArray file, string path, ModelPackage package, bool isReal)
    {
        var input = package.Network.Input;
        if (file.IsText)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path} holds texts; inputs are numbers");
        }

        var wanted = input.Type.Signed ? "|i1" : "|u1";
        if (!isReal && file.Type != wanted)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: {file.Type}; the network reads {input.Type}, {wanted}; --real takes real numbers"
            );
        }

        var bytes = isReal ? Quantised(file, path, package) : file.Data;
        var wrong = Array.FindIndex(
            bytes,
            value =>
                (input.Type.Signed ? (sbyte)value : (int)value) is var number
                && (number < input.Type.Minimum || number > input.Type.Maximum)
        );
        return wrong < 0
            ? bytes
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: value {wrong} is not within {input.Type} ({input.Type.Minimum}..{input.Type.Maximum})"
            );
    }

    private static byte[] Quantised(NumpyArray file, string path, ModelPackage package)
    {
        var channels = InputContract.Of(package)?.Channels;
        return
        [
            .. file.Reals()
                .Select(
                    (value, index) =>
                        !double.IsFinite(value)
                            ? throw new StriateException(
                                ErrorKind.BadFile,
                                $"{path}: value {index} is infinite or not a number; --real takes finite numbers"
                            )
                        : channels is not { } contract ? Quantise(value, package.Network.Input)
                        : (byte)contract[index % contract.Length].Apply(contract[index % contract.Length].ReadingOf(value))
                ),
        ];
    }

    // Half away from zero, as TensorFlow Lite's QUANTIZE does.
    private static byte Quantise(double value, FeatureMap map) =>
        (byte)
            (int)
                Math.Clamp(
                    Math.Round(value / map.Scale, MidpointRounding.AwayFromZero) + map.ZeroPoint,
                    map.Type.Minimum,
                    map.Type.Maximum
                );

    private static NumpyArray ReadFile(string path)
    {
        using var stream = RegularFile.Open(path);
        return NumpyArray.Read(stream, path);
    }
}

/// <summary>Outputs of a layer for a NumPy file: raw integers, or the real numbers that they stand for.</summary>
internal sealed class BatchWriter(FeatureMap map, ImmutableArray<int> shape, int samples, bool isReal)
{
    private readonly ArrayBufferWriter<byte> _data = new();

    /// <summary>Adds what one input gave.</summary>
    public void Add(ReadOnlySpan<int> values)
    {
        foreach (var value in values)
        {
            _data.Write(
                isReal ? BitConverter.GetBytes((float)(map.Scale * ((long)value - map.ZeroPoint)))
                : map.Type.Bytes == 1 ? [(byte)value]
                : BitConverter.GetBytes(value)
            );
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(string path)
    {
        var type =
            isReal ? "<f4"
            : map.Type.Bytes == 4 ? "<i4"
            : map.Type.Signed ? "|i1"
            : "|u1";
        var file = new NumpyArray(type, [samples, .. shape], _data.WrittenSpan.ToArray());
        AtomicFile.Write(path, file.Write);
    }
}
