using System.Text.Json;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;
using Striate.Model.Packaging.Manifest;
using Striate.Model.Storage;
using static Striate.Model.Storage.InvalidData;

namespace Striate.Model.Packaging;

/// <summary>The part with the training report, which a package may lack.</summary>
internal static class ReportPart
{
    public const string PartName = "report.json";

    private const int MaximumSplit = 1024;

    public static Part Of(TrainingReport report) =>
        new(PartName, JsonSerializer.SerializeToUtf8Bytes(report, ManifestJson.Default.TrainingReport));

    /// <summary>Reads the report of a valid network.</summary>
    /// <exception cref="InvalidDataException">It is not such a report, or says what cannot be or is not so.</exception>
    public static TrainingReport Read(ReadOnlySpan<byte> content, Network network)
    {
        var report = ManifestPart.Parse(content, PackageLimits.MaximumReportBytes, ManifestJson.Default.TrainingReport);
        Check(report, network);
        return report;
    }

    /// <summary>Checks what can be checked without the data set.</summary>
    /// <exception cref="InvalidDataException">A value is out of its range, or is not what the network itself gives.</exception>
    public static void Check(TrainingReport report, Network network)
    {
        Require(report.Network == network.Name, "it is about another network");
        Require(Names.IsLabel(report.DataSet), $"the data set's name is refused; {Names.LabelRule}");
        Require(IsSha256(report.DataSetSha256), "the data set's SHA-256 is not 64 lower-case hexadecimal digits");
        Require(
            report.Imported is null || IsSha256(report.Imported),
            "the imported network's SHA-256 is not 64 lower-case hexadecimal digits"
        );
        Require(
            report.Epochs >= 0 && report.Matched?.Epochs is null or >= 0 && report.Bits is >= 2 and <= 8,
            "epochs or bits are out of range"
        );
        Require(
            report.Split is null or { Length: >= 1 and <= MaximumSplit } && report.Split?.Any(char.IsControl) != true,
            $"its words about the split are not 1..{MaximumSplit} printable characters"
        );
        if (report.LayerErrors is { } errors)
        {
            Require(
                !errors.IsDefault
                    && errors.All(error => error is not null)
                    && errors.Select(error => error.Layer).SequenceEqual(network.Layers.Select(layer => layer.Name)),
                "its layer errors are not those of the network's layers"
            );
            Require(errors.All(error => error.SignalToNoise is >= -200 and <= 200), "an SQNR is not in -200..200");
        }

        if (report.Confusion is { } rows)
        {
            Require(
                !rows.IsDefault
                    && rows.Length == network.Logits.Shape.Length
                    && rows.Length <= TrainingReport.MaximumConfusion
                    && rows.All(row => !row.IsDefault && row.Length == rows.Length && row.All(count => count >= 0)),
                "its confusion matrix does not have a row and a column of counts for each of the network's classes"
            );
        }

        double[] percentages =
        [
            report.DenseFloat,
            report.DenseInteger,
            report.SegmentsFloat,
            report.Integer,
            report.RemovedConvParameters,
            report.RemovedParameters,
            report.RemovedMacs,
            report.Baseline ?? 0,
            report.Validation ?? 0,
            report.Logistic ?? 0,
            report.Matched?.Float ?? 0,
            report.Matched?.Integer ?? 0,
        ];
        Require(percentages.All(percentage => percentage is >= 0 and <= 100), "a percentage is not in 0..100");
        var storage = StorageReport.Of(network);
        Require(
            (report.WeightBytes, report.IndexBytes, report.TotalBytes) == (storage.WeightBytes, storage.IndexBytes, storage.TotalBytes),
            $"it counts {report.WeightBytes} weight, {report.IndexBytes} index and {report.TotalBytes} total bytes; "
                + $"the network has {storage.WeightBytes}, {storage.IndexBytes} and {storage.TotalBytes}"
        );
    }

    private static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
