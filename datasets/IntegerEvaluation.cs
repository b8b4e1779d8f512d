using Striate.Model.Graph;
using Striate.Model.Reference;

namespace Striate.DataSets;

/// <summary>The accuracy that is reported: the integer reference's, sample by sample.</summary>
public static class IntegerEvaluation
{
    /// <summary>Percent of the samples whose class the integer reference finds.</summary>
    public static double Accuracy(Network network, Samples samples, CancellationToken cancellation = default) =>
        100.0 * Correct(network, samples, progress: null, cancellation) / samples.Count;

    /// <summary>How many of the samples have the class that the integer reference finds.</summary>
    /// <param name="network">A valid network that reads samples of this length.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="progress">Called with the samples done so far.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="AggregateException">A sample has another length or range than the network reads.</exception>
    public static int Correct(Network network, Samples samples, IProgress<int>? progress, CancellationToken cancellation)
    {
        var (correct, done) = (0, 0);
        // Each sample holds all maps of the network: on a busy machine, without a limit, the pool adds threads until memory is gone.
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, samples.Count, limits, sample =>
        {
            if (ReferenceExecutor.Classify(network, samples[sample]) == samples.Classes[sample])
            {
                Interlocked.Increment(ref correct);
            }

            progress?.Report(Interlocked.Increment(ref done));
        });
        return correct;
    }
}
