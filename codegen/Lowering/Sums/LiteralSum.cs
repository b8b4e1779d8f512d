using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>
/// A weighted sum of locals. Inputs that share a magnitude are added first and multiplied once, so that a tap costs two
/// instructions and a magnitude two more, instead of four per tap.
/// </summary>
internal static class LiteralSum
{
    /// <summary>The sum of local * weight, behind <paramref name="start"/> if there is one; 0 when there is no term.</summary>
    /// <param name="start">Stands first; null for nothing.</param>
    /// <param name="terms">A local and its weight; zero weights are left out.</param>
    public static Code Of(Code? start, IEnumerable<(Code Local, int Weight)> terms)
    {
        // The sort is stable: terms of one weight keep their order.
        var ordered = terms
            .Where(term => term.Weight != 0)
            .OrderByDescending(term => Math.Abs(term.Weight))
            .ThenByDescending(term => term.Weight)
            .ToArray();
        var parts = new List<(bool IsMinus, Code Term)>(ordered.Length);
        var ones = Array.FindIndex(ordered, term => Math.Abs(term.Weight) == 1);
        // A group of magnitude 1 is the last one. Where all of its members are negative it costs a negation if it stands first: any other
        // group may.
        for (var next = 0; next < (ones < 0 ? ordered.Length : ones); )
        {
            var first = next++;
            while (next < ordered.Length && Math.Abs(ordered[next].Weight) == Math.Abs(ordered[first].Weight))
            {
                next++;
            }

            parts.Add((false, Product(ordered.AsSpan()[first..next])));
        }

        foreach (var (local, weight) in ones < 0 ? [] : ordered.AsSpan()[ones..])
        {
            parts.Add((weight < 0, local));
        }

        if (start is not null || parts.Count == 0)
        {
            return new Sum(start ?? 0, parts);
        }

        return new Sum(parts[0].IsMinus ? new Negation(parts[0].Term) : parts[0].Term, parts[1..]);
    }

    // A group without a positive member keeps its minus in the factor: a negative literal costs nothing.
    private static Code Product(ReadOnlySpan<(Code Local, int Weight)> group)
    {
        var (magnitude, sign) = (Math.Abs(group[0].Weight), group[0].Weight > 0 ? 1 : -1);
        var inner = group[0].Local;
        if (group.Length > 1)
        {
            var others = new (bool, Code)[group.Length - 1];
            for (var index = 1; index < group.Length; index++)
            {
                others[index - 1] = (group[index].Weight * sign < 0, group[index].Local);
            }

            inner = new Sum(inner, others);
        }

        return inner * (magnitude * sign);
    }
}
