using Spectre.Console;
using Striate.Model.Packaging;

namespace Striate.Cli.Presentation;

/// <summary>A training report as a table.</summary>
internal static class ReportTable
{
    public static void Draw(Screen screen, TrainingReport report)
    {
        var table = screen.Table($"{report.Network} on {report.DataSet}, test set", "");
        var dense = report.Imported is null ? "dense" : "imported";
        foreach (
            var (name, value) in new (string Name, string? Value)[]
            {
                ($"{dense} network, float", Format.Percent(report.DenseFloat)),
                ($"{dense} network, integer", Format.Percent(report.DenseInteger)),
                (
                    $"dense network of equal epochs ({report.Matched?.Epochs}), integer",
                    report.Matched is { } matched ? Format.Percent(matched.Integer) : null
                ),
                ("segments, float", Format.Percent(report.SegmentsFloat)),
                ("segments, integer (this package)", Format.Percent(report.Integer)),
                (
                    "points below the dense network of equal epochs",
                    report.PointsBelowMatched is { } points ? Format.Fixed(points, 2) : null
                ),
                ("the same on the samples for validation", report.Validation is { } validation ? Format.Percent(validation) : null),
                ("most frequent class alone", report.Baseline is { } baseline ? Format.Percent(baseline) : null),
                ("logistic regression", report.Logistic is { } logistic ? Format.Percent(logistic) : null),
                ("convolution parameters removed", Format.Percent(report.RemovedConvParameters)),
                ("all parameters removed", Format.Percent(report.RemovedParameters)),
                ("multiply-accumulates removed", Format.Percent(report.RemovedMacs)),
                ("bytes of weights and index", Format.Count(report.TotalBytes)),
                ("epochs", Format.Count(report.Epochs)),
                ("seed", report.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("bits per weight", Format.Short(report.Bits)),
            }
        )
        {
            // Not every training has a baseline and samples for validation.
            if (value is not null)
            {
                table.AddRow(name, value);
            }
        }

        screen.Write(table);
        if (report.Split is { } split)
        {
            screen.Line(split);
        }
    }
}
