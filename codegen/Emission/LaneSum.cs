using System.Globalization;
using System.Text;

namespace Striate.Codegen.Emission;

/// <summary>C# text and the IL instructions that the compiler makes of it.</summary>
/// <param name="Text">A statement or an expression.</param>
/// <param name="Instructions">IL instructions, exact for the forms emitted here.</param>
internal readonly record struct Counted(string Text, int Instructions);

/// <summary>
/// A weighted sum of packed locals. Inputs that share a magnitude are added first and multiplied once. Frequent
/// magnitudes are long locals themselves: a small long literal is two instructions, a local is one.
/// </summary>
internal static class LaneSum
{
    /// <summary>The local that holds a magnitude.</summary>
    public static string WeightLocal(int magnitude) => "w" + magnitude.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a magnitude gains from a local: one needs no factor, a power of two is a shift.</summary>
    public static bool GainsFromLocal(int magnitude) => (magnitude & (magnitude - 1)) != 0;

    /// <summary>The sum that starts from <paramref name="start"/>.</summary>
    /// <param name="start">An expression that stands first, so that every group may be subtracted.</param>
    /// <param name="terms">Local and weight.</param>
    /// <param name="weightLocals">Magnitudes that are locals.</param>
    public static Counted Of(Counted start, IEnumerable<(string Local, int Weight)> terms, IReadOnlySet<int> weightLocals)
    {
        var text = new StringBuilder(start.Text);
        var instructions = start.Instructions;
        foreach (var group in terms.GroupBy(term => Math.Abs(term.Weight)).OrderByDescending(group => group.Key))
        {
            instructions += Append(text, group.Key, [.. group.OrderByDescending(term => term.Weight)], weightLocals);
        }

        return new Counted(text.ToString(), instructions);
    }

    private static int Append(
        StringBuilder text, int magnitude, List<(string Local, int Weight)> group, IReadOnlySet<int> weightLocals)
    {
        if (magnitude == 1)
        {
            foreach (var (local, weight) in group)
            {
                text.Append(weight > 0 ? " + " : " - ").Append(local);
            }

            return 2 * group.Count;
        }

        var sign = group[0].Weight > 0 ? 1 : -1;
        var inner = new StringBuilder(group[0].Local);
        foreach (var (local, weight) in group.Skip(1))
        {
            inner.Append(weight * sign > 0 ? " + " : " - ").Append(local);
        }

        var (factor, cost) = Factor(magnitude, weightLocals);
        var operand = group.Count == 1 ? inner.ToString() : $"({inner})";
        text.Append(sign > 0 ? " + " : " - ").Append(factor[0] == '<' ? $"({operand} {factor})" : $"{operand} {factor}");
        return (2 * group.Count) + cost;
    }

    private static (string Text, int Instructions) Factor(int magnitude, IReadOnlySet<int> weightLocals) =>
        !GainsFromLocal(magnitude) ? (string.Create(CultureInfo.InvariantCulture, $"<< {int.Log2(magnitude)}"), 2)
        : weightLocals.Contains(magnitude) ? ("* " + WeightLocal(magnitude), 2)
        : (string.Create(CultureInfo.InvariantCulture, $"* {magnitude}"), 3);
}
