using System.Collections.Immutable;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Calibration;

/// <summary>
/// Chooses the bits per weight of every layer under a budget of bytes. What a layer loses by fewer bits is measured: the squared error
/// of the network's outputs, as a part of their square, when this layer alone has them. From the most bits everywhere, the step down that
/// loses least per byte is taken until the budget is met.
/// </summary>
internal static class WeightBits
{
    /// <summary>The fewest bits of a weight.</summary>
    public const int Fewest = 2;

    private const int MostSamples = 16;

    // Products of all measurements together: some seconds.
    private const double MostProducts = 1e10;

    /// <summary>A layer's weights.</summary>
    /// <param name="Node">The operator.</param>
    /// <param name="Values">Its weights.</param>
    /// <param name="Axis">The dimension that is the output channel.</param>
    public sealed record Weighted(OnnxNode Node, Tensor Values, int Axis);

    /// <summary>Bits by the first output of each operator with weights.</summary>
    /// <param name="model">In real numbers.</param>
    /// <param name="tensors">Shapes of all tensors, and values of the constant ones.</param>
    /// <param name="layers">All operators with weights.</param>
    /// <param name="samples">Inputs.</param>
    /// <param name="options">The most bits, and the budget.</param>
    /// <param name="progress">Gets the measurements that are done.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="ImportException">Even the fewest bits need more bytes.</exception>
    public static ImmutableDictionary<string, int> Of(
        OnnxModel model,
        ImmutableDictionary<string, TensorInfo> tensors,
        IReadOnlyList<Weighted> layers,
        IReadOnlyList<Tensor> samples,
        CalibrationOptions options,
        IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var bits = layers.ToDictionary(layer => layer.Node.Outputs[0], _ => options.Bits);
        if (options.WeightBytes is not { } budget)
        {
            return bits.ToImmutableDictionary();
        }

        var least = layers.Sum(layer => Bytes(layer.Values.Length, Fewest));
        if (least > budget)
        {
            throw Problems.NotCalibrated(
                $"the weights need at least {least} bytes, {Fewest} bits each; the budget is {budget}",
                "allow more bytes for weights, or make the source network smaller"
            );
        }

        var losses = Losses(new Measured(model, tensors, cancellation), layers, samples, options.Bits, progress);
        while (layers.Sum(layer => Bytes(layer.Values.Length, bits[layer.Node.Outputs[0]])) > budget)
        {
            var next = layers
                .Where(layer => bits[layer.Node.Outputs[0]] > Fewest)
                .MinBy(layer => LossPerByte(losses[layer.Node.Outputs[0]], layer.Values.Length, bits[layer.Node.Outputs[0]]))!;
            bits[next.Node.Outputs[0]]--;
        }

        return bits.ToImmutableDictionary();
    }

    /// <summary>What one layer's fewer bits lose, by bits; never falls as bits get fewer.</summary>
    private static Dictionary<string, double[]> Losses(
        Measured measured,
        IReadOnlyList<Weighted> layers,
        IReadOnlyList<Tensor> samples,
        int most,
        IProgress<ImportProgress>? progress
    )
    {
        var products = layers.Sum(layer =>
            (double)Extents.Length(measured.Tensors[layer.Node.Outputs[0]].Shape) * layer.Values.Length / layer.Values.Shape[layer.Axis]
        );
        var count = (int)
            Math.Clamp(MostProducts / Math.Max(1, products * layers.Count * (most - Fewest + 1)), 1, Math.Min(MostSamples, samples.Count));
        Tensor[] chosen = [.. Enumerable.Range(0, count).Select(index => samples[(int)((long)index * samples.Count / count)])];
        var right = measured.Outputs(measured.Model, chosen);
        var (done, total) = (0, layers.Count * (most - Fewest + 1));
        var losses = new Dictionary<string, double[]>();
        foreach (var layer in layers)
        {
            var own = losses[layer.Node.Outputs[0]] = new double[most + 1];
            for (var bits = most; bits >= Fewest; bits--)
            {
                var rounded = Tensor.Of(
                    ElementType.Float64,
                    layer.Values.Shape,
                    RoundedWeights.Of(layer.Node, layer.Values, layer.Axis, bits).Reals()
                );
                var loss = Error(right, measured.Outputs(Changed(measured.Model, layer.Node, rounded), chosen));
                progress?.Report(new ImportProgress("measuring what fewer bits lose", ++done, total));
                own[bits] = bits == most ? loss : Math.Max(loss, own[bits + 1]);
            }
        }

        return losses;
    }

    private static OnnxModel Changed(OnnxModel model, OnnxNode node, Tensor weights)
    {
        var name = node.Outputs[0] + "\u0001rounded";
        return model with
        {
            Nodes = [.. model.Nodes.Select(one => one == node ? one with { Inputs = one.Inputs.SetItem(1, name) } : one)],
            Constants = model.Constants.SetItem(name, weights),
        };
    }

    // A model whose outputs are compared with those of others that differ in weights.
    private sealed record Measured(OnnxModel Model, ImmutableDictionary<string, TensorInfo> Tensors, CancellationToken Cancellation)
    {
        public double[][] Outputs(OnnxModel model, Tensor[] samples)
        {
            var (output, all) = (model.Outputs[0].Name, new double[samples.Length][]);
            SampleRuns.Watch(
                model,
                Tensors,
                samples,
                (sample, name, value) =>
                {
                    if (name == output)
                    {
                        all[sample] = value.ToReals();
                    }
                },
                done: null,
                Cancellation
            );
            return all;
        }
    }

    private static double Error(double[][] right, double[][] other) =>
        right.Zip(other).Sum(pair => pair.First.Zip(pair.Second).Sum(values => Math.Pow(values.First - values.Second, 2)))
        / Math.Max(double.Epsilon, right.Sum(values => values.Sum(value => value * value)));

    private static double LossPerByte(double[] losses, long weights, int bits) =>
        (losses[bits - 1] - losses[bits]) / Math.Max(1, Bytes(weights, bits) - Bytes(weights, bits - 1));

    private static long Bytes(long weights, int bits) => ((weights * bits) + 7) / 8;
}
