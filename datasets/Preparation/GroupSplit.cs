using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Striate.DataSets.Reading;

namespace Striate.DataSets.Preparation;

/// <summary>
/// Chooses whole groups to be held out, so that of every class about the same part is: what belongs together is never learned and tested.
/// The order in which groups are looked at comes from SHA-256 of seed and name, which any implementation reproduces.
/// </summary>
internal static class GroupSplit
{
    /// <summary>The groups to hold out.</summary>
    /// <param name="data">The data.</param>
    /// <param name="among">Groups that may be chosen.</param>
    /// <param name="part">The part of each class's samples among those, 0..1.</param>
    /// <param name="seed">Another seed chooses others.</param>
    public static HashSet<int> Choose(RawData data, IReadOnlyCollection<int> among, double part, int seed)
    {
        var counts = GroupCounts.Of(data);
        var (total, held, order) = (new long[data.Labels.Length], new long[data.Labels.Length], Ordered(data, among, seed));
        foreach (var group in order)
        {
            Add(total, counts[group]);
        }

        var chosen = new HashSet<int>();
        foreach (var group in order)
        {
            // Some of each class stays to be learned, and no class is moved further from its part than others come near theirs.
            if (LeavesSome(counts[group], held, total) && Gain(counts[group], held, total, part) > 0)
            {
                chosen.Add(group);
                Add(held, counts[group]);
            }
        }

        Complete(counts, order, chosen, total, held);
        return chosen;
    }

    // A class of few groups may have missed its turn: of those that leave some to learn, the smallest.
    private static void Complete(GroupCounts counts, int[] order, HashSet<int> chosen, long[] total, long[] held)
    {
        for (var name = 0; name < total.Length; name++)
        {
            if (held[name] > 0 || total[name] == 0)
            {
                continue;
            }

            var (smallest, size) = (-1, long.MaxValue);
            foreach (var group in order)
            {
                var own = counts[group];
                if (counts.Samples(group) < size && Has(own, name) && !chosen.Contains(group) && LeavesSome(own, held, total))
                {
                    (smallest, size) = (group, counts.Samples(group));
                }
            }

            if (smallest >= 0)
            {
                chosen.Add(smallest);
                Add(held, counts[smallest]);
            }
        }
    }

    private static bool Has(ReadOnlySpan<ClassCount> counts, int name)
    {
        foreach (var count in counts)
        {
            if (count.Class == name)
            {
                return true;
            }
        }

        return false;
    }

    private static bool LeavesSome(ReadOnlySpan<ClassCount> counts, long[] held, long[] total)
    {
        foreach (var (name, number) in counts)
        {
            if (held[name] + number >= total[name])
            {
                return false;
            }
        }

        return true;
    }

    // How much nearer to their parts the classes come, in parts of those.
    private static double Gain(ReadOnlySpan<ClassCount> counts, long[] held, long[] total, double part)
    {
        var gain = 0.0;
        foreach (var (name, number) in counts)
        {
            var wanted = part * total[name];
            gain += (Math.Abs(held[name] - wanted) - Math.Abs(held[name] + number - wanted)) / wanted;
        }

        return gain;
    }

    private static void Add(long[] sums, ReadOnlySpan<ClassCount> counts)
    {
        foreach (var (name, number) in counts)
        {
            sums[name] += number;
        }
    }

    // By the first 64 bits: where two are equal, by the groups' own order.
    private static int[] Ordered(RawData data, IReadOnlyCollection<int> among, int seed)
    {
        int[] order = [.. among];
        var keys = new ulong[order.Length];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var index = 0; index < order.Length; index++)
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}\n{data.Groups[order[index]].Name}")), hash);
            keys[index] = BinaryPrimitives.ReadUInt64BigEndian(hash);
        }

        Array.Sort(keys, order);
        return order;
    }
}
