using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.Zoo.Layers;

/// <summary>What convolutions and fully connected layers have in common: random weights, quantised per output channel.</summary>
/// <param name="Weights">Per output channel its real weights, of deviation 1.</param>
/// <param name="Bits">2..8.</param>
internal sealed record Product(ImmutableArray<double[]> Weights, int Bits)
{
    // As trained batch normalisations have them, roughly: gains near 1, offsets below a deviation.
    private const double LeastGain = 0.7;
    private const double MostGain = 1.4;
    private const double OffsetDeviation = 0.4;

    /// <summary>The real value of one step of each channel's weights: the largest weight is the end of the range.</summary>
    public ImmutableArray<double> Steps() => [.. Weights.Select(weights => Step(weights.Select(Math.Abs).DefaultIfEmpty().Max()))];

    /// <summary>One step for all channels, for logits.</summary>
    public ImmutableArray<double> SharedStep() => [.. Enumerable.Repeat(Steps().Max(), Weights.Length)];

    /// <summary>The weights as integers.</summary>
    public ImmutableArray<sbyte> Quantise(ImmutableArray<double> steps) =>
        [.. Weights.SelectMany((weights, channel) => weights.Select(weight => (sbyte)Math.Round(weight / steps[channel])))];

    /// <summary>
    /// Normalises the sums that the weights give on the samples, as a batch normalisation that is folded into weights,
    /// bias and requantisation: what m and s cannot express, the step of the channel's weights absorbs.
    /// </summary>
    /// <param name="network">The network that the layer belongs to.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="sums">Of weights quantised with <see cref="Steps"/>, without bias.</param>
    /// <param name="output">What the layer writes.</param>
    public Normalised Normalise(NetworkWriter network, string layer, CalibratedMap sums, FeatureMap output)
    {
        var random = network.NumbersOf(layer + "/normalisation");
        var steps = Steps();
        var (multipliers, shifts, scaled, biases) = (
            new int[steps.Length],
            new int[steps.Length],
            new double[steps.Length],
            new int[steps.Length]
        );
        var channels = sums.Channels();
        for (var channel = 0; channel < steps.Length; channel++)
        {
            var (gain, offset) = (random.Uniform(LeastGain, MostGain), random.Normal() * OffsetDeviation);
            var (mean, deviation) = channels[channel];
            var wanted = gain / (deviation * output.Scale);
            (multipliers[channel], shifts[channel]) = Zoo.Steps.AtLeast(wanted, network.PowerOfTwo ? 1 : Zoo.Steps.MultiplierBits);
            var coarser = Math.Max(multipliers[channel] / (double)(1L << shifts[channel]) / wanted, 1);
            scaled[channel] = steps[channel] * coarser;
            biases[channel] = (int)Math.Round(((offset * deviation / gain) - mean) / coarser);
        }

        var requantisation = new Requantisation([.. multipliers], [.. shifts], output.Type.Minimum, output.Type.Maximum);
        return new Normalised(Quantise([.. scaled]), [.. biases], requantisation);
    }

    /// <summary>Weights and biases of logits.</summary>
    public Normalised Logits(NetworkWriter network, string layer, CalibratedMap sums)
    {
        var random = network.NumbersOf(layer + "/normalisation");
        return new Normalised(
            Quantise(SharedStep()),
            [.. sums.Channels().Select(channel => (int)Math.Round(random.Normal() * OffsetDeviation * channel.Deviation))],
            null
        );
    }

    private double Step(double largest) => largest > 0 ? largest / ((1 << (Bits - 1)) - 1) : 1;
}

/// <summary>The integers of a layer.</summary>
/// <param name="Weights">Output channel after output channel.</param>
/// <param name="Bias">Per output channel.</param>
/// <param name="Requantisation">Null: the sums are the logits.</param>
internal sealed record Normalised(ImmutableArray<sbyte> Weights, ImmutableArray<int> Bias, Requantisation? Requantisation);
