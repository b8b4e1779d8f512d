using Striate.Model.Graph;
using Striate.Model.Reference;

namespace Striate.DataSets;

/// <summary>The accuracy that is reported: the integer reference's, sample by sample.</summary>
public static class IntegerEvaluation
{
    /// <summary>
    /// Samples as a network reads them. Bytes 0..255 become -128..127 for a network whose int8 input has -128 for 0, as networks
    /// of other frameworks have it; null: the network reads something else than the samples are.
    /// </summary>
    public static Samples? For(Network network, FeatureMap map, Samples samples)
    {
        var input = network.Input;
        return input.Shape != map.Shape ? null
            : input.Type == map.Type && input.ZeroPoint == map.ZeroPoint ? samples
            : (input.Type, input.ZeroPoint, map.Type, map.ZeroPoint) == (IntegerType.Int8, sbyte.MinValue, IntegerType.UInt8, 0)
                ? new Samples([.. samples.Values.Select(value => (byte)(value ^ 0x80))], samples.Classes)
            : null;
    }

    /// <summary>Percent of the samples whose class the integer reference finds.</summary>
    public static double Accuracy(Network network, Samples samples, CancellationToken cancellation = default) =>
        100.0 * Correct(network, samples, progress: null, cancellation) / samples.Count;

    /// <summary>How many of the samples have the class that the integer reference finds.</summary>
    /// <param name="network">A valid network that reads samples of this length.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="progress">Called with the samples done so far.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="AggregateException">A sample has another length or range than the network reads.</exception>
    public static int Correct(Network network, Samples samples, IProgress<int>? progress, CancellationToken cancellation) =>
        Confusion(network, samples, progress, cancellation).Correct;

    /// <summary>What the integer reference takes the samples of each class for.</summary>
    /// <param name="network">A valid network that reads samples of this length, with a logit for each of their classes.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="progress">Called with the samples done so far.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="AggregateException">A sample has another length or range than the network reads.</exception>
    public static ConfusionMatrix Confusion(Network network, Samples samples, IProgress<int>? progress, CancellationToken cancellation)
    {
        var (told, done) = (new int[samples.Count], 0);
        // Each sample holds all maps of the network: on a busy machine, without a limit, the pool adds threads until memory is gone.
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(
            0,
            samples.Count,
            limits,
            sample =>
            {
                told[sample] = ReferenceExecutor.Classify(network, samples[sample]);
                progress?.Report(Interlocked.Increment(ref done));
            }
        );
        return ConfusionMatrix.Of(network.Logits.Shape.Length, samples.Classes, told);
    }
}
