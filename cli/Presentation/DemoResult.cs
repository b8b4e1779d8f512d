using System.Text.Json.Serialization;
using Striate.Model.Figures;
using Striate.Model.Packaging;

namespace Striate.Cli.Presentation;

/// <summary>What the demo shows. Accuracies and shares are percent.</summary>
internal sealed record DemoResult([property: JsonIgnore] TrainingReport Report)
{
    public double IntegerAccuracy => Report.Integer;

    public double DenseAccuracy => Report.DenseInteger;

    public double FloatAccuracy => Report.SegmentsFloat;

    public double DenseFloatAccuracy => Report.DenseFloat;

    public double? Baseline => Report.Baseline;

    public double RemovedConvParameters => Report.RemovedConvParameters;

    public double RemovedParameters => Report.RemovedParameters;

    public double RemovedMacs => Report.RemovedMacs;

    public long WeightBytes => Report.WeightBytes;

    public long IndexBytes => Report.IndexBytes;

    public long TotalBytes => Report.TotalBytes;

    public double Bits => Report.Bits;

    public int Epochs => Report.Epochs;

    public long Seed => Report.Seed;

    public required long DenseMacs { get; init; }

    public required int Vectors { get; init; }

    public required int EqualLogits { get; init; }

    public required long Allocations { get; init; }

    public required double Seconds { get; init; }

    public required string PackageSha256 { get; init; }

    public required IReadOnlyList<StrategyRow> Strategies { get; init; }

    public required IReadOnlyList<LayerHistogram> Segments { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public static DemoResult Of(LoadedPackage package, IReadOnlyList<StrategyRow> rows, double seconds, IReadOnlyList<string> warnings)
    {
        var network = package.Package.Network;
        var vectors = rows.Max(row => row.Vectors);
        return new DemoResult(package.Package.Report!)
        {
            DenseMacs = NetworkFigures.Of(network).DenseMacs,
            Vectors = vectors,
            EqualLogits = vectors - rows.SelectMany(row => row.DifferentVectors).Distinct().Count(),
            Allocations = rows.Sum(row => row.Allocations),
            Seconds = Math.Round(seconds, 1),
            PackageSha256 = package.Sha256,
            Strategies = rows,
            Segments = LayerHistogram.Of(network),
            Warnings = warnings,
        };
    }

    public void Draw(Screen screen, string? folder)
    {
        LayerHistogram.Draw(screen, Segments);
        ReportTable.Draw(screen, Report);
        screen.Line();
        StrategyRow.Draw(screen, Strategies);
        screen.Line();
        screen.Line($"{EqualLogits} of {Vectors} logit vectors equal on integer reference, desktop .NET and emulator, with every strategy");
        screen.Line($"{Format.Count(DenseMacs)} dense-equivalent multiply-accumulates (MACs) per inference");
        screen.Line(folder is null ? $"{Format.Fixed(Seconds, 1)} s" : $"{Format.Fixed(Seconds, 1)} s; package and C# are in {folder}");
    }
}
