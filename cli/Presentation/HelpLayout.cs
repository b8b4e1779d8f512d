using System.Text.RegularExpressions;

namespace Striate.Cli.Presentation;

/// <summary>Help for a window: names in one column, what they mean in another, broken between words.</summary>
internal static partial class HelpLayout
{
    private const int LongestName = 26;
    private const string Gap = "  ";

    /// <summary>The lines that a line of help becomes.</summary>
    /// <param name="line">Of a help that was written for an endless window.</param>
    /// <param name="width">Columns of the window.</param>
    public static IEnumerable<string> Fit(string line, int width)
    {
        if (Row().Match(line) is not { Success: true } row)
        {
            return WordWrap.Lines(line, width);
        }

        var (name, indent) = (row.Groups["name"].Value, new string(' ', Gap.Length + LongestName + Gap.Length));
        var text = WordWrap.Lines(indent + row.Groups["text"].Value, width).ToArray();
        return name.Length > LongestName
            ? [.. WordWrap.Lines(Gap + name, width), .. text]
            : [Gap + name.PadRight(LongestName) + Gap + text[0][indent.Length..], .. text.Skip(1)];
    }

    [GeneratedRegex(@"^ {2}(?<name>\S+( \S+)*) {2,}(?<text>\S.*)$")]
    private static partial Regex Row();
}
