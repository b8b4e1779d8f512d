using System.Collections.Immutable;
using Striate.Model.Figures;

namespace Striate.Results.Page;

/// <summary>Networks on their own, dense and with segments.</summary>
internal static class NetworkSection
{
    public static void Write(PageText text, ResultFolder results, string folder)
    {
        text.Head(2, "Networks");
        text.Say(
            """
            Each training learns the network dense and with segments; points are those of the integer networks. *Equal epochs* is a dense network that
            was trained with as many epochs (in brackets) as the other two together, on the same schedule and from the same seed: points below dense are against
            it. Where none was trained they are against the shorter dense network, which flatters segments that started from it.
            """
        );
        var entries = results.Alone.Where(entry => entry.Sheet.Network != PaperSection.Network).ToList();
        text.Table(
            [
                "record",
                "data set",
                "epochs",
                "dense, float",
                "dense, integer",
                "dense, equal epochs",
                "segments, float",
                "segments, integer",
                "points below dense",
                "convolution weights removed",
                "parameters removed",
                "MACs removed",
                "bytes",
            ],
            entries
                .OrderBy(entry => entry.Sheet.Network, StringComparer.Ordinal)
                .ThenBy(entry => entry.Sheet.DataSet, StringComparer.Ordinal)
                .ThenBy(entry => entry.Sheet.RemovedConvParameters)
                .Select(entry => Row(entry, folder))
        );
        text.List(entries.Where(entry => entry.Sheet.Seeds is { Length: > 1 }).Select(Repeated));
        text.List(results.Sheets.Where(entry => entry.Sheet.Note is not null).Select(entry => $"`{entry.Name}`: {entry.Sheet.Note}"));
    }

    private static string Repeated(NamedSheet entry)
    {
        var seeds = entry.Sheet.Seeds!.Value;
        ImmutableArray<double> matched = [.. seeds.Select(seed => seed.Matched).OfType<double>()];
        return $"`{entry.Name}`, {seeds.Length} seeds: segments {Told(Spread.Of([.. seeds.Select(seed => seed.Segments)]))}"
            + (matched.Length < seeds.Length ? "" : $", dense of equal epochs {Told(Spread.Of(matched))}")
            + " (mean and standard deviation).";
    }

    private static string Told(Spread spread) => $"{Cell.Percent(spread.Mean)} ± {Cell.Fixed(spread.Deviation)}";

    private static string[] Row(NamedSheet entry, string folder)
    {
        var sheet = entry.Sheet;
        return
        [
            Cell.Link(folder, entry.Name),
            sheet.DataSet,
            Cell.Count(sheet.Epochs),
            Cell.Percent(sheet.DenseFloat),
            Cell.Percent(sheet.DenseInteger),
            PaperSection.Compared(sheet),
            Cell.Percent(sheet.SegmentsFloat),
            Cell.Percent(sheet.Integer),
            Cell.Fixed(PaperSection.Lost(sheet)),
            Cell.Percent(sheet.RemovedConvParameters),
            Cell.Percent(sheet.RemovedParameters),
            Cell.Percent(sheet.RemovedMacs),
            Cell.Count(sheet.TotalBytes),
        ];
    }
}
