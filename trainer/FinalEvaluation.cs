using Striate.DataSets;
using Striate.Model.Graph;

namespace Striate.Trainer;

/// <summary>The accuracies of the integer networks, with progress: on a large test set they take as long as epochs.</summary>
internal sealed class FinalEvaluation(int samples, int networks, ProgressMeter meter, CancellationToken cancellation) : IProgress<int>
{
    private readonly Lock _lock = new();
    private int _before;
    private int _reported;

    /// <summary>What a network takes the test samples of each class for, and the percent that it is right about.</summary>
    public (ConfusionMatrix Confusion, double Percent) Of(Network network, Samples test)
    {
        var confusion = IntegerEvaluation.Confusion(network, test, this, cancellation);
        _before += test.Count;
        return (confusion, 100.0 * confusion.Correct / test.Count);
    }

    /// <inheritdoc/>
    public void Report(int value)
    {
        // Samples are done on several threads; whoever watches is told in order, and of whole percents.
        lock (_lock)
        {
            var percent = (int)(100L * (_before + value) / ((long)networks * samples));
            if (percent > _reported)
            {
                _reported = percent;
                meter.Evaluated(percent / 100.0);
            }
        }
    }
}
