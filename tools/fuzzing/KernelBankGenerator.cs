using System.Collections.Immutable;
using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Segments;

namespace Striate.Fuzzing;

/// <summary>Random kernel banks: few or many shapes in use, weights spread over the range or at its ends.</summary>
public static class KernelBankGenerator
{
    /// <summary>Any bank: 1..6 x 1..6 kernels of any catalogue, 2..8 weight bits.</summary>
    public static readonly Gen<KernelBank> Any =
        from catalog in Catalog(maximumHeight: 5, maximumWidth: 5)
        from outputChannels in Gen.Int[1, 6]
        from inputChannels in Gen.Int[1, 6]
        from bits in Gen.Int[2, 8]
        from bank in Of(catalog, outputChannels, inputChannels, bits)
        select bank;

    /// <summary>Dense and segment catalogues of kernels up to an extent; square, 1 x k and odd ones.</summary>
    public static Gen<SegmentCatalog> Catalog(int maximumHeight, int maximumWidth) =>
        from height in Gen.Int[1, maximumHeight]
        from width in Gen.Int[1, maximumWidth]
        from square in Gen.Bool
        from dense in Gen.Int[0, 3]
        let rows = square ? Math.Min(height, maximumWidth) : height
        let columns = square ? rows : width
        select dense == 0 ? SegmentCatalog.Dense(rows, columns) : SegmentCatalog.For(rows, columns);

    /// <summary>Banks of one extent.</summary>
    public static Gen<KernelBank> Of(SegmentCatalog catalog, int outputChannels, int inputChannels, int bits) =>
        from inUse in Gen.Int[0, catalog.Count - 1].Array[1, 40]
        from picks in Gen.Int[0, inUse.Length - 1].Array[outputChannels * inputChannels]
        let shapes = picks.Select(pick => inUse[pick]).ToImmutableArray()
        from weights in Weights(shapes.Sum(shape => catalog[shape].Cells.Length), bits)
        select new KernelBank(catalog, outputChannels, inputChannels, bits, shapes, weights);

    /// <summary>Weights of so many bits; every fourth tensor holds nothing but the ends of the range and zeros.</summary>
    public static Gen<ImmutableArray<sbyte>> Weights(int count, int bits)
    {
        var largest = (1 << (bits - 1)) - 1;
        return from extreme in Gen.Int[0, 3]
            from weights in Gen.Int[-largest, largest].Array[count]
            select weights.Select(weight => (sbyte)(extreme == 0 ? Math.Sign(weight) * largest : weight)).ToImmutableArray();
    }
}
