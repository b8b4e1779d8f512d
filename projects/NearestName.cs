namespace Striate.Projects;

/// <summary>The known name that was probably meant.</summary>
public static class NearestName
{
    /// <summary>The name with fewest edits, of equals the first.</summary>
    /// <param name="names">At least one.</param>
    public static string Of(string given, IEnumerable<string> names) => names.MinBy(name => Edits(given, name))!;

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
