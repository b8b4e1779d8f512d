using Spectre.Console;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Cli.Presentation;

/// <summary>The stored bytes of one layer's weights, beside other storages of the same tensor.</summary>
internal sealed record StorageRow(
    string Layer, long WeightsKept, long ShapeListBytes, long IndexBytes, long WeightBytes, long TotalBytes, long DenseInt8Bytes, long CsrBytes, long BitmapBytes,
    long Kernels, double IndexBitsPerKernel, double EqualWidthBitsPerKernel, double EntropyPerKernel)
{
    /// <summary>The layers with weights, and their total.</summary>
    public static IReadOnlyList<StorageRow> Of(Network network) =>
    [
        .. network.Layers.OfType<Convolution>().Select(layer => Of(layer.Name, StorageReport.Of(layer.Bank))),
        .. network.Layers.OfType<FullyConnected>().Select(layer => Of(layer.Name, StorageReport.Of(layer))),
        Of("total", StorageReport.Of(network)),
    ];

    public static void Draw(Screen screen, IReadOnlyList<StorageRow> rows)
    {
        var table = screen.Table(
            "bytes", "weights\nkept", "shape\nlist", "index", "weights", "together", "dense\nint8", "CSR", "bitmap", "bits a kernel:\nprefix code", "equal\nwidth", "entropy");
        foreach (var row in rows)
        {
            table.AddRow([Markup.Escape(row.Layer), .. new[]
            {
                row.WeightsKept, row.ShapeListBytes, row.IndexBytes, row.WeightBytes, row.TotalBytes, row.DenseInt8Bytes, row.CsrBytes, row.BitmapBytes,
            }.Select(Format.Count), .. new[]
            {
                row.IndexBitsPerKernel, row.EqualWidthBitsPerKernel, row.EntropyPerKernel,
            }.Select(bits => row.Kernels == 0 ? "" : Format.Fixed(bits, 2))]);
        }

        screen.Write(table);
    }

    private static StorageRow Of(string layer, StorageReport report) => new(
        layer, report.WeightsKept, report.ShapeListBytes, report.IndexBytes, report.WeightBytes, report.TotalBytes,
        report.DenseInt8Bytes, report.CsrBytes, report.BitmapBytes, report.Kernels,
        PerKernel(report, 8 * report.IndexBytes), PerKernel(report, 8 * report.EqualWidthIndexBytes), PerKernel(report, report.EntropyBits));

    private static double PerKernel(StorageReport report, double bits) => report.Kernels == 0 ? 0 : Math.Round(bits / report.Kernels, 3);
}
