namespace Striate.Toml;

/// <summary>The known name that was probably meant.</summary>
public static class NearestName
{
    // What names of earlier versions are called now.
    private static readonly Dictionary<string, string> s_renamed = new(StringComparer.Ordinal)
    {
        ["--max-code"] = "--max-flash",
        ["max-code"] = "max-flash",
        ["dense"] = "unrolled",
        ["--steps"] = "--scales",
        ["--rate"] = "--learning-rate",
        ["--integer-part"] = "--qat-fraction",
        ["--integer-rate"] = "--qat-learning-rate",
        ["--fade-start"] = "--prune-start",
        ["--fade-end"] = "--prune-end",
        ["--first-scale"] = "--initial-resolution",
        ["--dense"] = "--dense-from",
        ["--float"] = "--float-from",
    };

    /// <summary>
    /// The name that has taken the place of one of an earlier version; null for a name that never was, or whose successor is not among the
    /// known ones.
    /// </summary>
    public static string? NewNameOf(string given, IEnumerable<string> names) =>
        s_renamed.TryGetValue(given, out var name) && names.Contains(name) ? name : null;

    /// <summary>The new name of a renamed one, else the name with fewest edits, of equals the first.</summary>
    /// <param name="names">At least one.</param>
    public static string Of(string given, IEnumerable<string> names)
    {
        var known = names.ToList();
        return NewNameOf(given, known) ?? known.MinBy(name => Edits(given, name))!;
    }

    /// <summary>Insertions, deletions and replacements that turn one text into the other (Levenshtein).</summary>
    public static int Edits(string from, string to)
    {
        var previous = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var row = 1; row <= from.Length; row++)
        {
            var current = new int[to.Length + 1];
            current[0] = row;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = previous[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
