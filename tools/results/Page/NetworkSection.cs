namespace Striate.Results.Page;

/// <summary>Networks on their own, dense and with segments.</summary>
internal static class NetworkSection
{
    public static void Write(PageText text, ResultFolder results, string folder)
    {
        text.Head(2, "Networks");
        text.Say("Each training learns the network dense and with segments; points are those of the integer networks.");
        var entries = results.Alone.Where(entry => entry.Sheet.Network != PaperSection.Network).ToList();
        text.Table(
            [
                "record", "data set", "epochs", "dense, float", "dense, integer", "segments, float", "segments, integer", "points below dense",
                "convolution weights removed", "parameters removed", "MACs removed", "bytes",
            ],
            entries.OrderBy(entry => entry.Sheet.Network, StringComparer.Ordinal).ThenBy(entry => entry.Sheet.DataSet, StringComparer.Ordinal).ThenBy(entry => entry.Sheet.RemovedConvParameters).Select(entry => Row(entry, folder)));
        text.List(results.Sheets.Where(entry => entry.Sheet.Note is not null).Select(entry => $"`{entry.Name}`: {entry.Sheet.Note}"));
    }

    private static string[] Row(NamedSheet entry, string folder)
    {
        var sheet = entry.Sheet;
        return
        [
            Cell.Link(folder, entry.Name), sheet.DataSet, Cell.Count(sheet.Epochs), Cell.Percent(sheet.DenseFloat), Cell.Percent(sheet.DenseInteger),
            Cell.Percent(sheet.SegmentsFloat), Cell.Percent(sheet.Integer), Cell.Fixed(PaperSection.Lost(sheet)), Cell.Percent(sheet.RemovedConvParameters),
            Cell.Percent(sheet.RemovedParameters), Cell.Percent(sheet.RemovedMacs), Cell.Count(sheet.TotalBytes),
        ];
    }
}
