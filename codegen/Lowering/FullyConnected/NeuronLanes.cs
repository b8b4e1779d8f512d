using System.Collections.Immutable;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Neurons of a fully connected layer side by side: a word holds a weight of each, so that one product with an input serves
/// all of them. Their sums go into one word per part; a part ends before a lane could leave its bits.
/// </summary>
/// <param name="First">Number of the first neuron.</param>
/// <param name="Bits">Bits of a lane.</param>
/// <param name="Weights">By neuron, one weight per input.</param>
/// <param name="Starts">First input of each part.</param>
/// <param name="Minimums">By part and neuron, the smallest sum.</param>
internal sealed record NeuronLanes(
    int First,
    int Bits,
    ImmutableArray<ImmutableArray<sbyte>> Weights,
    ImmutableArray<int> Starts,
    ImmutableArray<ImmutableArray<long>> Minimums
)
{
    /// <summary>The lanes of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="lanes">2..4.</param>
    /// <param name="input">Range of its inputs.</param>
    public static ImmutableArray<NeuronLanes> Of(FullyConnected layer, int lanes, ValueRange input)
    {
        var inputs = layer.Weights.Length / layer.Bias.Length;
        var (low, high) = (Math.Min(0, input.Minimum), Math.Max(0, input.Maximum));
        return
        [
            .. Enumerable
                .Range(0, layer.Bias.Length)
                .Chunk(lanes)
                .Select(neurons =>
                    Of(neurons[0], 64 / lanes, [.. neurons.Select(neuron => layer.Weights.Slice(neuron * inputs, inputs))], low, high)
                ),
        ];
    }

    /// <summary>The word of an input's weights; a product with it is right in every lane modulo 2^64.</summary>
    public long Word(int input)
    {
        var word = 0L;
        for (var lane = 0; lane < Weights.Length; lane++)
        {
            word += (long)Weights[lane][input] << (lane * Bits);
        }

        return word;
    }

    /// <summary>The word that makes every lane's sum of a part non-negative.</summary>
    public long Offset(int part)
    {
        var word = 0L;
        for (var lane = 0; lane < Weights.Length; lane++)
        {
            word = unchecked(word - (Minimums[part][lane] << (lane * Bits)));
        }

        return word;
    }

    /// <summary>The part that an input belongs to.</summary>
    public int PartOf(int input) => Starts.Count(start => start <= input) - 1;

    private static NeuronLanes Of(int first, int bits, ImmutableArray<ImmutableArray<sbyte>> weights, int low, int high)
    {
        var capacity = 1L << Math.Min(bits, 31);
        var (starts, minimums) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<ImmutableArray<long>>());
        var (minimum, span) = (new long[weights.Length], new long[weights.Length]);
        starts.Add(0);
        for (var input = 0; input < weights[0].Length; input++)
        {
            if (
                Enumerable
                    .Range(0, weights.Length)
                    .Any(lane => span[lane] + (Math.Abs((int)weights[lane][input]) * (long)(high - low)) >= capacity)
            )
            {
                starts.Add(input);
                minimums.Add([.. minimum]);
                (minimum, span) = (new long[weights.Length], new long[weights.Length]);
            }

            for (var lane = 0; lane < weights.Length; lane++)
            {
                minimum[lane] += weights[lane][input] * (weights[lane][input] > 0 ? low : high);
                span[lane] += Math.Abs((int)weights[lane][input]) * (long)(high - low);
            }
        }

        minimums.Add([.. minimum]);
        return new NeuronLanes(first, bits, weights, starts.ToImmutable(), minimums.ToImmutable());
    }
}
