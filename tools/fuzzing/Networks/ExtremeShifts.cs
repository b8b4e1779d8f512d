using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Fuzzing.Networks;

/// <summary>Networks with shifts that are far from what their sums need; which, and how far, depends on the seed.</summary>
internal static class ExtremeShifts
{
    private const int SmallestShift = 1;
    private const int LargestShift = 62;

    /// <summary>One channel of every layer of weights is nearly dead: little or nothing is left of its sums.</summary>
    public static Network Faint(Network network, ulong seed) =>
        Changed(network, seed, (shift, part) => shift + (int)(part % (ulong)(LargestShift + 1 - shift)));

    /// <summary>
    /// One channel of every layer of weights clamps nearly always: what its shift leaves of its sums may need more than 32 bits.
    /// </summary>
    public static Network Loud(Network network, ulong seed) =>
        Changed(network, seed, (shift, part) => SmallestShift + (int)(part % (ulong)shift));

    private static Network Changed(Network network, ulong seed, Func<int, ulong, int> shiftOf)
    {
        return network with { Layers = [.. network.Layers.Select((layer, index) => Of(layer, (seed * 31) + (ulong)index))] };

        Layer Of(Layer layer, ulong own) =>
            layer switch
            {
                Convolution { Requantisation: { } requantisation } convolution => convolution with
                {
                    Requantisation = OneOf(requantisation, own),
                },
                FullyConnected { Requantisation: { } requantisation } connected => connected with
                {
                    Requantisation = OneOf(requantisation, own),
                },
                _ => layer,
            };

        Requantisation OneOf(Requantisation requantisation, ulong own)
        {
            var channel = (int)(own % (ulong)requantisation.Shifts.Length);
            return requantisation with
            {
                Shifts = requantisation.Shifts.SetItem(channel, shiftOf(requantisation.Shifts[channel], own * 7)),
            };
        }
    }
}
