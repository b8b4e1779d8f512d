using System.Globalization;
using Striate.Codegen.Emission;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Kernels;

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
    public static Code Of(Code start, IEnumerable<(string Local, int Weight)> terms, IReadOnlySet<int> weightLocals)
    {
        List<(bool IsMinus, Code Term)> parts = [.. terms.GroupBy(term => Math.Abs(term.Weight)).OrderByDescending(group => group.Key)
            .SelectMany(group => Terms(group.Key, [.. group.OrderByDescending(term => term.Weight)], weightLocals))];
        var first = start is LongLiteral { Value: 0 } ? parts.FindIndex(part => !part.IsMinus) : -1;
        return first < 0 ? new Sum(start, parts) : new Sum(parts[first].Term, [.. parts[..first], .. parts[(first + 1)..]]);
    }

    private static IEnumerable<(bool IsMinus, Code Term)> Terms(
        int magnitude, List<(string Local, int Weight)> group, IReadOnlySet<int> weightLocals)
    {
        if (magnitude == 1)
        {
            return group.Select(term => (term.Weight < 0, (Code)term.Local));
        }

        var sign = group[0].Weight > 0 ? 1 : -1;
        Code inner = group.Count == 1
            ? group[0].Local
            : new Sum(group[0].Local, [.. group.Skip(1).Select(term => (term.Weight * sign < 0, (Code)term.Local))]);
        Code product = !GainsFromLocal(magnitude) ? inner << int.Log2(magnitude)
            : inner * (weightLocals.Contains(magnitude) ? WeightLocal(magnitude) : Code.Long(magnitude));
        return [(sign < 0, product)];
    }
}
