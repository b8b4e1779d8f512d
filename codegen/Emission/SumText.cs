using System.Globalization;
using System.Text;

namespace Striate.Codegen.Emission;

/// <summary>
/// A weighted sum of locals as C# text. Inputs that share a magnitude are added first and multiplied once, so that a tap
/// costs two instructions and a magnitude two more, instead of four per tap.
/// </summary>
internal static class SumText
{
    /// <summary>The sum of local * weight; "0" when there is no term. Zero weights are left out.</summary>
    /// <param name="terms">Name of the local and its weight.</param>
    public static string Of(IEnumerable<(string Local, int Weight)> terms)
    {
        var text = new StringBuilder();
        var groups = terms.Where(term => term.Weight != 0)
            .GroupBy(term => Math.Abs(term.Weight))
            .OrderByDescending(group => group.Key);
        foreach (var group in Ordered(groups))
        {
            Append(text, group.Key, [.. group]);
        }

        return text.Length == 0 ? "0" : text.ToString();
    }

    /// <summary>
    /// A group of magnitude 1 whose members are all negative costs a negation when it stands first; any other group may.
    /// </summary>
    private static IEnumerable<IGrouping<int, (string Local, int Weight)>> Ordered(
        IEnumerable<IGrouping<int, (string Local, int Weight)>> groups) =>
        groups.OrderBy(group => group.Key == 1 && group.All(term => term.Weight < 0));

    private static void Append(StringBuilder text, int magnitude, List<(string Local, int Weight)> group)
    {
        var positiveFirst = group.OrderByDescending(term => term.Weight).ToList();
        if (magnitude == 1)
        {
            foreach (var (local, weight) in positiveFirst)
            {
                text.Append(Operator(text.Length == 0, weight)).Append(local);
            }

            return;
        }

        // A group without a positive member keeps its minus in the factor: a negative literal costs nothing.
        var sign = positiveFirst[0].Weight > 0 ? 1 : -1;
        var inner = new StringBuilder();
        foreach (var (local, weight) in positiveFirst)
        {
            inner.Append(Operator(inner.Length == 0, weight * sign)).Append(local);
        }

        var factor = (magnitude * sign).ToString(CultureInfo.InvariantCulture);
        text.Append(text.Length == 0 ? string.Empty : " + ")
            .Append(group.Count == 1 ? inner : new StringBuilder("(").Append(inner).Append(')'))
            .Append(" * ").Append(factor);
    }

    private static string Operator(bool first, int weight) => (first, weight > 0) switch
    {
        (true, true) => string.Empty,
        (true, false) => "-",
        (false, true) => " + ",
        (false, false) => " - ",
    };
}
