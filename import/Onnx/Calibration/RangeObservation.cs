using System.Collections.Immutable;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Calibration;

/// <summary>What samples show of a model's tensors.</summary>
/// <param name="Numbers">Of each tensor that is looked at.</param>
/// <param name="Means">Of each tensor that products read, the mean of every channel (dimension 1).</param>
internal sealed record RangeObservation(ImmutableDictionary<string, Histogram> Numbers, ImmutableDictionary<string, double[]> Means)
{
    /// <param name="model">In real numbers.</param>
    /// <param name="known">Values of constant tensors: they are not computed again.</param>
    /// <param name="names">The tensors that are looked at.</param>
    /// <param name="samples">Inputs.</param>
    /// <param name="progress">Gets the samples that are done.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="ImportException">An operator cannot compute a sample.</exception>
    public static RangeObservation Of(
        OnnxModel model,
        ImmutableDictionary<string, TensorInfo> known,
        IReadOnlySet<string> names,
        IReadOnlyList<Tensor> samples,
        IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var done = 0;
        var read = model.Nodes.Where(node => node.Kind is "Conv" or "Gemm").Select(node => node.Inputs[0]).ToHashSet();
        var (numbers, sums) = (new Dictionary<string, Histogram>(), new Dictionary<string, double[][]>());
        SampleRuns.Watch(
            model,
            known,
            samples,
            (sample, name, value) =>
            {
                if (names.Contains(name))
                {
                    Count(numbers, name, value);
                }

                if (read.Contains(name) && value.Shape.Length > 1)
                {
                    Keep(sums, name, sample, samples.Count, MeansOf(value));
                }
            },
            () => progress?.Report(new ImportProgress("running samples", Interlocked.Increment(ref done), samples.Count)),
            cancellation
        );
        return new RangeObservation(
            numbers.ToImmutableDictionary(),
            sums.ToImmutableDictionary(pair => pair.Key, pair => Mean(pair.Value))
        );
    }

    // Counts add up to the same in any order.
    private static void Count(Dictionary<string, Histogram> numbers, string name, Tensor value)
    {
        Histogram? own;
        lock (numbers)
        {
            if (!numbers.TryGetValue(name, out own))
            {
                numbers[name] = own = new Histogram();
            }
        }

        lock (own)
        {
            own.Add(value.Reals);
        }
    }

    // Real numbers do not: each sample's are kept until all are there.
    private static void Keep(Dictionary<string, double[][]> sums, string name, int sample, int samples, double[] means)
    {
        lock (sums)
        {
            if (!sums.TryGetValue(name, out var all))
            {
                sums[name] = all = new double[samples][];
            }

            all[sample] = means;
        }
    }

    private static double[] MeansOf(Tensor value)
    {
        var (channels, area) = (value.Shape[1], value.Length / Math.Max(1, value.Shape[0] * value.Shape[1]));
        var means = new double[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            foreach (var one in value.Reals.Slice(channel * area, area))
            {
                means[channel] += one / area;
            }
        }

        return means;
    }

    private static double[] Mean(double[][] samples) =>
        [.. Enumerable.Range(0, samples[0].Length).Select(channel => samples.Average(sample => sample[channel]))];
}
