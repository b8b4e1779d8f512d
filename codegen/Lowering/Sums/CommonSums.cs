using System.Runtime.InteropServices;

namespace Striate.Codegen.Lowering;

/// <summary>A sum or difference of two locals that is computed once: <c>First + Second</c> or <c>First - Second</c>.</summary>
/// <param name="First">Number of a local: an input, or behind the inputs an earlier common sum.</param>
/// <param name="Second">Number of another local.</param>
/// <param name="IsMinus">Whether the second is subtracted.</param>
/// <param name="Saved">Instructions that it saves each time the sums are computed.</param>
internal readonly record struct CommonSum(int First, int Second, bool IsMinus, int Saved);

/// <summary>
/// Sums of two locals that several weighted sums have in common, because both taps have one magnitude in each of them:
/// few distinct weights, or segments with one weight along the line, make many. Each is found greedily, the most frequent
/// first, and may become a part of the next. Integer sums are exact in any order, so that no bound changes.
/// </summary>
internal static class CommonSums
{
    /// <summary>Instructions of <c>s = a + b</c>.</summary>
    private const int InstructionsOfSum = 4;

    /// <summary>Instructions that a use of it saves: a load and an addition.</summary>
    private const int SavedPerUse = 2;

    private const int LeastUses = (InstructionsOfSum / SavedPerUse) + 1;

    /// <summary>Common sums in the order in which they are computed.</summary>
    /// <param name="inputs">Locals of inputs, numbered from 0.</param>
    /// <param name="sums">Number of a local and its weight, none zero, of every weighted sum.</param>
    /// <param name="most">Most common sums; each takes a local, numbered behind the inputs.</param>
    public static IReadOnlyList<CommonSum> Find(int inputs, IEnumerable<IReadOnlyList<(int Local, int Weight)>> sums, int most)
    {
        var search = new Search(inputs, most, [.. sums.SelectMany(Groups)]);
        var found = new List<CommonSum>();
        while (found.Count < most && search.Take(inputs + found.Count) is { } sum)
        {
            found.Add(sum);
        }

        return found;
    }

    /// <summary>A weighted sum by means of common sums.</summary>
    /// <param name="terms">Number of a local and its weight, none zero.</param>
    /// <param name="inputs">Locals of inputs; common sums are numbered behind them.</param>
    /// <param name="common">What <see cref="Find"/> found, or its first ones.</param>
    public static IReadOnlyList<(int Local, int Weight)> Apply(
        IReadOnlyList<(int Local, int Weight)> terms,
        int inputs,
        IReadOnlyList<CommonSum> common
    )
    {
        if (common.Count == 0)
        {
            return [.. terms.OrderBy(term => term.Local)];
        }

        // By local; no weight is zero.
        var weights = new int[inputs + common.Count];
        foreach (var (local, weight) in terms)
        {
            weights[local] = weight;
        }

        for (var index = 0; index < common.Count; index++)
        {
            var sum = common[index];
            var (first, second) = (weights[sum.First], weights[sum.Second]);
            if (first != 0 && first == (sum.IsMinus ? -second : second))
            {
                (weights[sum.First], weights[sum.Second], weights[inputs + index]) = (0, 0, first);
            }
        }

        var applied = new List<(int, int)>(terms.Count);
        for (var local = 0; local < weights.Length; local++)
        {
            if (weights[local] != 0)
            {
                applied.Add((local, weights[local]));
            }
        }

        return applied;
    }

    /// <summary>Terms of one magnitude: they can be added before they are multiplied.</summary>
    private static IEnumerable<Dictionary<int, bool>> Groups(IReadOnlyList<(int Local, int Weight)> sum)
    {
        var terms = sum.OrderBy(term => Math.Abs(term.Weight)).ToArray();
        for (var (first, next) = (0, 0); first < terms.Length; first = next)
        {
            for (next = first + 1; next < terms.Length && Math.Abs(terms[next].Weight) == Math.Abs(terms[first].Weight); )
            {
                next++;
            }

            if (next - first > 1)
            {
                yield return terms[first..next].ToDictionary(term => term.Local, term => term.Weight < 0);
            }
        }
    }

    /// <summary>How often every pair of locals occurs, kept while pairs are replaced by their sums.</summary>
    private sealed class Search
    {
        private readonly int _size;

        private readonly Dictionary<int, int> _uses = [];
        private readonly List<int>?[] _groupsOf;
        private readonly Dictionary<int, bool>[] _groups;
        private readonly PriorityQueue<int, (int Rank, int Pair)> _queue = new();

        public Search(int inputs, int most, Dictionary<int, bool>[] groups)
        {
            _size = inputs + most;
            _groups = groups;
            _groupsOf = new List<int>?[_size];
            var frequent = new List<int>();
            for (var group = 0; group < groups.Length; group++)
            {
                foreach (var (local, minus) in groups[group])
                {
                    (_groupsOf[local] ??= []).Add(group);
                    foreach (var (other, otherMinus) in groups[group])
                    {
                        var pair = Pair(local, other, minus != otherMinus);
                        if (other > local && Count(pair, 1) == LeastUses)
                        {
                            frequent.Add(pair);
                        }
                    }
                }
            }

            frequent.ForEach(Offer);
        }

        /// <summary>The most frequent pair becomes a local of its own; null when none occurs often enough.</summary>
        public CommonSum? Take(int local)
        {
            while (_queue.TryDequeue(out var pair, out var rank))
            {
                if (UsesOf(pair) != -rank.Rank)
                {
                    Offer(pair);
                    continue;
                }

                var (first, second, isMinus) = (pair / 2 / _size, pair / 2 % _size, pair % 2 == 1);
                var saved = (UsesOf(pair) * SavedPerUse) - InstructionsOfSum;
                foreach (var group in _groupsOf[first]!.Where(group => Holds(_groups[group], first, second, isMinus)).ToList())
                {
                    Replace(group, first, second, local);
                }

                for (var other = 0; other < local; other++)
                {
                    Offer(Pair(other, local, false));
                    Offer(Pair(other, local, true));
                }

                return new CommonSum(first, second, isMinus, saved);
            }

            return null;
        }

        private static bool Holds(Dictionary<int, bool> group, int first, int second, bool isMinus) =>
            group.TryGetValue(first, out var firstMinus)
            && group.TryGetValue(second, out var secondMinus)
            && (firstMinus != secondMinus) == isMinus;

        private void Replace(int number, int first, int second, int local)
        {
            var group = _groups[number];
            var minus = group[first];
            CountPairs(group, first, -1);
            group.Remove(first);
            CountPairs(group, second, -1);
            group.Remove(second);
            group.Add(local, minus);
            CountPairs(group, local, 1);
            (_groupsOf[local] ??= []).Add(number);
        }

        private void CountPairs(Dictionary<int, bool> group, int local, int change)
        {
            foreach (var (other, minus) in group)
            {
                if (other != local)
                {
                    Count(Pair(Math.Min(local, other), Math.Max(local, other), minus != group[local]), change);
                }
            }
        }

        private void Offer(int pair)
        {
            if (UsesOf(pair) is >= LeastUses and var uses)
            {
                _queue.Enqueue(pair, (-uses, pair));
            }
        }

        private int UsesOf(int pair) => _uses.GetValueOrDefault(pair);

        private int Count(int pair, int change) => CollectionsMarshal.GetValueRefOrAddDefault(_uses, pair, out _) += change;

        private int Pair(int first, int second, bool isMinus) => (((first * _size) + second) * 2) + (isMinus ? 1 : 0);
    }
}
