using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Results;

/// <summary>The stored bytes of one layer's weights, beside other storages of the same tensor: see <see cref="StorageReport"/>.</summary>
/// <param name="Layer">Name of the layer, or <c>total</c>.</param>
/// <param name="WeightsKept">Weights on segments.</param>
/// <param name="ShapeListBytes">The shapes in use.</param>
/// <param name="IndexBytes">The index in prefix codes.</param>
/// <param name="WeightBytes">The weights, bit-packed.</param>
/// <param name="TotalBytes">Together.</param>
/// <param name="DenseInt8Bytes">A byte for each weight of the dense tensor.</param>
/// <param name="CsrBytes">Compressed sparse rows.</param>
/// <param name="BitmapBytes">A bit for each weight of the dense tensor, and the non-zero weights.</param>
/// <param name="Kernels">Kernels that have an entry of the index.</param>
/// <param name="IndexBitsPerKernel">Bits of such an entry, mean; 0 without kernels.</param>
/// <param name="EqualWidthBitsPerKernel">The same with entries of equal width.</param>
/// <param name="EntropyPerKernel">Entropy of the shapes, bits per kernel.</param>
public sealed record StorageRow(
    string Layer,
    long WeightsKept,
    long ShapeListBytes,
    long IndexBytes,
    long WeightBytes,
    long TotalBytes,
    long DenseInt8Bytes,
    long CsrBytes,
    long BitmapBytes,
    long Kernels,
    double IndexBitsPerKernel,
    double EqualWidthBitsPerKernel,
    double EntropyPerKernel
)
{
    /// <summary>All layers with weights together.</summary>
    public static StorageRow Total(Network network) => Of("total", StorageReport.Of(network));

    /// <summary>The layers with weights, and their total.</summary>
    public static IReadOnlyList<StorageRow> Of(Network network) =>
        [
            .. network.Layers.OfType<Convolution>().Select(layer => Of(layer.Name, StorageReport.Of(layer.Bank))),
            .. network.Layers.OfType<FullyConnected>().Select(layer => Of(layer.Name, StorageReport.Of(layer))),
            Total(network),
        ];

    private static StorageRow Of(string layer, StorageReport report) =>
        new(
            layer,
            report.WeightsKept,
            report.ShapeListBytes,
            report.IndexBytes,
            report.WeightBytes,
            report.TotalBytes,
            report.DenseInt8Bytes,
            report.CsrBytes,
            report.BitmapBytes,
            report.Kernels,
            PerKernel(report, 8 * report.IndexBytes),
            PerKernel(report, 8 * report.EqualWidthIndexBytes),
            PerKernel(report, report.EntropyBits)
        );

    private static double PerKernel(StorageReport report, double bits) => report.Kernels == 0 ? 0 : Math.Round(bits / report.Kernels, 3);
}
