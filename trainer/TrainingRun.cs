using System.Diagnostics;
using System.Runtime.InteropServices;
using Striate.DataSets;
using Striate.Trainer.Imported;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using Striate.Trainer.Networks;
using Striate.Trainer.Runs;

namespace Striate.Trainer;

/// <summary>
/// Trains a network twice, dense and with segments, alike in all else, and quantises both; and, to compare with, a dense one of as many
/// epochs as both have together.
/// </summary>
public static class TrainingRun
{
    /// <summary>Trains a network of the catalogue on a data set of the catalogue.</summary>
    /// <exception cref="StriateException">
    /// An option is out of range, or names what is not there; a file of the data set, or a checkpoint, is missing or has another form than
    /// it should.
    /// </exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <param name="cancellation">Ends the training without a result.</param>
    /// <param name="finish">Leaves out the epochs that remain: the result is complete, if not as good.</param>
    public static TrainingResult Train(
        TrainingOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default,
        CancellationToken finish = default
    )
    {
        options.Validate();
        var data = DataSetCatalog.Load(options.DataSet, options.DataFolder, options.Data);
        return Train(options, options.NetworkFor(data), data, progress, cancellation, finish);
    }

    /// <summary>Learns segments of an imported network, which takes the dense one's place: start, teacher and baseline.</summary>
    /// <param name="imported">The network.</param>
    /// <param name="data">As the network reads it: <see cref="ImportedData.Of"/>.</param>
    /// <exception cref="StriateException">
    /// An option is out of range, or the network does not fit the data; the run folder is in use, or a checkpoint is another training's or
    /// damaged.
    /// </exception>
    /// <exception cref="TrainingDivergedException">The loss is none of a training any more.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static TrainingResult Train(
        TrainingOptions options,
        ImportedNetwork imported,
        DataSet data,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default,
        CancellationToken finish = default
    ) => Train(options with { Imported = imported.Sha256 }, imported.Description, imported, data, progress, cancellation, finish);

    /// <summary>Trains any network on any data set.</summary>
    /// <exception cref="StriateException">
    /// An option is out of range, or the network does not fit the data; the run folder is in use, or a checkpoint is another training's or
    /// damaged.
    /// </exception>
    /// <exception cref="TrainingDivergedException">The loss is none of a training any more.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static TrainingResult Train(
        TrainingOptions options,
        NetworkDescription network,
        DataSet data,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default,
        CancellationToken finish = default
    ) => Train(options, network, null, data, progress, cancellation, finish);

    private static TrainingResult Train(
        TrainingOptions options,
        NetworkDescription network,
        ImportedNetwork? imported,
        DataSet data,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellation,
        CancellationToken finish
    )
    {
        options.Validate();
        var plan = NetworkLayout.From(network, data.Input.Shape);
        TrainingChecks.Require(options, network, plan, data);
        try
        {
            TorchRuntime.Prepare(options.Threads);
            ExportDryRun.Check(network, plan, data, options.Seed, options.IsStreaming);
            return Train(options, plan, imported, data, progress, cancellation, finish);
        }
        catch (ExternalException problem)
        {
            throw TorchFailure.Of(options.Network, problem);
        }
    }

    private static TrainingResult Train(
        TrainingOptions options,
        NetworkLayout plan,
        ImportedNetwork? imported,
        DataSet data,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellation,
        CancellationToken finish
    )
    {
        var watch = Stopwatch.StartNew();
        using var samples = SampleTensors.From(data.Training, data.Input);
        using var balance = BalanceTensors.Of(options.Balance, data.Training.Classes, plan.Layers[^1].Output.Length);
        var loop = new EpochLoop(samples, options.BatchSize, options.Augmentation, options.Seed, options.Precision) { Balance = balance };
        var denseSource = RunSource.Of(options.DenseRun, plan, data);
        var floatSource = RunSource.Of(options.FloatRun, plan, data);
        floatSource?.RequireSameLearning(options);
        using var folder = options.RunFolder is { } path ? RunFolder.Open(path, options, plan, data, denseSource, floatSource) : null;
        var denseBegin = denseSource is null ? floatSource?.Float(RunFolder.Dense) : denseSource.Dense();
        var segmentsBegin = floatSource?.Float(RunFolder.Segments);
        var floatEpochs = segmentsBegin?.Epochs ?? options.Epochs - options.IntegerEpochs;
        var denseEpochs = imported is not null ? 0 : denseSource?.DenseEpochs ?? floatEpochs + options.IntegerEpochs;
        var before =
            folder?.TrimLog(denseEpochs, floatEpochs + options.IntegerEpochs, denseSource is not null || imported is not null) ?? 0;
        var denseOptions = denseSource?.Options ?? options;
        var denseFloatEpochs = imported is not null ? 0 : denseSource?.FloatEpochs ?? floatEpochs;
        var matchedOptions =
            options.HasMatchedBaseline && imported is null && floatSource is null
                ? denseOptions with
                {
                    Epochs = denseEpochs + floatEpochs + options.IntegerEpochs,
                }
                : null;
        var meter = new ProgressMeter(
            [
                .. denseOptions.Schedule.Costs(denseFloatEpochs),
                .. Schedule.IntegerCosts(denseEpochs - denseFloatEpochs),
                .. options.Schedule.Costs(floatEpochs),
                .. Schedule.IntegerCosts(options.IntegerEpochs),
                .. matchedOptions?.Schedule.Costs(matchedOptions.Epochs - matchedOptions.IntegerEpochs) ?? [],
                .. Schedule.IntegerCosts(matchedOptions?.IntegerEpochs ?? 0),
            ],
            progress,
            folder,
            before
        );
        using var dense = new NetworkTraining(RunFolder.Dense, plan, data, loop, denseOptions, null, null, denseFloatEpochs);
        var denseNetwork = imported is null
            ? dense.Train(denseSource is null ? folder : null, meter, cancellation, finish, denseBegin)
            : dense.Take(imported);
        var teacher = new Teacher(dense.Answer, options.Distillation);
        using var segments = new NetworkTraining(
            RunFolder.Segments,
            plan,
            data,
            options.Distillation > 0 ? loop with { Teacher = teacher } : loop,
            options,
            new SegmentBudget(1 - options.Removed, options.BudgetUnit),
            options.StartFromDense || finish.IsCancellationRequested ? dense : null,
            floatEpochs
        );
        var segmentNetwork = segments.Train(folder, meter, cancellation, finish, segmentsBegin);
        using var matched =
            matchedOptions is null || finish.IsCancellationRequested
                ? null
                : new NetworkTraining(RunFolder.Matched, plan, data, loop, matchedOptions, null);
        var matchedNetwork = matched?.Train(folder, meter, cancellation, finish);
        if (matched?.EpochsDone < matchedOptions?.Epochs)
        {
            // It was finished early: it is not a network of equal epochs.
            matchedNetwork = null;
        }

        var evaluation = new FinalEvaluation(data.Test.Count, matchedNetwork is null ? 2 : 3, meter, cancellation);
        var (denseConfusion, densePercent) = evaluation.Of(
            denseNetwork,
            imported is null ? data.Test : ImportedData.For(imported.Integers, data, data.Test)
        );
        var (confusion, percent) = evaluation.Of(segmentNetwork, data.Test);
        var report = new RunReport(
            plan.Name,
            data.Name,
            data.Checksum,
            segments.EpochsDone,
            options.Seed,
            options.Threads,
            options.Distillation,
            dense.FloatAccuracy(),
            densePercent,
            segments.FloatAccuracy(),
            percent,
            data.Baseline,
            SegmentCounting.MeanBits(segmentNetwork),
            SegmentCounting.Count(segmentNetwork),
            SegmentCounting.Layers(segmentNetwork),
            segments.Errors,
            data.Split,
            Validation(segmentNetwork, data.Validation),
            Validation(
                denseNetwork,
                imported is null || data.Validation is null ? data.Validation : ImportedData.For(imported.Integers, data, data.Validation)
            ),
            LogisticRegression.Accuracy(data),
            confusion.Rows,
            denseConfusion.Rows,
            imported?.Sha256,
            matchedNetwork is null
                ? null
                : new MatchedAccuracy(matchedOptions!.Epochs, matched!.FloatAccuracy(), evaluation.Of(matchedNetwork, data.Test).Percent)
        );
        folder?.Finish(report);
        return new TrainingResult(
            denseNetwork,
            segmentNetwork,
            report,
            data.Test,
            dense.Errors,
            before + watch.Elapsed.TotalSeconds,
            data.Contract,
            data.Reading
        );

        double? Validation(Model.Graph.Network network, Samples? samples) =>
            samples is null ? null : IntegerEvaluation.Accuracy(network, samples, cancellation);
    }
}
