using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>
/// Chooses the bits per weight of every layer under a budget of bytes. What a layer loses by fewer bits is measured: the
/// divergence of the network's answers, in nats, when this layer alone has them. From the most bits everywhere, the step down
/// that loses least per byte is taken until the budget is met.
/// </summary>
public static class BitAllocation
{
    /// <summary>Samples that sensitivity is measured on, at most.</summary>
    private const int Samples = 256;

    /// <summary>The options with the chosen bits for each layer that has weights.</summary>
    /// <param name="network">Folded and masked.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="images">[samples, channels, rows, columns], input integers.</param>
    /// <param name="kept">Weights that each layer keeps.</param>
    /// <param name="options">With the budget in bytes.</param>
    /// <exception cref="StriateException">Even the fewest bits need more bytes.</exception>
    public static QuantisationOptions Choose(
        FoldedNetwork network,
        FeatureMap input,
        Tensor images,
        IReadOnlyDictionary<string, long> kept,
        QuantisationOptions options
    )
    {
        var budget = options.WeightBytes ?? throw new ArgumentException("no budget of bytes is given");
        bool IsGiven(string layer) => options.LayerBits?.ContainsKey(layer) == true;
        var least = kept.Sum(layer => Bytes(layer.Value, IsGiven(layer.Key) ? options.BitsOf(layer.Key) : QuantisationOptions.FewestBits));
        if (least > budget)
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"the weights need at least {least:N0} bytes, {QuantisationOptions.FewestBits} bits each"
                    + $"{(options.LayerBits is null ? "" : " where none are given")}; the budget is {budget:N0}: allow more or keep fewer weights"
            );
        }

        var losses = Sensitivity(network, input, images, [.. kept.Keys.Where(layer => !IsGiven(layer))], options);
        var bits = kept.Keys.ToDictionary(layer => layer, options.BitsOf);
        while (kept.Sum(layer => Bytes(layer.Value, bits[layer.Key])) > budget)
        {
            var next = kept.Where(layer => bits[layer.Key] > QuantisationOptions.FewestBits && !IsGiven(layer.Key))
                .MinBy(layer => LossPerByte(losses[layer.Key], layer.Value, bits[layer.Key]));
            bits[next.Key]--;
        }

        return options with
        {
            LayerBits = bits.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>Nats that one layer's fewer bits cost, per layer; index: bits. Never falls as bits get fewer.</summary>
    private static Dictionary<string, double[]> Sensitivity(
        FoldedNetwork network,
        FeatureMap input,
        Tensor images,
        ImmutableArray<string> layers,
        QuantisationOptions options
    )
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        // Evenly spread, as samples may be sorted by class or person.
        var count = Math.Min(Samples, images.shape[0]);
        var chosen = images.index_select(0, (torch.arange(count) * images.shape[0] / count).to(torch.ScalarType.Int64));
        var maps = ActivationMaps.Choose(network, input, chosen * input.Scale, options);
        var parameters = LayerParameters.Cut(network.Layout, network.Values, torch.zeros(0));
        var answers = torch.nn.functional.log_softmax(
            FloatNetwork.Forward(network.Plan, parameters, chosen * input.Scale, training: false),
            1
        );
        var losses = new Dictionary<string, double[]>();
        foreach (var layer in layers)
        {
            var own = new double[options.WeightBits + 1];
            for (var bits = options.WeightBits; bits >= QuantisationOptions.FewestBits; bits--)
            {
                var loss = Divergence(network, input, maps, chosen, answers, options with { LayerBits = With(options, layer, bits) });
                own[bits] = bits == options.WeightBits ? loss : Math.Max(loss, own[bits + 1]);
            }

            losses[layer] = own;
        }

        return losses;
    }

    /// <summary>Kullback-Leibler divergence of the integer network's answers from the float one's, mean over the samples.</summary>
    private static double Divergence(
        FoldedNetwork network,
        FeatureMap input,
        IReadOnlyDictionary<string, FeatureMap> maps,
        Tensor images,
        Tensor answers,
        QuantisationOptions options
    )
    {
        using var scope = torch.NewDisposeScope();
        var quantised = new QuantisedNetwork(network.Plan, network.Layout, input, QuantisationFit.Fit(network, input, maps, options));
        var logits = quantised.Forward(quantised.Quantise(network.Values), images) * quantised.LogitScale;
        return (answers.exp() * (answers - torch.nn.functional.log_softmax(logits, 1))).sum(1).mean().ToDouble();
    }

    private static ImmutableSortedDictionary<string, int> With(QuantisationOptions options, string layer, int bits) =>
        (options.LayerBits ?? ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal)).SetItem(layer, bits);

    private static double LossPerByte(double[] losses, long weights, int bits) =>
        (losses[bits - 1] - losses[bits]) / Math.Max(1, Bytes(weights, bits) - Bytes(weights, bits - 1));

    private static long Bytes(long weights, int bits) => ((weights * bits) + 7) / 8;
}
