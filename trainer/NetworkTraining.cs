using System.Collections.Immutable;
using Striate.DataSets;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Trainer.Imported;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;
using Striate.Trainer.Quantisation;
using Striate.Trainer.Runs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer;

/// <summary>One of the networks of a training: learned in floating point, folded, settled on integers, exported.</summary>
internal sealed class NetworkTraining : IDisposable
{
    /// <summary>Samples that activations are calibrated with, at most.</summary>
    private const int CalibrationSamples = 512;

    /// <summary>Values of all maps of all calibration samples, at most: 1 GiB.</summary>
    private const long CalibrationValues = 1L << 28;

    private readonly NetworkLayout _plan;
    private readonly DataSet _data;
    private readonly EpochLoop _loop;
    private readonly TrainingOptions _options;
    private readonly SegmentBudget? _budget;
    private readonly FloatTraining _training;
    private readonly string _name;
    private readonly int _floatEpochs;
    private readonly int _epochs;
    private QuantisationOptions _quantisation;

    /// <param name="name">One of the names that <see cref="RunFolder"/> has for networks.</param>
    /// <param name="budget">Null: the network stays dense.</param>
    /// <param name="start">A trained network whose parameters this one starts from; null: random ones.</param>
    /// <param name="floatEpochs">Epochs in floating point, where another run has done them; null: those of the options.</param>
    public NetworkTraining(
        string name,
        NetworkLayout plan,
        DataSet data,
        EpochLoop loop,
        TrainingOptions options,
        SegmentBudget? budget,
        NetworkTraining? start = null,
        int? floatEpochs = null
    )
    {
        (_name, _plan, _data, _loop, _options, _budget, _quantisation) = (name, plan, data, loop, options, budget, options.Quantisation);
        _floatEpochs = floatEpochs ?? options.Epochs - options.IntegerEpochs;
        _epochs = _floatEpochs + options.IntegerEpochs;
        _training = new FloatTraining(
            plan,
            data.Input,
            loop,
            options.Schedule,
            _floatEpochs,
            options.WeightDecay,
            budget,
            options.Importance,
            SharesWeights
        );
        if (start is not null)
        {
            _training.StartFrom(start._training);
        }
    }

    /// <summary>Takes over the parameters of an imported network, as it is.</summary>
    /// <returns>That network.</returns>
    public Network Take(ImportedNetwork imported)
    {
        using var images = CalibrationImages();
        using var input = images * _data.Input.Scale;
        var (values, statistics) = ImportedStart.Of(_plan, _training.Layout, imported, input);
        using (values)
        using (statistics)
        {
            _training.StartFrom(values, statistics);
        }

        return imported.Integers;
    }

    /// <summary>What each layer loses by integers; empty before the training is done.</summary>
    public ImmutableArray<LayerError> Errors { get; private set; } = [];

    /// <summary>Epochs that were trained: fewer than asked for when the training was finished early.</summary>
    public int EpochsDone { get; private set; }

    private TrainingPhase FloatPhase =>
        _name == RunFolder.Segments ? TrainingPhase.Segments
        : _name == RunFolder.Matched ? TrainingPhase.Matched
        : TrainingPhase.Dense;

    // The next one of each is on integers.
    private TrainingPhase IntegerPhase => FloatPhase + 1;

    private bool SharesWeights => _options.SharesWeights && _budget is not null;

    /// <summary>Runs all epochs that no checkpoint holds, and exports the integer network.</summary>
    /// <param name="folder">Where checkpoints are; null: none.</param>
    /// <param name="begin">The state to begin from where the folder has none.</param>
    /// <param name="cancellation">Ends the training without a result.</param>
    /// <param name="finish">Leaves out the epochs that remain: the result is a network, if not the best one.</param>
    public Network Train(
        RunFolder? folder,
        ProgressMeter meter,
        CancellationToken cancellation,
        CancellationToken finish,
        CandidateState? begin = null
    )
    {
        var state = folder?.Read(_name) ?? begin;
        var done = state?.Epochs ?? 0;
        meter.Skip(done);
        if (state is not null)
        {
            _training.Restore(state.Float);
        }

        for (; done < _floatEpochs && !finish.IsCancellationRequested; done++)
        {
            var figures = _training.RunEpoch(done, cancellation);
            meter.Report(FloatPhase, figures, _training.KeptAfter(done + 1), _training.Mask);
            folder?.Write(_name, new CandidateState(done + 1, _training.Save(), null));
        }

        EpochsDone = done;
        meter.Skip(Math.Max(0, _floatEpochs - done));
        _training.Settle();
        return Settle(folder, Math.Max(done, _floatEpochs), state?.Integer, meter, cancellation, finish);
    }

    private Network Settle(
        RunFolder? folder,
        int done,
        IntegerState? state,
        ProgressMeter meter,
        CancellationToken cancellation,
        CancellationToken finish
    )
    {
        using var scope = torch.NewDisposeScope();
        var (folded, factors, quantised) = Quantise();
        var schedule = new Schedule(_options.IntegerLearningRate, WarmUp: 0);
        using var settling = new IntegerTraining(
            folded,
            factors,
            quantised,
            _loop,
            schedule,
            _epochs - _floatEpochs,
            SharesWeights ? _training.Mask : null
        );
        if (state is not null)
        {
            settling.Restore(state);
        }

        for (; done < _epochs && !finish.IsCancellationRequested; done++)
        {
            var figures = settling.RunEpoch(done - _floatEpochs, done, cancellation);
            meter.Report(IntegerPhase, figures, _training.KeptAfter(_floatEpochs), _training.Mask);
            EpochsDone++;
            folder?.Write(_name, new CandidateState(done + 1, _training.Save(), settling.Save()));
        }

        meter.Skip(_epochs - done);
        Errors = LayerErrors.Measure(quantised, settling.Effective(), CalibrationImages());
        return NetworkExport.Export(quantised, settling.Effective(), _training.Mask, _data.Labels);
    }

    /// <summary>Float logits of images in input integers.</summary>
    public Tensor Answer(Tensor images) => _training.Forward(images, training: false);

    /// <summary>Percent of the test samples, in floating point.</summary>
    public double FloatAccuracy()
    {
        const int batch = 100;
        using var still = torch.no_grad();
        using var test = SampleTensors.From(_data.Test, _data.Input);
        var correct = 0L;
        for (var start = 0L; start < test.Count; start += batch)
        {
            using var scope = torch.NewDisposeScope();
            var count = Math.Min(batch, test.Count - start);
            var images = MemoryOrder.ChannelsLast(test.Images.narrow(0, start, count)).to(torch.ScalarType.Float32);
            var logits = _training.Forward(images, training: false, TrainingPrecision.Single);
            correct += logits.argmax(1).eq(test.Classes.narrow(0, start, count)).sum().ToInt64();
        }

        return 100.0 * correct / test.Count;
    }

    /// <inheritdoc/>
    public void Dispose() => _training.Dispose();

    private (FoldedNetwork Folded, Tensor Factors, QuantisedNetwork Quantised) Quantise()
    {
        var folded = BatchNormFolding.Fold(_plan, _training.Layout, _training.Effective(), _training.Statistics);
        var images = CalibrationImages();
        var factors = ChannelEqualisation.Factors(folded, images * _data.Input.Scale);
        var equalised = folded with { Values = folded.Values * factors };
        if (_quantisation.WeightBytes is not null && _budget is not null)
        {
            _quantisation = BitAllocation.Choose(equalised, _data.Input, images, KeptWeights(), _quantisation);
        }

        var quantisation = QuantisationFit.Fit(equalised, _data.Input, images * _data.Input.Scale, _quantisation);
        return (folded, factors, new QuantisedNetwork(folded.Plan, folded.Layout, _data.Input, quantisation));
    }

    /// <summary>Weights that each layer keeps, of those that have any.</summary>
    private Dictionary<string, long> KeptWeights()
    {
        var weights = _plan.Layers.Where(layer => layer.DenseWeights > 0).ToDictionary(layer => layer.Name, layer => layer.DenseWeights);
        foreach (var (layer, shapes) in _training.Mask!.Layers.Zip(_training.Mask.Shapes))
        {
            weights[layer.Name] = shapes.Sum(shape => (long)layer.Catalog[shape].Cells.Length);
        }

        return weights;
    }

    /// <summary>Samples spread evenly over the data set, which may be sorted by class or person.</summary>
    private Tensor CalibrationImages()
    {
        var fitting = Math.Max(1, CalibrationValues / _plan.Layers.Sum(layer => (long)layer.Output.Length));
        var count = Math.Min(Math.Min(CalibrationSamples, fitting), _loop.Samples.Count);
        var spread = torch.arange(count) * _loop.Samples.Count / count;
        return _loop.Samples.Images.index_select(0, spread.to(torch.ScalarType.Int64)).to(torch.ScalarType.Float32);
    }
}
