using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Zoo.Layers;

/// <summary>What DenseNets have: normalisation before the convolution, and concatenation behind it.</summary>
internal static class Dense
{
    /// <summary>A normalisation with a ReLU, of gains near 1. Its multipliers are weights: no form of m applies to them.</summary>
    public static string Normalise(this NetworkWriter network, string name, string input)
    {
        var (random, map) = (network.NumbersOf(name), network[input].Map);
        var output = Steps.Of(network, map.Shape, isSigned: false);
        var (multipliers, offsets, shifts) = (new int[map.Shape.Channels], new long[map.Shape.Channels], new int[map.Shape.Channels]);
        var channels = network[input].Channels();
        for (var channel = 0; channel < channels.Length; channel++)
        {
            var (mean, deviation) = channels[channel];
            (multipliers[channel], shifts[channel]) = Steps.AtLeast(
                random.Uniform(0.7, 1.4) / (deviation * output.Scale),
                Steps.MultiplierBits
            );
            var offset = random.Normal() * 0.4 / output.Scale * (1L << shifts[channel]);
            offsets[channel] = (int)Math.Round(offset - (mean * multipliers[channel]));
        }

        return network.Add(
            new ScaleShift(name, [input], output, [.. multipliers], [.. offsets], [.. shifts], output.Type.Minimum, output.Type.Maximum)
        );
    }

    public static string Join(this NetworkWriter network, string name, string first, string second)
    {
        var (a, b) = (network[first].Map, network[second].Map);
        return network.Add(
            new Concat(name, [first, second], a with { Shape = a.Shape with { Channels = a.Shape.Channels + b.Shape.Channels } })
        );
    }
}
