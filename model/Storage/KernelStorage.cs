using System.Collections.Immutable;
using Striate.Model.Graph;
using static Striate.Model.Storage.InvalidData;

namespace Striate.Model.Storage;

/// <summary>Kernel banks to the compact index storage of generated tables, and weights to that of packages and back.</summary>
public static class KernelStorage
{
    /// <summary>Packs a valid bank.</summary>
    public static PackedKernels Pack(KernelBank bank)
    {
        ImmutableArray<int> shapesInUse = [.. bank.Shapes.Distinct().Order()];
        var positions = shapesInUse.Select((shape, position) => (shape, position)).ToDictionary(pair => pair.shape, pair => pair.position);
        var bits = PackedKernels.IndexBitsFor(shapesInUse.Length);
        return new PackedKernels(shapesInUse, bits, PackIndex(bank.Shapes, positions, bits), PackWeights(bank.Weights, bank.WeightBits));
    }

    /// <summary>Packs weights one after the other, two's complement of so many bits each.</summary>
    public static ImmutableArray<byte> PackWeights(ImmutableArray<sbyte> weights, int weightBits)
    {
        var writer = new BitWriter();
        foreach (var weight in weights)
        {
            writer.Write(weight, weightBits);
        }

        return writer.ToImmutable();
    }

    /// <summary>Unpacks so many weights.</summary>
    /// <exception cref="InvalidDataException">The bytes do not hold exactly these weights, or a weight is -2^(bits-1) and bits is not
    /// 8.</exception>
    public static ImmutableArray<sbyte> UnpackWeights(ReadOnlySpan<byte> packed, long count, int weightBits)
    {
        Require(weightBits is >= 2 and <= 8, $"weights of {weightBits} bits; must be 2 to 8");
        Require(count is >= 0 and <= NetworkLimits.MaximumWeights, $"{count} weights; must be 0 to {NetworkLimits.MaximumWeights}");
        var bytes = BitWriter.BytesFor(count, weightBits);
        Require(packed.Length == bytes, $"{count} weights of {weightBits} bits take {bytes} bytes, not {packed.Length}");
        var reader = new BitReader(packed);
        var weights = ImmutableArray.CreateBuilder<sbyte>((int)count);
        for (var index = 0; index < count; index++)
        {
            var weight = reader.ReadSigned(weightBits);
            if (weight == -(1 << (weightBits - 1)) && weightBits < 8)
            {
                throw new InvalidDataException($"weight {index} is {weight}, which {weightBits}-bit weights never are");
            }

            weights.Add((sbyte)weight);
        }

        Require(reader.EndsInPadding, "bits after the last weight are set");
        return weights.MoveToImmutable();
    }

    private static ImmutableArray<byte> PackIndex(ImmutableArray<int> shapes, Dictionary<int, int> positions, int bits)
    {
        var writer = new BitWriter();
        foreach (var shape in shapes)
        {
            writer.Write(positions[shape], bits);
        }

        return writer.ToImmutable();
    }
}
