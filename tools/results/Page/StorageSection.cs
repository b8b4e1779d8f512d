namespace Striate.Results.Page;

/// <summary>Stored bytes beside other storages of the same weights.</summary>
internal static class StorageSection
{
    private const double WorthIt = 10;

    public static void Write(PageText text, ResultFolder results, string folder)
    {
        var rows = results.Alone.Where(entry => entry.Sheet.Segments is { Storage.Kernels: > 0 }).ToList();
        text.Head(2, "Storage");
        if (rows.Count == 0)
        {
            text.Say("No packages have been measured yet.");
            return;
        }

        text.Say(
            """
            Bytes of all weights with what says where they stand ([the format](storage-format.md)); `striate inspect PACKAGE` prints them by layer. The index
            is in prefix codes; the last columns are its bits per kernel.
            """
        );
        text.Table(
            [
                "record",
                "ours",
                "dense int8",
                "CSR",
                "bitmap",
                "of ours: index",
                "prefix code",
                "equal width",
                "entropy of the shapes",
                "prefix codes save",
            ],
            rows.Select(entry => Row(entry.Name, entry.Sheet.Segments!.Storage, folder))
        );
        var least = rows.MinBy(entry => Saved(entry.Sheet.Segments!.Storage))!;
        text.Say(
            $"This project's goal is that entropy coding saves at least {Cell.Short(WorthIt)} % of the index. It does for {rows.Count(entry => Saved(entry.Sheet.Segments!.Storage) >= WorthIt)} of {rows.Count} networks, "
                + $"least for `{least.Name}`, {Cell.Short(Saved(least.Sheet.Segments!.Storage))} %."
        );
    }

    private static string[] Row(string name, StorageRow storage, string folder) =>
        [
            Cell.Link(folder, name),
            Cell.Count(storage.TotalBytes),
            Cell.Count(storage.DenseInt8Bytes),
            Cell.Count(storage.CsrBytes),
            Cell.Count(storage.BitmapBytes),
            Cell.Count(storage.IndexBytes),
            Cell.Fixed(storage.IndexBitsPerKernel),
            Cell.Fixed(storage.EqualWidthBitsPerKernel),
            Cell.Fixed(storage.EntropyPerKernel),
            Cell.Short(Saved(storage)) + " %",
        ];

    private static double Saved(StorageRow storage) =>
        Math.Round(100 * (1 - (storage.IndexBitsPerKernel / storage.EqualWidthBitsPerKernel)), 1);
}
