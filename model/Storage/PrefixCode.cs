using System.Collections.Immutable;

namespace Striate.Model.Storage;

/// <summary>
/// Huffman codes in canonical form: lengths alone define them. Symbols of equal length have ascending codes, longer codes
/// follow shorter ones.
/// </summary>
internal static class PrefixCode
{
    /// <summary>Longest code, bits. Only extreme counts reach it; they are made more even until it holds.</summary>
    public const int MaximumLength = 24;

    /// <summary>Lengths that make the whole shortest; equal counts give equal lengths on every machine.</summary>
    /// <param name="counts">How often each symbol occurs, at least once.</param>
    /// <returns>Bits per symbol, 1..24; 0 for an only symbol.</returns>
    public static ImmutableArray<int> LengthsOf(IReadOnlyList<int> counts)
    {
        var weights = counts.Select(count => (long)count).ToArray();
        var lengths = Huffman(weights);
        while (lengths.Max() > MaximumLength)
        {
            weights = Array.ConvertAll(weights, weight => (weight + 1) / 2);
            lengths = Huffman(weights);
        }

        return [.. lengths];
    }

    /// <summary>The codes that follow from lengths.</summary>
    public static int[] CodesOf(ImmutableArray<int> lengths)
    {
        var codes = new int[lengths.Length];
        var (code, previous) = (0, 0);
        foreach (var symbol in InCodeOrder(lengths))
        {
            code <<= lengths[symbol] - previous;
            (codes[symbol], previous) = (code++, lengths[symbol]);
        }

        return codes;
    }

    /// <summary>Whether every sequence of bits is one of codes: no code begins another, and none is missing.</summary>
    public static bool IsComplete(ImmutableArray<int> lengths) =>
        lengths is [0]
        || (
            lengths.All(length => length is >= 1 and <= MaximumLength)
            && lengths.Sum(length => 1L << (MaximumLength - length)) == 1L << MaximumLength
        );

    /// <summary>Symbols by ascending code.</summary>
    public static IEnumerable<int> InCodeOrder(ImmutableArray<int> lengths) =>
        Enumerable.Range(0, lengths.Length).OrderBy(symbol => lengths[symbol]).ThenBy(symbol => symbol);

    /// <summary>Joins the two lightest trees until one is left; of equal weights the one that was made first.</summary>
    private static int[] Huffman(long[] weights)
    {
        var lengths = new int[weights.Length];
        var trees = new PriorityQueue<int[], (long Weight, int Age)>();
        for (var symbol = 0; symbol < weights.Length; symbol++)
        {
            trees.Enqueue([symbol], (weights[symbol], symbol));
        }

        for (
            var age = weights.Length;
            trees.TryDequeue(out var first, out var light) && trees.TryDequeue(out var second, out var heavy);
            age++
        )
        {
            int[] joined = [.. first, .. second];
            foreach (var symbol in joined)
            {
                lengths[symbol]++;
            }

            trees.Enqueue(joined, (light.Weight + heavy.Weight, age));
        }

        return lengths;
    }
}
