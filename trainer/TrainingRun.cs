using System.Diagnostics;
using Striate.Model.Graph;
using Striate.Trainer.DataSets;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using Striate.Trainer.Networks;
using Striate.Trainer.Quantisation;
using TorchSharp;

namespace Striate.Trainer;

/// <summary>Trains a network twice, dense and with segments, alike in all else, and quantises both.</summary>
public static class TrainingRun
{
    /// <summary>Samples that activations are calibrated with.</summary>
    private const int CalibrationSamples = 512;

    /// <summary>Runs the whole training.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or names what is not there.</exception>
    /// <exception cref="InvalidDataException">A file of the data set has another form than it should.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static TrainingResult Train(
        TrainingOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        var watch = Stopwatch.StartNew();
        var data = DataSetCatalog.Load(options.DataSet, options.DataFolder);
        var plan = NetworkPlan.From(NetworkCatalog.Find(options.Network, data.Labels.Length), data.Input.Shape);
        TorchRuntime.Prepare(options.Threads);
        using var training = SampleTensors.From(data.Training, data.Input);
        var meter = new ProgressMeter(2 * options.Epochs, progress);
        var dense = TrainOne(plan, data, training, options, null, meter, cancellation);
        var budget = new SegmentBudget(1 - options.Removed, options.BudgetUnit);
        var segments = TrainOne(plan, data, training, options, budget, meter, cancellation);
        var report = new TrainingReport(
            plan.Name, data.Name, data.Checksum, options.Epochs, options.Seed, options.Threads,
            dense.FloatAccuracy, IntegerEvaluation.Accuracy(dense.Network, data.Test, cancellation),
            segments.FloatAccuracy, IntegerEvaluation.Accuracy(segments.Network, data.Test, cancellation),
            options.Quantisation.WeightBits, SegmentCounting.Count(segments.Network), SegmentCounting.Layers(segments.Network));
        return new TrainingResult(dense.Network, segments.Network, report, data.Test, watch.Elapsed.TotalSeconds);
    }

    private static (Network Network, double FloatAccuracy) TrainOne(
        NetworkPlan plan,
        DataSet data,
        SampleTensors samples,
        TrainingOptions options,
        SegmentBudget? budget,
        ProgressMeter meter,
        CancellationToken cancellation)
    {
        var integerEpochs = Math.Clamp((int)Math.Round(options.Epochs * options.IntegerPart), 1, options.Epochs - 1);
        var floatEpochs = options.Epochs - integerEpochs;
        var loop = new EpochLoop(samples, options.BatchSize, options.Augmentation, options.Seed);
        using var training = new FloatTraining(
            plan, data.Input, loop, new Schedule(options.LearningRate), floatEpochs, options.WeightDecay, budget);
        for (var epoch = 0; epoch < floatEpochs; epoch++)
        {
            var figures = training.RunEpoch(epoch, cancellation);
            meter.Report(budget is null ? TrainingPhase.Dense : TrainingPhase.Segments, figures, training.KeptAfter(epoch + 1));
        }

        using var scope = torch.NewDisposeScope();
        var accuracy = FloatAccuracy(training, data);
        var folded = BatchNormFolding.Fold(plan, training.Layout, training.Effective(), training.Statistics);
        var calibration = samples.Images.narrow(0, 0, Math.Min(CalibrationSamples, samples.Count));
        var grids = IntegerGrids.Fit(
            folded, data.Input, calibration.to(torch.ScalarType.Float32) * data.Input.Scale, options.Quantisation);
        var quantised = new QuantisedNetwork(folded.Plan, folded.Layout, data.Input, grids);
        using var settling = new IntegerTraining(
            folded, quantised, loop, new Schedule(options.IntegerLearningRate, WarmUp: 0), integerEpochs);
        for (var epoch = 0; epoch < integerEpochs; epoch++)
        {
            var figures = settling.RunEpoch(epoch, floatEpochs + epoch, cancellation);
            meter.Report(
                budget is null ? TrainingPhase.DenseInteger : TrainingPhase.SegmentsInteger, figures, training.KeptAfter(floatEpochs));
        }

        return (NetworkExport.Export(quantised, settling.Effective(), training.Mask, data.Labels), accuracy);
    }

    private static double FloatAccuracy(FloatTraining training, DataSet data)
    {
        using var still = torch.no_grad();
        using var test = SampleTensors.From(data.Test, data.Input);
        var correct = 0L;
        const int batch = 500;
        for (var start = 0L; start < test.Count; start += batch)
        {
            using var scope = torch.NewDisposeScope();
            var count = Math.Min(batch, test.Count - start);
            var logits = training.Forward(test.Images.narrow(0, start, count).to(torch.ScalarType.Float32), training: false);
            correct += logits.argmax(1).eq(test.Classes.narrow(0, start, count)).sum().ToInt64();
        }

        return 100.0 * correct / test.Count;
    }
}
