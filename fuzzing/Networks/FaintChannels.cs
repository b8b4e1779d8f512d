using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Fuzzing.Networks;

/// <summary>Networks some of whose channels are nearly dead: their shifts leave little or nothing of their sums.</summary>
internal static class FaintChannels
{
    private const int LargestShift = 62;

    /// <summary>The network with one channel of every layer of weights made faint; which, and how much, depends on the seed.</summary>
    public static Network Of(Network network, ulong seed) =>
        network with { Layers = [.. network.Layers.Select((layer, index) => Of(layer, (seed * 31) + (ulong)index))] };

    private static Layer Of(Layer layer, ulong seed) => layer switch
    {
        Convolution { Requantisation: { } requantisation } convolution => convolution with { Requantisation = Of(requantisation, seed) },
        FullyConnected { Requantisation: { } requantisation } connected => connected with { Requantisation = Of(requantisation, seed) },
        _ => layer,
    };

    private static Requantisation Of(Requantisation requantisation, ulong seed)
    {
        var channel = (int)(seed % (ulong)requantisation.Shifts.Length);
        var shift = requantisation.Shifts[channel];
        return requantisation with
        {
            Shifts = requantisation.Shifts.SetItem(channel, shift + (int)(seed * 7 % (ulong)(LargestShift + 1 - shift))),
        };
    }
}
