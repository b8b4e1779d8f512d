using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>
/// Convolution over a bank of kernels, dense or segments: standard (<paramref name="Groups"/> = 1) or grouped,
/// depthwise when each group has one input channel. <c>acc[o] = bias[o] + sum (x - z) * w</c> in int32
/// with the zero point z of the input, then requantisation; cells in the padding hold z and add nothing.
/// Output channel o reads the input channels of group <c>o / (outputChannels / groups)</c>.
/// </summary>
/// <param name="Window">Kernel extent, stride and padding; the extent equals the bank's catalogue.</param>
/// <param name="Groups">Divides input and output channels.</param>
/// <param name="Bank">The kernels.</param>
/// <param name="Bias">int32 per output channel, at scale(input) * scale(weights of that channel).</param>
/// <param name="Requantisation">Null in the last layer alone, if at all: the accumulators are the logits.</param>
public sealed record Convolution(
    string Name,
    ImmutableArray<string> Inputs,
    FeatureMap Output,
    Window Window,
    int Groups,
    KernelBank Bank,
    ImmutableArray<int> Bias,
    Requantisation? Requantisation
) : Layer(Name, Inputs, Output);
