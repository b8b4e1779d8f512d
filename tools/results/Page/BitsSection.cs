namespace Striate.Results.Page;

/// <summary>One network with weights of several bits.</summary>
internal static class BitsSection
{
    private const double MostLost = 1.5;
    private const double FewBits = 4;

    public static void Write(PageText text, ResultFolder results, string folder)
    {
        var series = results.Series("bits").ToList();
        text.Head(2, "Bits of weights");
        if (series.Count == 0)
        {
            text.Say("There are no records of several bits yet (`bits-*`).");
            return;
        }

        // The networks of more bits that the others were made of.
        var sources = results
            .Sheets.Where(entry => series.Any(other => other.Sheet.Source == entry.Name) && !series.Contains(entry))
            .ToList();
        var rows = sources.Concat(series).OrderByDescending(entry => entry.Sheet.Bits).ToList();
        text.Say(
            "The same float networks, their integers trained anew with other bits per weight; *mixed* ones have bits by layer, chosen by what each layer loses."
        );
        text.Table(
            [
                "record",
                "bits per weight, mean",
                "accuracy, float",
                "accuracy, integer",
                "against most bits",
                "bytes of weights",
                "bytes",
                "planned code",
                "bytes of its IL",
            ],
            rows.Select(entry => Row(entry, rows[0].Sheet, folder))
        );
        text.List(
            rows.Where(entry => entry.Sheet.Segments?.LayerBits is not null)
                .Select(entry =>
                    $"`{entry.Name}`: {entry.Sheet.Segments!.LayerBits!.Replace("=", " ", StringComparison.Ordinal).Replace(",", ", ", StringComparison.Ordinal)} bits."
                )
        );
        text.Say(Verdict(rows));
    }

    private static string[] Row(NamedSheet entry, ResultSheet most, string folder)
    {
        var planned = entry.Sheet.Segments?.Code.FirstOrDefault(code => code.Strategy == "planned");
        return
        [
            Cell.Link(folder, entry.Name),
            Cell.Short(entry.Sheet.Bits),
            Cell.Percent(entry.Sheet.SegmentsFloat),
            Cell.Percent(entry.Sheet.Integer),
            Cell.Signed(entry.Sheet.Integer - most.Integer),
            Cell.Count(entry.Sheet.WeightBytes),
            Cell.Count(entry.Sheet.TotalBytes),
            Cell.Count(planned?.Instructions),
            Cell.Count(planned?.IlBytes),
        ];
    }

    private static string Verdict(List<NamedSheet> rows)
    {
        var few = rows.Where(entry => entry.Sheet.Bits == FewBits).MaxBy(entry => entry.Sheet.Integer);
        if (few is null || rows[0].Sheet.Bits != 8)
        {
            return "There are no records of 8 and of 4 bits to compare.";
        }

        var lost = Math.Round(rows[0].Sheet.Integer - few.Sheet.Integer, 2);
        return $"4 bits are {Cell.Fixed(lost)} points below 8 bits; this project's goal, at most {Cell.Short(MostLost)}, is {(lost <= MostLost ? "reached" : "**not reached**")}.";
    }
}
