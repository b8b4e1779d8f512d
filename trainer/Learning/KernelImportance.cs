using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>The importance of every kernel cell of a network, as it is learned.</summary>
internal sealed class KernelImportance : IDisposable
{
    /// <summary>Weight of the newest step in the running mean.</summary>
    private const double Newest = 0.01;

    /// <summary>Faded cells see a gradient that is smaller by their factor; below this one it is taken for no gradient.</summary>
    private const double LeastFactor = 0.1;

    private readonly long _kernels;
    private readonly Tensor? _sensitivity;
    private readonly bool _sharesWeights;

    /// <param name="kernels">Values at the front of the parameters that belong to kernels.</param>
    /// <param name="sharesWeights">Whether the cells of a segment will have one weight.</param>
    public KernelImportance(ImportanceMeasure measure, long kernels, bool sharesWeights = false)
    {
        (_kernels, _sharesWeights) = (kernels, sharesWeights);
        _sensitivity = measure == ImportanceMeasure.Taylor ? torch.zeros(kernels) : null;
    }

    /// <summary>Learns from the gradient that a backward pass left.</summary>
    /// <param name="values">All parameters, latent.</param>
    /// <param name="factors">How much each acts, 0..1; null: all do.</param>
    public void Observe(Tensor values, Tensor? factors)
    {
        if (_sensitivity is null)
        {
            return;
        }

        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var change = values.narrow(0, 0, _kernels) * values.grad!.narrow(0, 0, _kernels);
        if (factors is not null)
        {
            change.div_(factors.narrow(0, 0, _kernels).clamp_min(LeastFactor));
        }

        _sensitivity.mul_(1 - Newest).addcmul_(change, change, Newest);
    }

    /// <summary>Whether <see cref="Of"/> gives weights with their signs, of which a segment keeps the mean.</summary>
    public bool IsShared => _sharesWeights && _sensitivity is null;

    /// <summary>One value per kernel cell, not negative but where <see cref="IsShared"/>.</summary>
    public float[] Of(Tensor values)
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var kernels = values.narrow(0, 0, _kernels);
        return TensorState.Save(_sensitivity ?? (IsShared ? kernels : kernels.square()));
    }

    /// <summary>What a training continues from; empty where the latent weights say all.</summary>
    public float[] Save() => _sensitivity is null ? [] : TensorState.Save(_sensitivity);

    /// <exception cref="StriateException">The state is another network's.</exception>
    public void Restore(float[] state)
    {
        if (_sensitivity is not null)
        {
            TensorState.Restore(_sensitivity, state);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sensitivity?.Dispose();
}
