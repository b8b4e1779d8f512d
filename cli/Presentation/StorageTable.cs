using Spectre.Console;
using Striate.Results;

namespace Striate.Cli.Presentation;

/// <summary>The stored bytes of every layer as a table.</summary>
internal static class StorageTable
{
    public static void Draw(Screen screen, IReadOnlyList<StorageRow> rows)
    {
        var table = screen.Table(
            "bytes",
            "weights\nkept",
            "shape\nlist",
            "index",
            "weights",
            "together",
            "dense\nint8",
            "CSR",
            "bitmap",
            "bits a kernel:\nprefix code",
            "equal\nwidth",
            "entropy"
        );
        foreach (var row in rows)
        {
            table.AddRow([
                Markup.Escape(row.Layer),
                .. new[]
                {
                    row.WeightsKept,
                    row.ShapeListBytes,
                    row.IndexBytes,
                    row.WeightBytes,
                    row.TotalBytes,
                    row.DenseInt8Bytes,
                    row.CsrBytes,
                    row.BitmapBytes,
                }.Select(Format.Count),
                .. new[] { row.IndexBitsPerKernel, row.EqualWidthBitsPerKernel, row.EntropyPerKernel }.Select(bits =>
                    row.Kernels == 0 ? "" : Format.Fixed(bits, 2)
                ),
            ]);
        }

        screen.Write(table);
    }
}
