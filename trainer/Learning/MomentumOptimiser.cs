using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>
/// Stochastic gradient descent with Nesterov momentum on the vector of all parameters: a handful of tensor operations a
/// step, however many layers there are, and a state of one vector.
/// </summary>
public sealed class MomentumOptimiser : IDisposable
{
    private const double Momentum = 0.9;

    private readonly Tensor _values;
    private readonly Tensor _decay;

    /// <param name="values">All parameters; updated in place.</param>
    /// <param name="decayed">Values at the front on which weight decay acts.</param>
    /// <param name="decay">Factor of the weight decay.</param>
    public MomentumOptimiser(Tensor values, long decayed, double decay)
    {
        _values = values;
        Velocity = torch.zeros_like(values);
        _decay = torch.zeros_like(values);
        using var scope = torch.NewDisposeScope();
        _decay.narrow(0, 0, decayed).fill_(decay);
    }

    /// <summary>The state: running sum of gradients.</summary>
    public Tensor Velocity { get; }

    /// <summary>One step along the gradient that the last backward pass left; clears it.</summary>
    /// <param name="rate">Learning rate.</param>
    public void Step(double rate)
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var gradient = _values.grad!;
        gradient.addcmul_(_decay, _values, 1);
        Velocity.mul_(Momentum).add_(gradient);
        _values.add_(gradient.add_(Velocity, alpha: Momentum), alpha: -rate);
        gradient.zero_();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Velocity.Dispose();
        _decay.Dispose();
    }
}
