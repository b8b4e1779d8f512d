using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>
/// Every output neuron reads every input value, in height, width, channel order:
/// <c>acc[o] = bias[o] + sum_i (x[i] - z) * w[o * inputs + i]</c>. Its output shape is 1 x 1 x neurons.
/// </summary>
/// <param name="WeightBits">2..8; weights are in -(2^(bits-1)-1)..2^(bits-1)-1; at 8 bits -128 too.</param>
/// <param name="Weights">Output neuron first, then input.</param>
/// <param name="Bias">int32 per output neuron.</param>
/// <param name="Requantisation">Null in the last layer alone, if at all: the accumulators are the logits.</param>
public sealed record FullyConnected(
    string Name,
    ImmutableArray<string> Inputs,
    FeatureMap Output,
    int WeightBits,
    ImmutableArray<sbyte> Weights,
    ImmutableArray<int> Bias,
    Requantisation? Requantisation
) : Layer(Name, Inputs, Output);
