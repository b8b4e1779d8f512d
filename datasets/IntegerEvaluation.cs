using Striate.Model.Graph;
using Striate.Model.Reference;

namespace Striate.DataSets;

/// <summary>The accuracy that is reported: the integer reference's, sample by sample.</summary>
public static class IntegerEvaluation
{
    /// <summary>Percent of the samples whose class the integer reference finds.</summary>
    public static double Accuracy(Network network, Samples samples, CancellationToken cancellation = default)
    {
        var correct = 0;
        Parallel.For(0, samples.Count, new ParallelOptions { CancellationToken = cancellation }, sample =>
        {
            if (ReferenceExecutor.Run(network, samples[sample]).Class == samples.Classes[sample])
            {
                Interlocked.Increment(ref correct);
            }
        });
        return 100.0 * correct / samples.Count;
    }
}
