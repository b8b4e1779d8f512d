using System.Collections.Immutable;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.Model.Packaging;
using Striate.Results;
using Striate.Trainer;
using Striate.Trainer.Imported;
using Striate.Trainer.Networks;

namespace Striate.Cli;

/// <summary>Training with a progress bar, and its result as a package. The one place that reaches for Torch.</summary>
internal static class Training
{
    /// <summary>Trains.</summary>
    /// <param name="canFinish">
    /// Whether a cancellation leaves out the epochs that remain, so that there is a result; otherwise it ends the training.
    /// </param>
    /// <param name="loaded">The data set, where it was read already.</param>
    /// <param name="imported">The network that takes the dense one's place; the data were read for it. Null: the options name a
    /// network.</param>
    /// <returns>The networks, and what the user should know about the data; that was shown before the training, too.</returns>
    /// <exception cref="StriateException">
    /// An option is out of range, or names what is not there; a file of the data is missing or damaged; the training diverged.
    /// </exception>
    public static (TrainingResult Result, ImmutableArray<string> Warnings) Run(
        Screen screen,
        TrainingOptions options,
        CancellationToken cancellation,
        bool canFinish = false,
        DataSet? loaded = null,
        ImportedNetwork? imported = null
    )
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            options.Validate();
            var data = loaded ?? DataSetCatalog.Load(options.DataSet, options.DataFolder, options.Data);
            var network = imported is null ? options.NetworkFor(data) : null;
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
            var (end, finish) = canFinish ? (CancellationToken.None, cancellation) : (cancellation, CancellationToken.None);
            return (
                Run(
                    screen,
                    options,
                    bar =>
                        imported is null
                            ? TrainingRun.Train(options, network!, data, bar, end, finish)
                            : TrainingRun.Train(options, imported, data, bar, end, finish)
                ),
                warnings
            );
        }
        catch (TrainingDivergedException exception)
        {
            var (option, rate) = exception.IsInteger
                ? ("--qat-learning-rate", options.IntegerLearningRate)
                : ("--learning-rate", options.LearningRate);
            throw new StriateException(
                ErrorKind.CheckFailed,
                FormattableString.Invariant($"{options.Network}: {exception.Message}; a lower {option} than {rate} may help")
            );
        }
    }

    private static string Finishing(TrainingOptions options) =>
        "Ctrl-C: the training ends after the current epoch, and its package is written; Ctrl-C again ends it at once, without one"
        + (options.RunFolder is null ? "" : "; the same command continues it later");

    private static TrainingResult Run(Screen screen, TrainingOptions options, Func<IProgress<TrainingProgress>, TrainingResult> train) =>
        screen.Run(
            "training",
            StageRelay.Steps,
            bar =>
                train(
                    new Relay<TrainingProgress>(progress =>
                        bar.Report(((int)((long)StageRelay.Steps * progress.Epoch / progress.Of), TextOf(progress)))
                    )
                )
        );

    private static string TextOf(TrainingProgress progress) =>
        progress.Phase == TrainingPhase.Evaluation
            ? $"the networks on the test samples, {TimeLeft.Text(progress.TimeLeft)} left"
            : FormattableString.Invariant($"{NameOf(progress.Phase)}, loss {progress.Loss:F3}, accuracy {100 * progress.Accuracy:F1} %, ")
                + FormattableString.Invariant($"kept {100 * progress.Kept:F0} %, {TimeLeft.Text(progress.TimeLeft)} left");

    /// <summary>The final figures of a finished training.</summary>
    public static ResultSheet SheetOf(TrainingOptions options, TrainingReport report, double seconds, string package) =>
        new(
            report,
            package,
            options.Imported is not null && options.StartFromDense ? "imported"
                : options.StartFromDense ? "dense"
                : "random"
        )
        {
            Width = options.Width,
            Threads = options.Threads,
            Distillation = options.Distillation,
            Seconds = Math.Round(seconds, 1),
        };

    private static string NameOf(TrainingPhase phase) =>
        phase switch
        {
            TrainingPhase.Dense => "dense",
            TrainingPhase.DenseInteger => "dense, integer",
            TrainingPhase.Segments => "segments",
            TrainingPhase.Matched => "dense of equal epochs",
            TrainingPhase.MatchedInteger => "dense of equal epochs, integer",
            _ => "segments, integer",
        };
}
