using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Segments;
using static Striate.Model.Storage.InvalidData;

namespace Striate.Model.Storage;

/// <summary>
/// The shapes of kernels to a prefix code and back. The packing is unique: equal shapes, equal bytes. Generated tables do not
/// use it, for a code that is read bit by bit costs an interpreter more than it saves.
/// </summary>
public static class IndexStorage
{
    /// <summary>Packs the shapes of a valid bank.</summary>
    public static PackedIndex Pack(ImmutableArray<int> shapes)
    {
        ImmutableArray<int> inUse = [.. shapes.Distinct().Order()];
        var positions = shapes.Select(shape => inUse.BinarySearch(shape)).ToArray();
        var lengths = LengthsFor(positions, inUse.Length);
        var codes = PrefixCode.CodesOf(lengths);
        var writer = new BitWriter();
        foreach (var position in positions)
        {
            for (var bit = lengths[position] - 1; bit >= 0; bit--)
            {
                writer.Write(codes[position] >> bit, 1);
            }
        }

        return new PackedIndex(inUse, lengths, writer.ToImmutable());
    }

    /// <summary>Unpacks shapes that may come from an untrusted file; memory is taken only after the counts were checked.</summary>
    /// <param name="packed">The storage.</param>
    /// <param name="catalog">The catalogue that the shape numbers refer to.</param>
    /// <param name="outputChannels">Output channels of the convolution.</param>
    /// <param name="inputChannels">Input channels per group.</param>
    /// <returns>A shape number per slice.</returns>
    /// <exception cref="InvalidDataException">
    /// The channels are out of range; the shapes in use are none, unknown, not ascending, or not all used; the code is not the
    /// one that these kernels have; the bits are too few or too many, or one after the last code is set.
    /// </exception>
    public static ImmutableArray<int> Unpack(PackedIndex packed, SegmentCatalog catalog, int outputChannels, int inputChannels)
    {
        CheckShapesInUse(packed, catalog);
        var slices = CheckedSlices(packed, outputChannels, inputChannels);
        var positions = Decode(packed, slices);
        var unused =
            packed.ShapesInUse.Length == 1 ? -1 : Enumerable.Range(0, packed.ShapesInUse.Length).Except(positions).FirstOrDefault(-1);
        Require(unused < 0, $"shape {packed.ShapesInUse[Math.Max(0, unused)]} is listed and no kernel has it");
        Require(
            LengthsFor(positions, packed.ShapesInUse.Length).SequenceEqual(packed.CodeLengths),
            "the code lengths are not those of these kernels"
        );
        return [.. positions.Select(position => packed.ShapesInUse[position])];
    }

    private static ImmutableArray<int> LengthsFor(int[] positions, int shapesInUse)
    {
        var counts = new int[shapesInUse];
        foreach (var position in positions)
        {
            counts[position]++;
        }

        return PrefixCode.LengthsOf(counts);
    }

    private static void CheckShapesInUse(PackedIndex packed, SegmentCatalog catalog)
    {
        var shapes = packed.ShapesInUse;
        Require(shapes.Length > 0, "no shapes in use");
        for (var position = 0; position < shapes.Length; position++)
        {
            Require(
                shapes[position] >= 0 && shapes[position] < catalog.Count,
                $"shape {shapes[position]} does not exist; the {catalog.KernelHeight}x{catalog.KernelWidth} catalogue has {catalog.Count}"
            );
            Require(position == 0 || shapes[position] > shapes[position - 1], "shapes in use are not ascending");
        }

        Require(
            packed.CodeLengths.Length == shapes.Length && PrefixCode.IsComplete(packed.CodeLengths),
            $"the code lengths are no complete code of {shapes.Length} shapes"
        );
    }

    private static int CheckedSlices(PackedIndex packed, int outputChannels, int inputChannels)
    {
        Require(outputChannels > 0 && inputChannels > 0, $"{outputChannels} x {inputChannels} kernels; at least 1 x 1 is needed");
        var slices = (long)outputChannels * inputChannels;
        Require(slices <= NetworkLimits.MaximumWeights, $"{slices} kernels; at most {NetworkLimits.MaximumWeights} are allowed");
        var least = BitWriter.BytesFor(slices, packed.CodeLengths.Min());
        Require(packed.Bits.Length >= least, $"an index of {slices} kernels takes at least {least} bytes, not {packed.Bits.Length}");
        return (int)slices;
    }

    /// <summary>The position in the list of shapes, for each slice.</summary>
    private static int[] Decode(PackedIndex packed, int slices)
    {
        var lengths = packed.CodeLengths;
        var ordered = PrefixCode.InCodeOrder(lengths).ToArray();
        var perLength = new int[PrefixCode.MaximumLength + 1];
        foreach (var length in lengths)
        {
            perLength[length]++;
        }

        var reader = new BitReader(packed.Bits.AsSpan());
        var positions = new int[slices];
        for (var slice = 0; slice < slices && lengths.Length > 1; slice++)
        {
            positions[slice] = ordered[DecodeOne(ref reader, perLength)];
        }

        Require(reader.EndsInPadding, "bits after the last code are set, or bytes were appended");
        return positions;
    }

    /// <summary>Reads bits until the value lies among the codes of that length.</summary>
    private static int DecodeOne(ref BitReader reader, int[] perLength)
    {
        var (offset, passed) = (0, 0);
        for (var length = 1; ; length++)
        {
            Require(reader.BitsLeft > 0, "the index is cut off");
            offset = (offset << 1) | reader.ReadUnsigned(1);
            if (offset < perLength[length])
            {
                return passed + offset;
            }

            offset -= perLength[length];
            passed += perLength[length];
        }
    }
}
