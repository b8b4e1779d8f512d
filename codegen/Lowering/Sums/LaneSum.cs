using System.Globalization;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>
/// A weighted sum of packed locals. Inputs that share a magnitude are added first and multiplied once. Magnitudes are parameters of the
/// method: a small long literal is two instructions, a parameter is one and, unlike a local, nothing to set up at an entry.
/// </summary>
internal static class LaneSum
{
    /// <summary>The parameter that holds a magnitude.</summary>
    public static Parameter Weight(int magnitude) => new("long", "w" + magnitude.ToString(CultureInfo.InvariantCulture));

    /// <summary>What is passed for the parameters of a method that are magnitudes.</summary>
    public static IEnumerable<Code> Arguments(KernelMethod method) =>
        method
            .Parameters.Where(parameter => parameter.Type == "long")
            .Select(parameter => Code.Long(int.Parse(parameter.Name.AsSpan()[1..], CultureInfo.InvariantCulture)));

    /// <summary>Whether a magnitude is a factor: one needs none, a power of two is a shift.</summary>
    public static bool IsFactor(int magnitude) => (magnitude & (magnitude - 1)) != 0;

    /// <summary>The sum that starts from <paramref name="start"/>.</summary>
    /// <param name="start">An expression that stands first, so that every group may be subtracted.</param>
    /// <param name="parts">What is added, see <see cref="Products"/>.</param>
    public static Code Of(Code start, List<(bool IsMinus, Code Term)> parts)
    {
        var positive = start is LongLiteral { Value: 0 } ? parts.FindIndex(part => !part.IsMinus) : -1;
        return positive < 0 ? new Sum(start, parts) : new Sum(parts[positive].Term, [.. parts[..positive], .. parts[(positive + 1)..]]);
    }

    /// <summary>What a weighted sum adds up: one product for each magnitude.</summary>
    /// <param name="terms">Local and weight.</param>
    /// <param name="parameters">Magnitudes that are parameters.</param>
    public static List<(bool IsMinus, Code Term)> Products(IEnumerable<(Code Local, int Weight)> terms, IReadOnlySet<int> parameters)
    {
        var ordered = terms.OrderByDescending(term => Math.Abs(term.Weight)).ThenByDescending(term => term.Weight).ToArray();
        var parts = new List<(bool IsMinus, Code Term)>(ordered.Length);
        for (var next = 0; next < ordered.Length; )
        {
            var (magnitude, first) = (Math.Abs(ordered[next].Weight), next++);
            while (next < ordered.Length && Math.Abs(ordered[next].Weight) == magnitude)
            {
                next++;
            }

            AddTerms(parts, magnitude, ordered.AsSpan()[first..next], parameters);
        }

        return parts;
    }

    private static void AddTerms(
        List<(bool IsMinus, Code Term)> parts,
        int magnitude,
        ReadOnlySpan<(Code Local, int Weight)> group,
        IReadOnlySet<int> parameters
    )
    {
        if (magnitude == 1)
        {
            foreach (var (local, weight) in group)
            {
                parts.Add((weight < 0, local));
            }

            return;
        }

        var isMinus = group[0].Weight < 0;
        var inner = group[0].Local;
        if (group.Length > 1)
        {
            var others = new (bool, Code)[group.Length - 1];
            for (var index = 1; index < group.Length; index++)
            {
                others[index - 1] = (group[index].Weight < 0 != isMinus, group[index].Local);
            }

            inner = new Sum(inner, others);
        }

        var product = !IsFactor(magnitude)
            ? inner << int.Log2(magnitude)
            : inner * (parameters.Contains(magnitude) ? Weight(magnitude).Name : Code.Long(magnitude));
        parts.Add((isMinus, product));
    }
}
