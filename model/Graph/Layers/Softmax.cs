using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>
/// The closing softmax of an imported integer network, over the channels of each position, in integers and without division:
/// <c>e[c] = exponentials[max - x[c]]</c>, their sum in Q12.19, its reciprocal by three Newton steps, and
/// <c>y = round(256 * e / sum) - 128</c> as TensorFlow Lite Micro computes it. Last layer only; writes int8 at scale 1/256.
/// </summary>
/// <param name="Exponentials">
/// One entry per distance from the largest input, Q0.31: 2^31-1 first, descending, 0 from where the source drops to 0.
/// </param>
public sealed record Softmax(string Name, ImmutableArray<string> Inputs, FeatureMap Output, ImmutableArray<int> Exponentials)
    : Layer(Name, Inputs, Output)
{
    /// <summary>Most channels: the sum of their exponentials in Q12.19 stays in int32.</summary>
    public const int MaximumChannels = 4095;
}
