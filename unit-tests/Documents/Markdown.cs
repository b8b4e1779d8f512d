using System.Text;
using System.Text.RegularExpressions;

namespace Striate.UnitTests.Documents;

/// <summary>As much of Markdown as links need: what a page points at, and what can be pointed at in it, as GitHub names it.</summary>
internal static partial class Markdown
{
    /// <summary>The targets of a page's links and images, those in code left out.</summary>
    public static IReadOnlyList<string> Links(string text) =>
        [.. Prose(text).SelectMany(line => Link().Matches(InlineCode().Replace(line, "`"))).Select(match => match.Groups["target"].Value)];

    /// <summary>The anchors of a page's headings; the second heading of a text ends in -1.</summary>
    public static IReadOnlySet<string> Anchors(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in Prose(text).Select(line => Heading().Match(line)).Where(match => match.Success))
        {
            var name = Slug(match.Groups["text"].Value);
            var anchor = name;
            for (var number = 1; !anchors.Add(anchor); number++)
            {
                anchor = $"{name}-{number}";
            }
        }

        return anchors;
    }

    private static string Slug(string heading)
    {
        var slug = new StringBuilder();
        foreach (var character in LinkText().Replace(heading, "${text}").Trim().ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(character) || character is '-' or '_')
            {
                slug.Append(character);
            }
            else if (character == ' ')
            {
                slug.Append('-');
            }
        }

        return slug.ToString();
    }

    private static IEnumerable<string> Prose(string text)
    {
        var isFenced = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isFenced = !isFenced;
            }
            else if (!isFenced && !line.StartsWith("    ", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    [GeneratedRegex(@"\]\((?<target>[^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("^#{1,6} (?<text>.+)$")]
    private static partial Regex Heading();
}
