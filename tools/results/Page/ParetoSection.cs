using System.Collections.Immutable;
using Striate.Results.Pictures;

namespace Striate.Results.Page;

/// <summary>One network at several widths: what accuracy costs, dense and with segments.</summary>
internal static class ParetoSection
{
    private const string Good = "unrolled";
    private const string Planned = "planned";
    private const string DenseColour = "#1f77b4";
    private const string SegmentColour = "#ff7f0e";
    private const string GoodColour = "#7f7f7f";

    /// <summary>One network of the series, in numbers that can be compared.</summary>
    private sealed record ParetoPoint(string Record, double Width, double Accuracy, PackageFigures Figures)
    {
        public double? Instructions => Figures.Instructions(Planned);
    }

    public static void Write(PageText text, ResultFolder results, string folder, ImmutableArray<Picture>.Builder pictures)
    {
        var entries = results.Series("pareto").OrderBy(entry => entry.Sheet.Width).ToList();
        text.Head(2, "At the same cost");
        if (entries.Count == 0)
        {
            text.Say("There are no records of several widths yet (`pareto-*`).");
            return;
        }

        var segments = Candidates(entries, sheet => sheet.Segments, sheet => sheet.Integer);
        var dense = Candidates(entries, sheet => sheet.Dense, sheet => sheet.DenseInteger);
        text.Say(
            $"{Networks(entries)} at several widths (factors of all channel counts), all on the same schedule. Instructions are IL instructions of one inference; *refused* code needs more than a device has."
        );
        text.Table(
            ["record", "width", "kernels", "accuracy, integer", "MACs", "bytes", "good dense code", "planned code"],
            entries.SelectMany(entry =>
                new[]
                {
                    Row(entry, folder, "dense", entry.Sheet.DenseInteger, entry.Sheet.Dense),
                    Row(entry, folder, "segments", entry.Sheet.Integer, entry.Sheet.Segments),
                }
            )
        );
        text.Say(Verdict(segments, dense));
        foreach (var (picture, description) in Plots(segments, dense))
        {
            pictures.Add(picture);
            text.Show(folder, picture.File, description);
        }
    }

    private static string Networks(List<NamedSheet> entries) =>
        string.Join(
            ", ",
            entries.Select(entry => $"`{entry.Sheet.Network}` on {entry.Sheet.DataSet}, {Cell.Count(entry.Sheet.Epochs)} epochs").Distinct()
        );

    private static List<ParetoPoint> Candidates(
        List<NamedSheet> entries,
        Func<ResultSheet, PackageFigures?> figures,
        Func<ResultSheet, double> accuracy
    ) =>
        [
            .. from entry in entries
            where figures(entry.Sheet) is not null
            select new ParetoPoint(entry.Name, entry.Sheet.Width, accuracy(entry.Sheet), figures(entry.Sheet)!),
        ];

    private static string[] Row(NamedSheet entry, string folder, string kernels, double accuracy, PackageFigures? figures) =>
        [
            Cell.Link(folder, entry.Name),
            Cell.Width(entry.Sheet.Width),
            kernels,
            Cell.Percent(accuracy),
            Cell.Count(figures?.KeptMacs),
            Cell.Count(figures?.Storage.TotalBytes),
            Cell.Code(figures, Good),
            Cell.Code(figures, Planned),
        ];

    // The question of a user: is a segment network better where a dense one would fit as well?
    private static string Verdict(List<ParetoPoint> segments, List<ParetoPoint> dense)
    {
        if (dense.FirstOrDefault(candidate => candidate is { Width: 1, Instructions: not null }) is not { } full)
        {
            return "The dense network of width 1 has not been measured, so that nothing can be said about the same cost.";
        }

        var best = segments
            .Where(candidate =>
                candidate.Instructions <= full.Instructions && candidate.Figures.Storage.TotalBytes <= full.Figures.Storage.TotalBytes
            )
            .OrderByDescending(candidate => candidate.Accuracy)
            .ThenBy(candidate => candidate.Instructions)
            .FirstOrDefault();
        var limit =
            $"the dense network of width 1 ({Cell.Percent(full.Accuracy)}, {Cell.Count(full.Figures.Storage.TotalBytes)} bytes, {Cell.Count(full.Instructions)} instructions of planned code)";
        if (best is null)
        {
            return $"No segment network that was measured has no more bytes and no more instructions than {limit}.";
        }

        var gain = Math.Round(best.Accuracy - full.Accuracy, 2);
        var outcome = gain switch
        {
            > 0 => $"it is **{Cell.Fixed(gain)} points better**",
            0 => "it is **as accurate, and no better**",
            _ => $"it is **{Cell.Fixed(-gain)} points worse**: at this cost none of those recorded wins",
        };
        return $"Segment networks of {segments.Count} {(segments.Count == 1 ? "width" : "widths")} are recorded. Of those with no more bytes and no more instructions than {limit}, the best is that of width {Cell.Width(best.Width)} "
            + $"({Cell.Percent(best.Accuracy)}, {Cell.Count(best.Figures.Storage.TotalBytes)} bytes, {Cell.Count(best.Instructions)} instructions): {outcome}.";
    }

    private static IEnumerable<(Picture Picture, string Description)> Plots(List<ParetoPoint> segments, List<ParetoPoint> dense)
    {
        var usual = new[] { ("dense", DenseColour, dense), ("segments", SegmentColour, segments) };
        yield return Plot("pareto-macs.png", "multiply-accumulates, millions", usual, candidate => candidate.Figures.KeptMacs / 1e6);
        yield return Plot(
            "pareto-bytes.png",
            "bytes of weights, thousands",
            usual,
            candidate => candidate.Figures.Storage.TotalBytes / 1e3
        );
        yield return Plot(
            "pareto-planned.png",
            "IL instructions of planned code, millions",
            usual,
            candidate => candidate.Instructions / 1e6
        );
        yield return (
            CurvePlot.Of(
                "pareto-instructions.png",
                "IL instructions, millions",
                [
                    CurveOf("dense, good dense code", GoodColour, dense, candidate => candidate.Figures.Instructions(Good) / 1e6),
                    CurveOf("dense, planned code", DenseColour, dense, candidate => candidate.Instructions / 1e6),
                    CurveOf("segments, planned code", SegmentColour, segments, candidate => candidate.Instructions / 1e6),
                ]
            ),
            "Accuracy against IL instructions of good dense and planned code"
        );
    }

    private static (Picture Picture, string Description) Plot(
        string file,
        string title,
        IEnumerable<(string Name, string Colour, List<ParetoPoint> Candidates)> kinds,
        Func<ParetoPoint, double?> cost
    ) =>
        (
            CurvePlot.Of(file, title, [.. kinds.Select(kind => CurveOf(kind.Name, kind.Colour, kind.Candidates, cost))]),
            $"Accuracy against {title}"
        );

    private static Curve CurveOf(string name, string colour, List<ParetoPoint> candidates, Func<ParetoPoint, double?> cost) =>
        new(
            name,
            colour,
            [
                .. from candidate in candidates
                let x = cost(candidate)
                where x is not null
                select new CurvePoint(x.Value, candidate.Accuracy, CurvePlot.Factor(candidate.Width)),
            ]
        );
}
