using Striate.Model.Graph;
using Striate.Trainer.DataSets;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;
using Striate.Trainer.Quantisation;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer;

/// <summary>One of the two networks of a training: learned in floating point, folded, settled on integers, exported.</summary>
internal sealed class Candidate : IDisposable
{
    /// <summary>Samples that activations are calibrated with, at most.</summary>
    private const int CalibrationSamples = 512;

    /// <summary>Values of all maps of all calibration samples, at most: 1 GiB.</summary>
    private const long CalibrationValues = 1L << 28;

    private readonly NetworkPlan _plan;
    private readonly DataSet _data;
    private readonly EpochLoop _loop;
    private readonly TrainingOptions _options;
    private readonly SegmentBudget? _budget;
    private readonly FloatTraining _training;
    private readonly int _floatEpochs;

    public Candidate(NetworkPlan plan, DataSet data, EpochLoop loop, TrainingOptions options, SegmentBudget? budget)
    {
        (_plan, _data, _loop, _options, _budget) = (plan, data, loop, options, budget);
        var integerEpochs = Math.Clamp((int)Math.Round(options.Epochs * options.IntegerPart), 1, options.Epochs - 1);
        _floatEpochs = options.Epochs - integerEpochs;
        _training = new FloatTraining(
            plan,
            data.Input,
            loop,
            new Schedule(options.LearningRate, FadeStart: options.FadeStart, FadeEnd: options.FadeEnd),
            _floatEpochs,
            options.WeightDecay,
            budget);
    }

    /// <summary>Runs all epochs and exports the integer network.</summary>
    public Network Train(ProgressMeter meter, CancellationToken cancellation)
    {
        for (var epoch = 0; epoch < _floatEpochs; epoch++)
        {
            var figures = _training.RunEpoch(epoch, cancellation);
            meter.Report(_budget is null ? TrainingPhase.Dense : TrainingPhase.Segments, figures, _training.KeptAfter(epoch + 1));
        }

        using var scope = torch.NewDisposeScope();
        var (folded, quantised) = Quantise();
        var epochs = _options.Epochs - _floatEpochs;
        var schedule = new Schedule(_options.IntegerLearningRate, WarmUp: 0);
        using var settling = new IntegerTraining(folded, quantised, _loop, schedule, epochs);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var figures = settling.RunEpoch(epoch, _floatEpochs + epoch, cancellation);
            var phase = _budget is null ? TrainingPhase.DenseInteger : TrainingPhase.SegmentsInteger;
            meter.Report(phase, figures, _training.KeptAfter(_floatEpochs));
        }

        return NetworkExport.Export(quantised, settling.Effective(), _training.Mask, _data.Labels);
    }

    /// <summary>Float logits of images in input integers.</summary>
    public Tensor Answer(Tensor images) => _training.Forward(images, training: false);

    /// <summary>Percent of the test samples, in floating point.</summary>
    public double FloatAccuracy()
    {
        const int batch = 500;
        using var still = torch.no_grad();
        using var test = SampleTensors.From(_data.Test, _data.Input);
        var correct = 0L;
        for (var start = 0L; start < test.Count; start += batch)
        {
            using var scope = torch.NewDisposeScope();
            var count = Math.Min(batch, test.Count - start);
            var logits = Answer(test.Images.narrow(0, start, count).to(torch.ScalarType.Float32));
            correct += logits.argmax(1).eq(test.Classes.narrow(0, start, count)).sum().ToInt64();
        }

        return 100.0 * correct / test.Count;
    }

    /// <inheritdoc/>
    public void Dispose() => _training.Dispose();

    private (FoldedNetwork Folded, QuantisedNetwork Quantised) Quantise()
    {
        var folded = BatchNormFolding.Fold(_plan, _training.Layout, _training.Effective(), _training.Statistics);
        var fitting = Math.Max(1, CalibrationValues / _plan.Layers.Sum(layer => (long)layer.Output.Length));
        var count = Math.Min(Math.Min(CalibrationSamples, fitting), _loop.Samples.Count);
        var images = _loop.Samples.Images.narrow(0, 0, count);
        var calibration = images.to(torch.ScalarType.Float32) * _data.Input.Scale;
        var grids = IntegerGrids.Fit(folded, _data.Input, calibration, _options.Quantisation);
        return (folded, new QuantisedNetwork(folded.Plan, folded.Layout, _data.Input, grids));
    }
}
