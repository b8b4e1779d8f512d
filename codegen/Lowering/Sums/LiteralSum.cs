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
    /// <param name="terms">Name of the local and its weight; zero weights are left out.</param>
    public static Code Of(Code? start, IEnumerable<(string Local, int Weight)> terms)
    {
        var parts = terms.Where(term => term.Weight != 0)
            .GroupBy(term => Math.Abs(term.Weight))
            .OrderByDescending(group => group.Key)
            // A group of magnitude 1 whose members are all negative costs a negation when it stands first; any other group may.
            .OrderBy(group => group.Key == 1 && group.All(term => term.Weight < 0))
            .SelectMany(group => Terms(group.Key, [.. group.OrderByDescending(term => term.Weight)]))
            .ToList();
        if (start is not null || parts.Count == 0)
        {
            return new Sum(start ?? 0, parts);
        }

        return new Sum(parts[0].IsMinus ? new Negation(parts[0].Term) : parts[0].Term, parts[1..]);
    }

    private static IEnumerable<(bool IsMinus, Code Term)> Terms(int magnitude, List<(string Local, int Weight)> group)
    {
        if (magnitude == 1)
        {
            return group.Select(term => (term.Weight < 0, (Code)term.Local));
        }

        // A group without a positive member keeps its minus in the factor: a negative literal costs nothing.
        var sign = group[0].Weight > 0 ? 1 : -1;
        Code inner = group.Count == 1
            ? group[0].Local
            : new Sum(group[0].Local, [.. group.Skip(1).Select(term => (term.Weight * sign < 0, (Code)term.Local))]);
        return [(false, inner * (magnitude * sign))];
    }
}
