using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Striate.DataSets.Reading;

namespace Striate.DataSets.Preparation;

/// <summary>
/// Chooses whole groups to be held out, so that of every class about the same part is: what belongs together is never learned and tested. The order
/// in which groups are looked at comes from SHA-256 of seed and name, which any implementation reproduces.
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
        var counts = Counts(data);
        var (total, held) = (Sum(counts, among, data.Labels.Length), new double[data.Labels.Length]);
        var chosen = new HashSet<int>();
        foreach (var group in among.OrderBy(group => Key(seed, data.Groups[group].Name), StringComparer.Ordinal))
        {
            // Some of each class stays to be learned, and no class is moved further from its part than others come near theirs.
            if (counts[group].All(count => held[count.Class] + count.Number < total[count.Class])
                && counts[group].Sum(count => Gain(held[count.Class], count.Number, part * total[count.Class])) > 0)
            {
                chosen.Add(group);
                foreach (var (name, number) in counts[group])
                {
                    held[name] += number;
                }
            }
        }

        return Completed(counts, among, chosen, total, held, seed, data);
    }

    // A class of few groups may have missed its turn: of those that leave some to learn, the smallest.
    private static HashSet<int> Completed(
        (int Class, int Number)[][] counts, IReadOnlyCollection<int> among, HashSet<int> chosen, double[] total, double[] held, int seed, RawData data)
    {
        for (var name = 0; name < total.Length; name++)
        {
            if (held[name] > 0 || total[name] == 0)
            {
                continue;
            }

            var smallest = among.Where(group => !chosen.Contains(group) && counts[group].Any(count => count.Class == name)
                    && counts[group].All(count => held[count.Class] + count.Number < total[count.Class]))
                .OrderBy(group => counts[group].Sum(count => count.Number)).ThenBy(group => Key(seed, data.Groups[group].Name), StringComparer.Ordinal)
                .Select(group => (int?)group).FirstOrDefault();
            if (smallest is { } group)
            {
                chosen.Add(group);
                foreach (var (other, number) in counts[group])
                {
                    held[other] += number;
                }
            }
        }

        return chosen;
    }

    // How much nearer to its part a class comes, in parts of that.
    private static double Gain(double held, int number, double wanted) => (Math.Abs(held - wanted) - Math.Abs(held + number - wanted)) / wanted;

    private static (int Class, int Number)[][] Counts(RawData data)
    {
        var counts = Enumerable.Range(0, data.Groups.Length).Select(_ => new Dictionary<int, int>()).ToArray();
        for (var sample = 0; sample < data.Classes.Length; sample++)
        {
            var group = counts[data.Places[sample].Group];
            group[data.Classes[sample]] = group.GetValueOrDefault(data.Classes[sample]) + 1;
        }

        return Array.ConvertAll(counts, group => group.Select(pair => (pair.Key, pair.Value)).ToArray());
    }

    private static double[] Sum((int Class, int Number)[][] counts, IEnumerable<int> among, int classes)
    {
        var total = new double[classes];
        foreach (var (name, number) in among.SelectMany(group => counts[group]))
        {
            total[name] += number;
        }

        return total;
    }

    private static string Key(int seed, string name) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(seed.ToString(CultureInfo.InvariantCulture) + '\n' + name)));
}
