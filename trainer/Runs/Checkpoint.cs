using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Striate.Model.Packaging;
using Striate.Trainer.Learning;
using Striate.Trainer.Quantisation;

namespace Striate.Trainer.Runs;

/// <summary>
/// States on disk. A file is replaced in one step, so that a kill at any moment leaves the old state or the new one; its
/// SHA-256 stands at its front, and so does the fingerprint of the training it belongs to.
/// </summary>
public static class Checkpoint
{
    private const int MaximumLayers = 4096;
    private const long MaximumLength = 1L << 31;

    private static ReadOnlySpan<byte> Magic => "striate checkpoint 2\n"u8;

    /// <summary>Writes a state.</summary>
    /// <param name="fingerprint">SHA-256 of everything that the training depends on.</param>
    public static void Write(string path, byte[] fingerprint, CandidateState state)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(state.Epochs);
        WriteArray(writer, state.Float.Values);
        WriteArray(writer, state.Float.Velocity);
        WriteArray(writer, state.Float.Statistics);
        writer.Write(state.Float.Shapes.Length);
        foreach (var shapes in state.Float.Shapes)
        {
            WriteArray(writer, shapes);
        }

        writer.Write(state.Float.OffSegment);
        writer.Write(state.Float.IsSettled);
        WriteArray(writer, state.Float.Importance);
        writer.Write(state.Integer is not null);
        WriteArray(writer, state.Integer?.Values ?? []);
        WriteArray(writer, state.Integer?.Velocity ?? []);
        writer.Flush();
        var bytes = content.ToArray();
        AtomicFile.Write(
            path,
            stream =>
            {
                stream.Write(Magic);
                stream.Write(fingerprint);
                stream.Write(SHA256.HashData(bytes));
                stream.Write(bytes);
            }
        );
    }

    /// <summary>Reads a state; null when there is no file.</summary>
    /// <exception cref="StriateException">The file is damaged, or belongs to another training.</exception>
    public static CandidateState? Read(string path, byte[] fingerprint)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        if (new FileInfo(path).Length > MaximumLength)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path}: more than {MaximumLength:N0} bytes");
        }

        var file = File.ReadAllBytes(path);
        var header = Magic.Length + (2 * SHA256.HashSizeInBytes);
        if (
            file.Length < header
            || !file.AsSpan().StartsWith(Magic)
            || !SHA256
                .HashData(file.AsSpan(header))
                .AsSpan()
                .SequenceEqual(file.AsSpan(header - SHA256.HashSizeInBytes, SHA256.HashSizeInBytes))
        )
        {
            throw new StriateException(ErrorKind.BadFile, $"{path} is damaged; remove it to begin this network again");
        }

        if (!file.AsSpan(Magic.Length, SHA256.HashSizeInBytes).SequenceEqual(fingerprint))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path} belongs to another training (another network, other data, or another version of striate); choose another run folder, or remove this one"
            );
        }

        return Parse(file.AsMemory(header), path);
    }

    private static CandidateState Parse(ReadOnlyMemory<byte> bytes, string path)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()));
        try
        {
            var epochs = reader.ReadInt32();
            var (values, velocity, statistics) = (ReadArray<float>(reader), ReadArray<float>(reader), ReadArray<float>(reader));
            var layers = reader.ReadInt32();
            if (layers is < 0 or > MaximumLayers)
            {
                throw new StriateException(ErrorKind.BadFile, $"{path}: {layers} layers");
            }

            ImmutableArray<int[]> shapes = [.. Enumerable.Range(0, layers).Select(_ => ReadArray<int>(reader))];
            var state = new FloatState(
                values,
                velocity,
                statistics,
                shapes,
                reader.ReadDouble(),
                reader.ReadBoolean(),
                ReadArray<float>(reader)
            );
            var hasInteger = reader.ReadBoolean();
            var integer = new IntegerState(ReadArray<float>(reader), ReadArray<float>(reader));
            return new CandidateState(epochs, state, hasInteger ? integer : null);
        }
        catch (EndOfStreamException problem)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path} is cut off; remove it to begin this network again", problem);
        }
    }

    private static void WriteArray<T>(BinaryWriter writer, T[] values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static T[] ReadArray<T>(BinaryReader reader)
        where T : unmanaged
    {
        var length = reader.ReadInt32();
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        if (length < 0 || (long)length * Marshal.SizeOf<T>() > left)
        {
            throw new EndOfStreamException();
        }

        var values = new T[length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
