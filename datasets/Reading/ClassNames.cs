using System.Collections.Immutable;
using System.Globalization;
using Striate.Model.Graph.Validation;

namespace Striate.DataSets.Reading;

/// <summary>The classes of a person's own data.</summary>
internal static class ClassNames
{
    /// <summary>Numbers by value, other names by ordinal text.</summary>
    public static ImmutableArray<string> Ordered(IEnumerable<string> names)
    {
        var distinct = names.Distinct(StringComparer.Ordinal).ToArray();
        return distinct.All(name => NumberOf(name) is not null)
            ? [.. distinct.OrderBy(NumberOf).ThenBy(name => name, StringComparer.Ordinal)]
            : [.. distinct.Order(StringComparer.Ordinal)];
    }

    /// <summary>Refuses a name that no package can hold.</summary>
    /// <param name="name">The name.</param>
    /// <param name="place">Where it stands.</param>
    /// <exception cref="StriateException">It is none.</exception>
    public static string Require(string name, string place) =>
        Names.IsLabel(name)
            ? name
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{place}: '{Printable(name)}' is not a class name: {Names.LabelRule}; rename it"
            );

    /// <summary>What a terminal would not show as it is stands as its number; a long text is cut.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Take(Shown).Select(unit => Names.IsLabel(unit.ToString()) ? unit.ToString() : $"\\u{(int)unit:x4}"))
        + (text.Length > Shown ? "..." : "");

    private const int Shown = 64;

    private static double? NumberOf(string name) =>
        double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
