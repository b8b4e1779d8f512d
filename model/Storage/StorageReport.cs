using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Storage;

/// <summary>
/// Bytes of weights in the compact index storage, beside three other storages of the same tensor. The rivals leave out
/// zero weights wherever they stand; ours keeps every tap of a segment.
/// </summary>
/// <param name="DenseWeights">Weights of the dense tensor.</param>
/// <param name="WeightsKept">Weights on segments, those that happen to be 0 included.</param>
/// <param name="ShapeListBytes">
/// The shapes in use: one byte each, two where the catalogue has more than 256 shapes, and 5 bits for the length of its code;
/// 0 for dense layers.
/// </param>
/// <param name="IndexBytes">The index in prefix codes, rounded up to bytes per layer.</param>
/// <param name="WeightBytes">The bit-packed weights, rounded up to bytes per layer.</param>
/// <param name="DenseInt8Bytes">One byte for each weight of the dense tensor.</param>
/// <param name="CsrBytes">
/// Compressed sparse rows, a row per output channel: non-zero weights bit-packed at the layer's bits; a column number each
/// (1 byte up to 256 columns, 2 up to 65,536, else 4); rows + 1 row starts (2 bytes up to 65,535 non-zero weights, else 4).
/// </param>
/// <param name="Kernels">Kernel slices that have an index entry: those of layers that are not dense.</param>
/// <param name="EqualWidthIndexBytes">The index with entries of equal width, as generated tables hold it.</param>
/// <param name="EntropyBits">Entropy of the shapes, bits: what no code that looks at one kernel at a time can beat.</param>
/// <param name="BitmapBytes">One bit for each weight of the dense tensor, and the non-zero weights bit-packed at the layer's bits.</param>
public sealed record StorageReport(
    long DenseWeights,
    long WeightsKept,
    long ShapeListBytes,
    long IndexBytes,
    long WeightBytes,
    long DenseInt8Bytes,
    long CsrBytes,
    long BitmapBytes,
    long Kernels,
    long EqualWidthIndexBytes,
    double EntropyBits
)
{
    private const int CodeLengthBits = 5;

    /// <summary>Nothing stored.</summary>
    public static readonly StorageReport Empty = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Shape list, index and weights.</summary>
    public long TotalBytes => ShapeListBytes + IndexBytes + WeightBytes;

    /// <summary>The kernels of one convolution.</summary>
    public static StorageReport Of(KernelBank bank)
    {
        var shapesInUse = bank.Shapes.Distinct().Count();
        var shapeBytes = bank.Catalog.Count <= 256 ? 1 : 2;
        return Beside(bank.OutputChannels, bank.DenseWeights, bank.Weights.Count(weight => weight != 0), bank.WeightBits) with
        {
            WeightsKept = bank.Weights.Length,
            ShapeListBytes = bank.Catalog.IsDense ? 0 : BitWriter.BytesFor(shapesInUse, (8 * shapeBytes) + CodeLengthBits),
            IndexBytes = IndexStorage.Pack(bank.Shapes).Bits.Length,
            Kernels = bank.Catalog.IsDense ? 0 : bank.Slices,
            EqualWidthIndexBytes = BitWriter.BytesFor(bank.Slices, PackedKernels.IndexBitsFor(shapesInUse)),
            EntropyBits = EntropyOf(bank.Shapes),
            WeightBytes = BitWriter.BytesFor(bank.Weights.Length, bank.WeightBits),
        };
    }

    /// <summary>The weights of a fully connected layer, which are stored dense.</summary>
    public static StorageReport Of(FullyConnected layer) =>
        Beside(layer.Output.Shape.Length, layer.Weights.Length, layer.Weights.Count(weight => weight != 0), layer.WeightBits) with
        {
            WeightsKept = layer.Weights.Length,
            WeightBytes = BitWriter.BytesFor(layer.Weights.Length, layer.WeightBits),
        };

    /// <summary>All convolutions and fully connected layers of a network.</summary>
    public static StorageReport Of(Network network) =>
        network.Layers.Aggregate(
            Empty,
            (sum, layer) =>
                layer switch
                {
                    Convolution convolution => sum + Of(convolution.Bank),
                    FullyConnected fullyConnected => sum + Of(fullyConnected),
                    _ => sum,
                }
        );

    /// <summary>Both together.</summary>
    public static StorageReport operator +(StorageReport a, StorageReport b) =>
        new(
            a.DenseWeights + b.DenseWeights,
            a.WeightsKept + b.WeightsKept,
            a.ShapeListBytes + b.ShapeListBytes,
            a.IndexBytes + b.IndexBytes,
            a.WeightBytes + b.WeightBytes,
            a.DenseInt8Bytes + b.DenseInt8Bytes,
            a.CsrBytes + b.CsrBytes,
            a.BitmapBytes + b.BitmapBytes,
            a.Kernels + b.Kernels,
            a.EqualWidthIndexBytes + b.EqualWidthIndexBytes,
            a.EntropyBits + b.EntropyBits
        );

    private static double EntropyOf(ImmutableArray<int> shapes) =>
        shapes.CountBy(shape => shape).Sum(entry => entry.Value * Math.Log2((double)shapes.Length / entry.Value));

    private static StorageReport Beside(int rows, int denseWeights, int nonZero, int bits)
    {
        var columns = denseWeights / rows;
        var packed = BitWriter.BytesFor(nonZero, bits);
        long columnBytes =
            columns <= 256 ? 1
            : columns <= 65_536 ? 2
            : 4;
        long rowStartBytes = nonZero <= ushort.MaxValue ? 2 : 4;
        return Empty with
        {
            DenseWeights = denseWeights,
            DenseInt8Bytes = denseWeights,
            CsrBytes = packed + (nonZero * columnBytes) + ((rows + 1) * rowStartBytes),
            BitmapBytes = BitWriter.BytesFor(denseWeights, 1) + packed,
        };
    }
}
