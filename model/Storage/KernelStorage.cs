using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Segments;
using static Striate.Model.Storage.InvalidData;

namespace Striate.Model.Storage;

/// <summary>Kernel banks to the compact index storage and back. The packing of a bank is unique: equal banks, equal bytes.</summary>
public static class KernelStorage
{
    /// <summary>Packs a valid bank.</summary>
    public static PackedKernels Pack(KernelBank bank)
    {
        ImmutableArray<int> shapesInUse = [.. bank.Shapes.Distinct().Order()];
        var positions = shapesInUse.Select((shape, position) => (shape, position)).ToDictionary(pair => pair.shape, pair => pair.position);
        var bits = PackedKernels.IndexBitsFor(shapesInUse.Length);
        return new PackedKernels(
            shapesInUse,
            bits,
            PackIndex(bank.Shapes, positions, bits),
            PackWeights(bank.Weights, bank.WeightBits));
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

    /// <summary>Unpacks kernels that may come from an untrusted file; memory is taken only after the counts were checked.</summary>
    /// <param name="packed">The storage.</param>
    /// <param name="catalog">The catalogue that the shape numbers refer to.</param>
    /// <param name="outputChannels">Output channels of the convolution.</param>
    /// <param name="inputChannels">Input channels per group.</param>
    /// <param name="weightBits">2..8.</param>
    /// <exception cref="InvalidDataException">
    /// The channels or bits are out of range; the shapes in use are none, unknown, not ascending, or not all used; the index
    /// is too short or too long or points beyond the shapes in use; the weights do not add up to the taps of the shapes; a
    /// weight is -2^(bits-1); a bit after the last number is set.
    /// </exception>
    public static KernelBank Unpack(
        PackedKernels packed, SegmentCatalog catalog, int outputChannels, int inputChannels, int weightBits)
    {
        var shapes = UnpackShapes(packed, catalog, outputChannels, inputChannels);
        var weights = UnpackWeights(packed.Weights.AsSpan(), shapes.Sum(shape => (long)catalog[shape].Cells.Length), weightBits);
        return new KernelBank(catalog, outputChannels, inputChannels, weightBits, shapes, weights);
    }

    /// <summary>Unpacks the shape number of each slice; see <see cref="Unpack"/> for what is refused.</summary>
    /// <exception cref="InvalidDataException">The shapes in use or the index contradict themselves or the channels.</exception>
    public static ImmutableArray<int> UnpackShapes(PackedKernels packed, SegmentCatalog catalog, int outputChannels, int inputChannels)
    {
        CheckShapesInUse(packed, catalog);
        return UnpackIndex(packed, CheckedSlices(outputChannels, inputChannels));
    }

    /// <summary>Unpacks so many weights; see <see cref="Unpack"/> for what is refused.</summary>
    /// <exception cref="InvalidDataException">The bytes do not hold exactly these weights, or a weight is -2^(bits-1).</exception>
    public static ImmutableArray<sbyte> UnpackWeights(ReadOnlySpan<byte> packed, long count, int weightBits)
    {
        Require(weightBits is >= 2 and <= 8, $"weights of {weightBits} bits; 2..8 are possible");
        Require(count is >= 0 and <= NetworkLimits.MaximumWeights, $"{count} weights; 0..{NetworkLimits.MaximumWeights} are possible");
        var bytes = BitWriter.BytesFor(count, weightBits);
        Require(packed.Length == bytes, $"{count} weights of {weightBits} bits take {bytes} bytes, not {packed.Length}");
        var reader = new BitReader(packed);
        var weights = ImmutableArray.CreateBuilder<sbyte>((int)count);
        for (var index = 0; index < count; index++)
        {
            var weight = reader.ReadSigned(weightBits);
            if (weight == -(1 << (weightBits - 1)))
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

    private static void CheckShapesInUse(PackedKernels packed, SegmentCatalog catalog)
    {
        var shapes = packed.ShapesInUse;
        Require(shapes.Length > 0, "no shapes in use");
        for (var position = 0; position < shapes.Length; position++)
        {
            Require(
                shapes[position] >= 0 && shapes[position] < catalog.Count,
                $"shape {shapes[position]} does not exist; the {catalog.KernelHeight}x{catalog.KernelWidth} catalogue has {catalog.Count}");
            Require(position == 0 || shapes[position] > shapes[position - 1], "shapes in use are not ascending");
        }

        var bits = PackedKernels.IndexBitsFor(shapes.Length);
        Require(packed.IndexBits == bits, $"{shapes.Length} shapes in use take {bits} index bits, not {packed.IndexBits}");
    }

    private static int CheckedSlices(int outputChannels, int inputChannels)
    {
        Require(outputChannels > 0 && inputChannels > 0, $"{outputChannels} x {inputChannels} kernels; at least 1 x 1 is needed");
        var slices = (long)outputChannels * inputChannels;
        Require(slices <= NetworkLimits.MaximumWeights, $"{slices} kernels; {NetworkLimits.MaximumWeights} are possible");
        return (int)slices;
    }

    private static ImmutableArray<int> UnpackIndex(PackedKernels packed, int slices)
    {
        var bytes = BitWriter.BytesFor(slices, packed.IndexBits);
        Require(packed.Index.Length == bytes, $"an index of {slices} kernels takes {bytes} bytes, not {packed.Index.Length}");
        var reader = new BitReader(packed.Index.AsSpan());
        var shapes = ImmutableArray.CreateBuilder<int>(slices);
        var used = new bool[packed.ShapesInUse.Length];
        for (var slice = 0; slice < slices; slice++)
        {
            var position = reader.ReadUnsigned(packed.IndexBits);
            if (position >= used.Length)
            {
                throw new InvalidDataException($"kernel {slice} has shape {position} of {used.Length} in use");
            }

            used[position] = true;
            shapes.Add(packed.ShapesInUse[position]);
        }

        Require(reader.EndsInPadding, "bits after the last index are set");
        var unused = Array.IndexOf(used, false);
        Require(unused < 0, $"shape {packed.ShapesInUse[Math.Max(0, unused)]} is listed and no kernel has it");
        return shapes.MoveToImmutable();
    }
}
