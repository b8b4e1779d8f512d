using System.Buffers.Binary;
using System.Collections.Immutable;
using Striate.Model.Graph;
using static Striate.Model.Storage.InvalidData;

namespace Striate.Model.Packaging;

/// <summary>
/// The part with the golden vectors. Little-endian: their number (int32), then for each the input (one byte per value),
/// a CRC-32 per layer (uint32), the logits (int32).
/// </summary>
internal static class GoldenPart
{
    public const string PartName = "golden.bin";

    public static Part Of(ImmutableArray<GoldenVector> vectors)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(vectors.Length);
        foreach (var vector in vectors)
        {
            writer.Write(vector.Input.AsSpan());
            foreach (var crc in vector.LayerCrcs)
            {
                writer.Write(crc);
            }

            foreach (var logit in vector.Logits)
            {
                writer.Write(logit);
            }
        }

        return new Part(PartName, content.ToArray());
    }

    /// <summary>Reads the vectors of a valid network.</summary>
    /// <exception cref="InvalidDataException">Their number is too large or does not fit the bytes, or an input value is out of
    /// range.</exception>
    public static ImmutableArray<GoldenVector> Read(ReadOnlySpan<byte> content, Network network)
    {
        Require(content.Length >= 4, "it is cut off");
        var count = BinaryPrimitives.ReadInt32LittleEndian(content);
        Require(
            count is >= 0 and <= PackageLimits.MaximumGoldenVectors,
            $"{count} vectors; must be 0 to {PackageLimits.MaximumGoldenVectors}"
        );
        var (inputs, layers) = (network.Input.Shape.Length, network.Layers.Length);
        var bytes = BytesOfOne(network);
        Require(content.Length == 4 + (count * bytes), $"{content.Length} bytes; {count} vectors take {4 + (count * bytes)}");
        var vectors = ImmutableArray.CreateBuilder<GoldenVector>(count);
        for (var rest = content[4..]; !rest.IsEmpty; rest = rest[(int)bytes..])
        {
            vectors.Add(
                new GoldenVector(
                    ImmutableArray.Create(rest[..inputs]),
                    [.. Words(rest.Slice(inputs, 4 * layers)).Select(word => (uint)word)],
                    Words(rest[(inputs + (4 * layers))..(int)bytes])
                )
            );
        }

        var result = vectors.MoveToImmutable();
        Check(result, network);
        return result;
    }

    /// <summary>Checks that vectors fit a valid network; whether they are right is for who runs the reference.</summary>
    /// <exception cref="InvalidDataException">There are too many; one does not have the network's lengths, or an input value out of
    /// range.</exception>
    public static void Check(ImmutableArray<GoldenVector> vectors, Network network)
    {
        Require(
            vectors.Length <= PackageLimits.MaximumGoldenVectors && vectors.Length * BytesOfOne(network) <= PackageLimits.MaximumFileBytes,
            $"{vectors.Length} vectors of {BytesOfOne(network)} bytes; at most {PackageLimits.MaximumGoldenVectors} are allowed, "
                + $"and {PackageLimits.MaximumFileBytes} bytes"
        );
        var type = network.Input.Type;
        for (var index = 0; index < vectors.Length; index++)
        {
            var vector = vectors[index];
            Require(
                vector.Input.Length == network.Input.Shape.Length
                    && vector.LayerCrcs.Length == network.Layers.Length
                    && vector.Logits.Length == network.Logits.Shape.Length,
                $"vector {index} does not have the network's lengths"
            );
            Require(
                vector.Input.All(value =>
                    (type.Signed ? (sbyte)value : (int)value) is var number && number >= type.Minimum && number <= type.Maximum
                ),
                $"vector {index} has an input value that is not in {type.Minimum}..{type.Maximum}"
            );
        }
    }

    private static long BytesOfOne(Network network) =>
        network.Input.Shape.Length + (4L * network.Layers.Length) + (4L * network.Logits.Shape.Length);

    private static ImmutableArray<int> Words(ReadOnlySpan<byte> bytes)
    {
        var words = ImmutableArray.CreateBuilder<int>(bytes.Length / 4);
        for (var start = 0; start < bytes.Length; start += 4)
        {
            words.Add(BinaryPrimitives.ReadInt32LittleEndian(bytes[start..]));
        }

        return words.MoveToImmutable();
    }
}
