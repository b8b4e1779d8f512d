using System.Collections.Immutable;
using Striate.Cli.Presentation;
using Striate.Model.Packaging;
using Striate.Model.Storage;
using Striate.Trainer;
using Striate.DataSets;
using Striate.DataSets.Preparation;
using Striate.Results;
using Striate.Trainer.Networks;
using Striate.Verification;
using TrainingReport = Striate.Model.Packaging.TrainingReport;

namespace Striate.Cli;

/// <summary>Training with a progress bar, and its result as a package. The one place that reaches for Torch.</summary>
internal static class Training
{
    /// <summary>Trains.</summary>
    /// <param name="canFinish">
    /// Whether a cancellation leaves out the epochs that remain, so that there is a result; otherwise it ends the training.
    /// </param>
    /// <param name="loaded">The data set, where it was read already.</param>
    /// <returns>The networks, and what the user should know about the data; that was shown before the training, too.</returns>
    /// <exception cref="StriateException">
    /// An option is out of range, or names what is not there; a file of the data is missing or damaged; the training diverged.
    /// </exception>
    public static (TrainingResult Result, ImmutableArray<string> Warnings) Run(
        Screen screen, TrainingOptions options, CancellationToken cancellation, bool canFinish = false, DataSet? loaded = null)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            options.Validate();
            var data = loaded ?? DataSetCatalog.Load(options.DataSet, options.DataFolder, options.Data);
            var network = NetworkCatalog.Find(options.Network, data.Labels.Length, options.Width);
            foreach (var note in data.Notes)
            {
                screen.Note($"{data.Name}: {note}");
            }

            var warnings = DataWarnings.Of(data);
            foreach (var warning in warnings)
            {
                screen.Note($"warning: {data.Name}: {warning}");
            }

            Libtorch.Require(screen, cancellation);
            using var acknowledgement = canFinish ? cancellation.Register(() => screen.Note(Finishing(options))) : default;
            return (Run(screen, options, network, data, canFinish ? CancellationToken.None : cancellation, canFinish ? cancellation : CancellationToken.None), warnings);
        }
        catch (TrainingDivergedException exception)
        {
            var (option, rate) = exception.IsInteger ? ("--qat-learning-rate", options.IntegerLearningRate) : ("--learning-rate", options.LearningRate);
            throw new StriateException(ErrorKind.CheckFailed, FormattableString.Invariant(
                $"{options.Network}: {exception.Message}; a lower {option} than {rate} may help"));
        }
    }

    private static string Finishing(TrainingOptions options) =>
        "Ctrl-C: the training ends after the present epoch, and its package is written; Ctrl-C again ends it at once, without one"
        + (options.RunFolder is null ? "" : "; the same command continues it later");

    private static TrainingResult Run(
        Screen screen, TrainingOptions options, NetworkDescription network, DataSet data, CancellationToken cancellation, CancellationToken finish) =>
        screen.Run("training", 2 * options.Epochs, bar => TrainingRun.Train(
            options,
            network,
            data,
            new Relay<TrainingProgress>(progress => bar.Report((2 * options.Epochs * progress.Epoch / progress.Of, TextOf(progress)))),
            cancellation,
            finish));

    private static string TextOf(TrainingProgress progress) => progress.Phase == TrainingPhase.Evaluation
        ? $"both networks on the test samples, {TimeLeft.Text(progress.TimeLeft)} left"
        : FormattableString.Invariant($"{NameOf(progress.Phase)}, loss {progress.Loss:F3}, accuracy {100 * progress.Accuracy:F1} %, ")
            + FormattableString.Invariant($"kept {100 * progress.Kept:F0} %, {TimeLeft.Text(progress.TimeLeft)} left");

    /// <summary>The segment network with its report and golden vectors of the first test samples.</summary>
    public static ModelPackage Package(TrainingResult result, int golden) => Package(result, result.Segments, result.Report, golden);

    /// <summary>The dense network with golden vectors of the first test samples, for comparison.</summary>
    public static ModelPackage DensePackage(TrainingResult result, int golden)
    {
        var report = result.Report;
        return Package(result, result.Dense, report with
        {
            SegmentsFloat = report.DenseFloat, Integer = report.DenseInteger, Bits = SegmentCounting.MeanBits(result.Dense), Errors = result.DenseErrors,
            Validation = report.DenseValidation, Confusion = report.DenseConfusion,
        }, golden);
    }

    /// <summary>The final figures of a finished training.</summary>
    public static ResultSheet SheetOf(TrainingOptions options, TrainingReport report, double seconds, string package) => new(
        report.Network, options.Width, report.DataSet, report.DataSetSha256, report.Epochs, options.Seed, options.Threads,
        options.StartFromDense ? "dense" : "random", options.Distillation,
        report.DenseFloat, report.DenseInteger, report.SegmentsFloat, report.Integer, report.Bits,
        report.RemovedConvParameters, report.RemovedParameters, report.RemovedMacs,
        report.WeightBytes, report.IndexBytes, report.TotalBytes, Math.Round(seconds, 1), package, Baseline: report.Baseline, Validation: report.Validation);

    private static ModelPackage Package(TrainingResult result, Striate.Model.Graph.Network network, Striate.Trainer.TrainingReport report, int golden)
    {
        var (storage, figures) = (StorageReport.Of(network), NetworkFigures.Of(network));
        return new ModelPackage(
            network,
            new TrainingReport(
                report.Network, report.DataSet, report.DataSetChecksum, report.Epochs, report.Seed,
                TrainingReport.Percent(report.DenseFloat, 100), TrainingReport.Percent(report.DenseInteger, 100),
                TrainingReport.Percent(report.SegmentsFloat, 100), TrainingReport.Percent(report.Integer, 100),
                report.Bits, figures.RemovedConvParameters, figures.RemovedParameters, figures.RemovedMacs,
                storage.WeightBytes, storage.IndexBytes, storage.TotalBytes, report.Errors, TrainingReport.Percent(report.Baseline, 100), report.Split,
                report.Validation is { } validation ? TrainingReport.Percent(validation, 100) : null,
                report.Logistic is { } logistic ? TrainingReport.Percent(logistic, 100) : null,
                report.Confusion.IsDefault || report.Confusion.Length > TrainingReport.MaximumConfusion ? null : report.Confusion),
            GoldenVectors.Compute(network, Inputs(result.Test.Take(golden))))
        {
            OptionalParts =
            [
                .. result.Reading is { } reading ? [new OptionalPart(OptionalPartNames.DataReading, ReadingPart.Format(reading))] : Array.Empty<OptionalPart>(),
                .. result.Contract is { } contract ? [new OptionalPart(OptionalPartNames.InputContract, contract.Format())] : Array.Empty<OptionalPart>(),
            ],
        };
    }

    /// <summary>The inputs of samples.</summary>
    public static IReadOnlyList<byte[]> Inputs(Samples samples) =>
        [.. Enumerable.Range(0, samples.Count).Select(sample => samples[sample].ToArray())];

    private static string NameOf(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Dense => "dense",
        TrainingPhase.DenseInteger => "dense, integer",
        TrainingPhase.Segments => "segments",
        _ => "segments, integer",
    };
}
