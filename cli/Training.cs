using Striate.Cli.Presentation;
using Striate.Model.Packaging;
using Striate.Model.Storage;
using Striate.Trainer;
using Striate.DataSets;
using Striate.Results;
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
    /// <exception cref="CliException">An option is out of range, or names what is not there; a file of the data is missing or damaged.</exception>
    public static TrainingResult Run(Screen screen, TrainingOptions options, CancellationToken cancellation, bool canFinish = false)
    {
        cancellation.ThrowIfCancellationRequested();
        Libtorch.Require(screen, cancellation);
        return screen.Run("training", 2 * options.Epochs, bar =>
        {
            var relay = new Relay(progress => bar.Report((2 * options.Epochs * progress.Epoch / progress.Of, FormattableString.Invariant(
                $"{NameOf(progress.Phase)}, loss {progress.Loss:F3}, accuracy {100 * progress.Accuracy:F1} %, kept {100 * progress.Kept:F0} %, {TimeLeft.Text(progress.TimeLeft)} left"))));
            try
            {
                return canFinish
                    ? TrainingRun.Train(options, relay, CancellationToken.None, cancellation)
                    : TrainingRun.Train(options, relay, cancellation);
            }
            catch (ArgumentException exception) when (exception.GetType() == typeof(ArgumentException))
            {
                throw new CliException(ExitCode.Usage, exception.Message + "; see 'striate train --help'");
            }
            catch (InvalidDataException exception)
            {
                throw new CliException(ExitCode.BadInput, exception.Message);
            }
            catch (TrainingDivergedException exception)
            {
                throw new CliException(ExitCode.CheckFailed, $"{options.Network}: {exception.Message}: --rate, --integer-rate");
            }
        });
    }

    /// <summary>The segment network with its report and golden vectors of the first test samples.</summary>
    public static ModelPackage Package(TrainingResult result, int golden) => Package(result, result.Segments, result.Report, golden);

    /// <summary>The dense network with golden vectors of the first test samples, for comparison.</summary>
    public static ModelPackage DensePackage(TrainingResult result, int golden)
    {
        var report = result.Report;
        return Package(result, result.Dense, report with
        {
            SegmentsFloat = report.DenseFloat, Integer = report.DenseInteger, Bits = SegmentCounting.MeanBits(result.Dense), Errors = result.DenseErrors,
        }, golden);
    }

    /// <summary>The final figures of a finished training.</summary>
    public static ResultSheet SheetOf(TrainingOptions options, TrainingReport report, double seconds, string package) => new(
        report.Network, options.Width, report.DataSet, report.DataSetSha256, report.Epochs, options.Seed, options.Threads,
        options.StartFromDense ? "dense" : "random", options.Distillation,
        report.DenseFloat, report.DenseInteger, report.SegmentsFloat, report.Integer, report.Bits,
        report.RemovedConvParameters, report.RemovedParameters, report.RemovedMacs,
        report.WeightBytes, report.IndexBytes, report.TotalBytes, Math.Round(seconds, 1), package);

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
                storage.WeightBytes, storage.IndexBytes, storage.TotalBytes, report.Errors),
            GoldenVectors.Compute(network, Inputs(result.Test.Take(golden))));
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

    private sealed class Relay(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
