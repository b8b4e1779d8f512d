namespace Striate.Cli.Presentation;

/// <summary>Lines for a window: broken between words, never within one.</summary>
internal static class WordWrap
{
    /// <summary>The lines of a text; a word that is wider than the window has a line of its own.</summary>
    /// <param name="text">One line. Its leading blanks stay, and lines that continue it have as many.</param>
    /// <param name="width">Columns of the window.</param>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var indent = text[..^text.TrimStart().Length];
        for (var rest = text; ; )
        {
            // A blank at the window's edge takes no column of it.
            var end = rest.Length <= width ? -1 : rest.LastIndexOf(' ', Math.Min(width, rest.Length - 1));
            end = rest.Length > width && end < indent.Length ? rest.IndexOf(' ', indent.Length) : end;
            if (end < 0)
            {
                yield return rest;
                yield break;
            }

            yield return rest[..end].TrimEnd();
            rest = indent + rest[end..].TrimStart();
        }
    }
}
