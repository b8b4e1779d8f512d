using System.Collections.Immutable;

namespace Striate.Model.Graph.Validation;

/// <summary>Accumulators are int32: a network whose worst case leaves that range is refused, by layer and channel.</summary>
internal static class AccumulatorRules
{
    public static void Check(Network network, ImmutableArray<NetworkError>.Builder errors)
    {
        var ranges = AccumulatorBounds.Ranges(network);
        foreach (var layer in network.Layers)
        {
            var bounds = AccumulatorBounds.Of(layer, ranges[layer.Inputs[0]]);
            for (var channel = 0; channel < bounds.Length; channel++)
            {
                if (!bounds[channel].FitsInt32)
                {
                    var (minimum, maximum) = bounds[channel];
                    errors.Add(new NetworkError(
                        layer.Name,
                        $"channel {channel} can accumulate {minimum}..{maximum}, beyond int32; use fewer bits or a smaller bias"));
                    break;
                }
            }
        }
    }
}
