using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.Cli.Presentation;

/// <summary>What the demo shows. Accuracies and shares are percent.</summary>
internal sealed record DemoResult(
    double IntegerAccuracy,
    double DenseAccuracy,
    double FloatAccuracy,
    double DenseFloatAccuracy,
    double? Baseline,
    double RemovedConvParameters,
    double RemovedParameters,
    double RemovedMacs,
    long WeightBytes,
    long IndexBytes,
    long TotalBytes,
    double Bits,
    int Epochs,
    long Seed,
    long DenseMacs,
    int Vectors,
    int EqualLogits,
    long Allocations,
    double Seconds,
    string PackageSha256,
    IReadOnlyList<StrategyRow> Strategies,
    IReadOnlyList<LayerHistogram> Segments,
    IReadOnlyList<string> Warnings)
{
    public static DemoResult Of(LoadedPackage package, IReadOnlyList<StrategyRow> rows, double seconds, IReadOnlyList<string> warnings)
    {
        var (network, report) = (package.Package.Network, package.Package.Report!);
        var figures = NetworkFigures.Of(network);
        var vectors = rows.Max(row => row.Vectors);
        return new DemoResult(
            report.Integer,
            report.DenseInteger,
            report.SegmentsFloat,
            report.DenseFloat,
            report.Baseline,
            figures.RemovedConvParameters,
            figures.RemovedParameters,
            figures.RemovedMacs,
            report.WeightBytes,
            report.IndexBytes,
            report.TotalBytes,
            report.Bits,
            report.Epochs,
            report.Seed,
            figures.DenseMacs,
            vectors,
            vectors - rows.SelectMany(row => row.DifferentVectors).Distinct().Count(),
            rows.Sum(row => row.Allocations),
            Math.Round(seconds, 1),
            package.Sha256,
            rows,
            LayerHistogram.Of(network),
            warnings);
    }

    public void Draw(Screen screen, TrainingReport report, string? folder)
    {
        LayerHistogram.Draw(screen, Segments);
        ReportTable.Draw(screen, report);
        screen.Line();
        StrategyRow.Draw(screen, Strategies);
        screen.Line();
        screen.Line($"{EqualLogits} of {Vectors} logit vectors equal on integer reference, desktop .NET and emulator, with every strategy");
        screen.Line($"{Format.Count(DenseMacs)} dense-equivalent multiply-accumulates (MACs) per inference");
        screen.Line(folder is null ? $"{Format.Fixed(Seconds, 1)} s" : $"{Format.Fixed(Seconds, 1)} s; package and C# are in {folder}");
    }
}
