using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Trainer.Learning;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>Quantisation-aware training: shapes and integer steps are fixed, weights settle on the integer grid.</summary>
public sealed class IntegerTraining : IDisposable
{
    private readonly EpochLoop _loop;
    private readonly Schedule _schedule;
    private readonly int _epochs;
    private readonly MomentumOptimiser _optimiser;
    private readonly Tensor _factors;
    private readonly SharedWeights? _shared;

    /// <param name="network">Folded and masked; its values are copied.</param>
    /// <param name="factors">Of the parameters, by <see cref="ChannelEqualisation"/>: training sees them as they were.</param>
    /// <param name="quantised">The integer steps, of the parameters with their factors.</param>
    /// <param name="sharing">Shapes whose cells have one weight each; null: every cell has its own.</param>
    public IntegerTraining(
        FoldedNetwork network,
        Tensor factors,
        QuantisedNetwork quantised,
        EpochLoop loop,
        Schedule schedule,
        int epochs,
        SegmentMask? sharing = null
    )
    {
        _shared = sharing is null ? null : new SharedWeights(sharing, network.Layout);
        (_loop, _schedule, _epochs, Network) = (loop, schedule, epochs, quantised);
        Values = network.Values.clone().requires_grad_(true);
        _optimiser = new MomentumOptimiser(Values, network.Layout.Weights, decay: 0);
        // Removed cells are exactly zero and stay so; a kept weight that happens to be zero is lost with them.
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var kept = torch.ones_like(network.Values);
        kept.narrow(0, 0, network.Layout.Kernels).copy_(network.Values.narrow(0, 0, network.Layout.Kernels).ne(0));
        _factors = (kept * factors).DetachFromDisposeScope();
    }

    /// <summary>The integer steps.</summary>
    public QuantisedNetwork Network { get; }

    /// <summary>All parameters, real-valued.</summary>
    public Tensor Values { get; }

    /// <summary>The parameters as they act.</summary>
    public Tensor Effective() => _shared is null ? Values * _factors : _shared.Apply(Values * _factors, 0);

    /// <summary>Runs one epoch.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="stream">Number that tells this epoch from all others of the whole training.</param>
    public EpochFigures RunEpoch(int epoch, int stream, CancellationToken cancellation)
    {
        double Done(int step) => ((epoch * _loop.Steps) + step) / (double)(_epochs * _loop.Steps);
        return _loop.Run(
            stream,
            (_, images) => Network.Forward(Network.Quantise(Effective()), images) * Network.LogitScale,
            step => _optimiser.Step(_schedule.RateAt(Done(step))),
            cancellation,
            isInteger: true
        );
    }

    /// <summary>The state at the end of an epoch.</summary>
    public IntegerState Save() => new(TensorState.Save(Values), TensorState.Save(_optimiser.Velocity));

    /// <summary>Continues from a saved state.</summary>
    /// <exception cref="StriateException">The state is another network's.</exception>
    public void Restore(IntegerState state)
    {
        TensorState.Restore(Values, state.Values);
        TensorState.Restore(_optimiser.Velocity, state.Velocity);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _factors.Dispose();
        _shared?.Dispose();
        Values.Dispose();
    }
}
