using Striate.DataSets;
using Striate.Model.Graph;

namespace Striate.Trainer;

/// <summary>The accuracies of both integer networks, with progress: on a large test set they take as long as epochs.</summary>
internal sealed class FinalEvaluation(Samples test, ProgressMeter meter, CancellationToken cancellation) : IProgress<int>
{
    private const int Networks = 2;
    private readonly Lock _lock = new();
    private int _before;
    private int _reported;

    /// <summary>Percent of the test samples that a network is right about.</summary>
    public double Of(Network network)
    {
        var correct = IntegerEvaluation.Correct(network, test, this, cancellation);
        _before += test.Count;
        return 100.0 * correct / test.Count;
    }

    /// <inheritdoc/>
    public void Report(int value)
    {
        // Samples are done on several threads; whoever watches is told in order, and of whole percents.
        lock (_lock)
        {
            var percent = (int)(100L * (_before + value) / ((long)Networks * test.Count));
            if (percent > _reported)
            {
                _reported = percent;
                meter.Evaluated(percent / 100.0);
            }
        }
    }
}
