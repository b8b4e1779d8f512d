using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Trainer.Networks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>
/// Training in floating point: dense, or towards segments. Latent weights of all cells stay; while shapes are searched,
/// cells off the segment fade out, so that a kernel can still change its shape.
/// </summary>
public sealed class FloatTraining : IDisposable
{
    /// <summary>Steps between two searches for shapes.</summary>
    private const int SearchInterval = 10;

    private readonly NetworkLayout _plan;
    private readonly EpochLoop _loop;
    private readonly Schedule _schedule;
    private readonly SegmentBudget? _budget;
    private readonly int _epochs;
    private readonly double _inputScale;
    private readonly MomentumOptimiser _optimiser;
    private readonly ImmutableArray<SegmentLayer> _layers;
    private readonly KernelImportance _importance;
    private readonly bool _sharesWeights;
    private Tensor? _factors;
    private SharedWeights? _shared;
    private double _offSegment = 1;
    private bool _isSettled;

    /// <param name="budget">Null: the network stays dense.</param>
    /// <param name="importance">What shapes are chosen by.</param>
    /// <param name="sharesWeights">All cells of a segment get one weight, while the cells off it fade.</param>
    public FloatTraining(
        NetworkLayout plan,
        FeatureMap input,
        EpochLoop loop,
        Schedule schedule,
        int epochs,
        double decay,
        SegmentBudget? budget,
        ImportanceMeasure importance = ImportanceMeasure.Magnitude,
        bool sharesWeights = false
    )
    {
        (_plan, _loop, _schedule, _epochs, _budget, _inputScale) = (plan, loop, schedule, epochs, budget, input.Scale);
        _sharesWeights = sharesWeights;
        Layout = ParameterLayout.Of(plan);
        _layers = SegmentLayer.Of(plan, Layout);
        _importance = new KernelImportance(importance, Layout.Kernels, sharesWeights);
        using var random = EpochLoop.Generator(loop.Seed, -1);
        Values = LayerParameters.InitialValues(Layout, random).requires_grad_(true);
        Statistics = LayerParameters.InitialStatistics(Layout);
        _optimiser = new MomentumOptimiser(Values, Layout.Weights, decay);
    }

    /// <summary>Where each parameter is.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All parameters, latent.</summary>
    public Tensor Values { get; }

    /// <summary>Running means and variances.</summary>
    public Tensor Statistics { get; }

    /// <summary>Shapes chosen so far; null while dense.</summary>
    public SegmentMask? Mask { get; private set; }

    /// <summary>Part of the kernels' parameters that acts at a moment: fading cells count by their weight.</summary>
    public double KeptAfter(int epoch)
    {
        var off = _isSettled ? 0 : _schedule.OffSegmentAt((double)epoch / _epochs);
        return Mask is null || Layout.Kernels == 0 ? 1 : off + ((1 - off) * Mask.Kept / Layout.Kernels);
    }

    /// <summary>Takes over the parameters and running statistics of another training of the same network.</summary>
    public void StartFrom(FloatTraining trained) => StartFrom(trained.Values, trained.Statistics);

    /// <summary>Takes over parameters and running statistics.</summary>
    public void StartFrom(Tensor values, Tensor statistics)
    {
        using var still = torch.no_grad();
        Values.copy_(values);
        Statistics.copy_(statistics);
    }

    /// <summary>Runs one epoch.</summary>
    /// <param name="epoch">From 0.</param>
    public EpochFigures RunEpoch(int epoch, CancellationToken cancellation)
    {
        double Done(int step) => ((epoch * _loop.Steps) + step) / (double)(_epochs * _loop.Steps);
        return _loop.Run(
            epoch,
            (step, images) =>
            {
                Search((epoch * _loop.Steps) + step, Done(step));
                return Forward(images, training: true);
            },
            step =>
            {
                if (_budget is not null && !_isSettled)
                {
                    _importance.Observe(Values, _factors);
                }

                _optimiser.Step(_schedule.RateAt(Done(step)));
            },
            cancellation,
            step => _schedule.ScaleAt(Done(step))
        );
    }

    /// <summary>Logits of images in input integers, computed as in training.</summary>
    public Tensor Forward(Tensor images, bool training) => Forward(images, training, _loop.Precision);

    /// <summary>Logits of images in input integers.</summary>
    public Tensor Forward(Tensor images, bool training, TrainingPrecision precision)
    {
        var input = images * _inputScale;
        return FloatNetwork.Forward(
            _plan,
            LayerParameters.Cut(Layout, Effective(), Statistics),
            precision == TrainingPrecision.Mixed ? input.to(torch.ScalarType.BFloat16) : input,
            training
        );
    }

    /// <summary>The parameters as they act now.</summary>
    public Tensor Effective()
    {
        var faded = _factors is null ? Values : Values * _factors;
        return _shared is null ? faded : _shared.Apply(faded, _offSegment);
    }

    /// <summary>The state at the end of an epoch.</summary>
    public FloatState Save() =>
        new(
            TensorState.Save(Values),
            TensorState.Save(_optimiser.Velocity),
            TensorState.Save(Statistics),
            Mask?.Shapes ?? [],
            _offSegment,
            _isSettled,
            _importance.Save()
        );

    /// <summary>Continues from a saved state.</summary>
    /// <exception cref="StriateException">The state is another network's.</exception>
    public void Restore(FloatState state)
    {
        TensorState.Restore(Values, state.Values);
        TensorState.Restore(_optimiser.Velocity, state.Velocity);
        TensorState.Restore(Statistics, state.Statistics);
        if (!state.Shapes.IsEmpty)
        {
            SegmentMask.Check(_layers, state.Shapes);
            Apply(new SegmentMask(_layers, state.Shapes), state.OffSegment);
        }

        _isSettled = state.IsSettled;
        _importance.Restore(state.Importance);
    }

    /// <summary>Ends the search at once: shapes within the final budget, cells off them gone.</summary>
    public void Settle()
    {
        if (_budget is not null && !_isSettled)
        {
            Apply(Select(_budget.Kept), 0);
            _isSettled = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _importance.Dispose();
        _factors?.Dispose();
        _shared?.Dispose();
        Values.Dispose();
        Statistics.Dispose();
    }

    /// <summary>Chooses shapes again now and then, and fades what is off them, until shapes are frozen.</summary>
    private void Search(int step, double done)
    {
        var isDue = Mask is null || step % SearchInterval == 0 || _schedule.IsFrozen(done);
        if (_budget is null || done < _schedule.FadeStart || _isSettled || !isDue)
        {
            return;
        }

        var most = Math.Max(SegmentMask.MostKept(_layers, _budget.Unit), _budget.Kept);
        Apply(Select(_schedule.BudgetAt(done, most, _budget.Kept)), _schedule.OffSegmentAt(done));
        _isSettled = _schedule.IsFrozen(done);
    }

    private SegmentMask Select(double kept) =>
        SegmentMask.Select(_layers, _importance.Of(Values), _budget!.Unit, kept, _importance.IsShared);

    private void Apply(SegmentMask mask, double offSegment)
    {
        _factors?.Dispose();
        (Mask, _offSegment) = (mask, offSegment);
        _factors = mask.Factors(Layout, offSegment).DetachFromDisposeScope();
        _shared?.Dispose();
        _shared = _sharesWeights ? new SharedWeights(mask, Layout) : null;
    }
}
