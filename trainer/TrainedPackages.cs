using Striate.DataSets;
using Striate.DataSets.Preparation;
using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Storage;

namespace Striate.Trainer;

/// <summary>The networks of a training as packages, each with its report and golden vectors of the first test samples.</summary>
public static class TrainedPackages
{
    /// <summary>The segment network.</summary>
    /// <param name="result">The training.</param>
    /// <param name="golden">Golden vectors, at most as many as there are test samples.</param>
    public static ModelPackage Segments(TrainingResult result, int golden) => Of(result, result.Segments, result.Report, golden);

    /// <summary>The dense network, for comparison.</summary>
    /// <param name="result">The training.</param>
    /// <param name="golden">Golden vectors, at most as many as there are test samples.</param>
    public static ModelPackage Dense(TrainingResult result, int golden) => Of(result, result.Dense, result.Report.OfDense(result), golden);

    /// <summary>The inputs of samples.</summary>
    public static IReadOnlyList<byte[]> Inputs(Samples samples) =>
        [.. Enumerable.Range(0, samples.Count).Select(sample => samples[sample].ToArray())];

    private static ModelPackage Of(TrainingResult result, Network network, RunReport report, int golden) =>
        new(network, Report(network, report), GoldenVectors.Compute(network, Inputs(result.Test.Take(golden))))
        {
            OptionalParts =
            [
                .. result.Reading is { } reading
                    ? [new OptionalPart(OptionalPartNames.DataReading, ReadingPart.Format(reading))]
                    : Array.Empty<OptionalPart>(),
                .. result.Contract is { } contract
                    ? [new OptionalPart(OptionalPartNames.InputContract, contract.Format())]
                    : Array.Empty<OptionalPart>(),
            ],
        };

    private static TrainingReport Report(Network network, RunReport report)
    {
        var (storage, figures) = (StorageReport.Of(network), NetworkFigures.Of(network));
        return new TrainingReport(report.Network, report.DataSet, report.DataSetChecksum, report.Epochs, report.Seed)
        {
            DenseFloat = Percentages.Of(report.DenseFloat, 100),
            DenseInteger = Percentages.Of(report.DenseInteger, 100),
            Matched = report.Matched is { } matched
                ? new EpochMatched(matched.Epochs, Percentages.Of(matched.Float, 100), Percentages.Of(matched.Integer, 100))
                : null,
            SegmentsFloat = Percentages.Of(report.SegmentsFloat, 100),
            Integer = Percentages.Of(report.Integer, 100),
            Bits = report.Bits,
            RemovedConvParameters = figures.RemovedConvParameters,
            RemovedParameters = figures.RemovedParameters,
            RemovedMacs = figures.RemovedMacs,
            WeightBytes = storage.WeightBytes,
            IndexBytes = storage.IndexBytes,
            TotalBytes = storage.TotalBytes,
            LayerErrors = report.Errors,
            Baseline = Percentages.Of(report.Baseline, 100),
            Split = report.Split,
            Validation = Percentages.Rounded(report.Validation),
            Logistic = Percentages.Rounded(report.Logistic),
            Imported = report.Imported,
            Confusion = report.Confusion.IsDefault || report.Confusion.Length > TrainingReport.MaximumConfusion ? null : report.Confusion,
        };
    }

    private static RunReport OfDense(this RunReport report, TrainingResult result) =>
        report with
        {
            SegmentsFloat = report.DenseFloat,
            Integer = report.DenseInteger,
            Bits = SegmentCounting.MeanBits(result.Dense),
            Errors = result.DenseErrors,
            Validation = report.DenseValidation,
            Confusion = report.DenseConfusion,
        };
}
