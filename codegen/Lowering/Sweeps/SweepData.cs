using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>
/// The compact index storage of one output channel in words: the bit-packed index of its slices, the weights of its first
/// sweep, the weights of its groups. No number straddles two words, so that none needs more than shifts to be taken out.
/// The words are long literals: unlike static tables, which are copied to the heap, they stay in flash.
/// </summary>
internal static class SweepData
{
    /// <summary>Numbers of so many bits that a word holds.</summary>
    public static int PerWord(int bits) => 64 / bits;

    /// <summary>Words of the index of one output channel.</summary>
    public static int IndexWords(KernelBank bank, int indexBits) => indexBits == 0 ? 0 : Words(bank.InputChannels, indexBits);

    /// <summary>Words of so many numbers.</summary>
    public static int Words(int count, int bits) => (count + PerWord(bits) - 1) / PerWord(bits);

    /// <summary>How many words each call hands over, for so many.</summary>
    public static IEnumerable<int> PutSizes(int words)
    {
        for (
            ;
            words > 0;
            words -=
                    words >= 8 ? 8
                    : words >= 4 ? 4
                    : words >= 2 ? 2
                    : 1
        )
        {
            yield return words >= 8 ? 8
            : words >= 4 ? 4
            : words >= 2 ? 2
            : 1;
        }
    }

    /// <summary>The words of every output channel.</summary>
    public static ImmutableArray<ImmutableArray<long>> Of(
        KernelBank bank,
        PackedKernels packed,
        ImmutableArray<ChannelSweeps> sweeps,
        int group
    )
    {
        var offsets = bank.WeightOffsets();
        var position = packed.ShapesInUse.Select((shape, index) => (shape, index)).ToDictionary(pair => pair.shape, pair => pair.index);
        return [.. sweeps.Select((channel, number) => Of(bank, packed.IndexBits, offsets, position, number, channel, group))];
    }

    private static ImmutableArray<long> Of(
        KernelBank bank,
        int indexBits,
        ImmutableArray<int> offsets,
        Dictionary<int, int> position,
        int channel,
        ChannelSweeps sweeps,
        int group
    )
    {
        var slice = channel * bank.InputChannels;
        var weights = bank
            .Weights.AsSpan()[offsets[slice]..offsets[slice + bank.InputChannels]]
            .ToArray()
            .Select(weight => (int)weight)
            .ToArray();
        var words = ImmutableArray.CreateBuilder<long>();
        if (indexBits > 0)
        {
            Add(words, [.. bank.Shapes.AsSpan().Slice(slice, bank.InputChannels).ToArray().Select(shape => position[shape])], indexBits);
        }

        var grouped = Math.Min(weights.Length, sweeps.Groups * group);
        var rest = weights[grouped..];
        Add(words, [.. rest, .. new int[sweeps.First - rest.Length]], bank.WeightBits);
        foreach (var chunk in weights[..grouped].Chunk(group))
        {
            Add(words, [.. chunk, .. new int[group - chunk.Length]], bank.WeightBits);
        }

        return words.ToImmutable();
    }

    private static void Add(ImmutableArray<long>.Builder words, int[] numbers, int bits)
    {
        foreach (var chunk in numbers.Chunk(PerWord(bits)))
        {
            var word = 0UL;
            for (var index = 0; index < chunk.Length; index++)
            {
                word |= ((ulong)chunk[index] & ((1UL << bits) - 1)) << (index * bits);
            }

            words.Add(unchecked((long)word));
        }
    }
}
