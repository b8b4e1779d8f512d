using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Striate.Codegen.Naming;

/// <summary>Names from a package become C# identifiers; packages are untrusted, so nothing is passed through unseen.</summary>
internal static class Identifiers
{
    private const int MaximumLength = 64;

    /// <summary>
    /// An upper-camel-case identifier of ASCII letters and digits that is not a keyword and none of <paramref name="taken"/>.
    /// </summary>
    public static string Unique(string name, ISet<string> taken)
    {
        var stem = UpperCamelCase(name);
        var candidate = stem;
        for (var number = 2; !taken.Add(candidate); number++)
        {
            candidate = stem + "_" + number.ToString(CultureInfo.InvariantCulture);
        }

        return candidate;
    }

    /// <summary>True for a dotted name whose parts are identifiers and no keywords.</summary>
    public static bool IsNamespace(string text) =>
        text.Length is > 0 and <= 256
        && text.Split('.')
            .All(part =>
                SyntaxFacts.IsValidIdentifier(part) && SyntaxFacts.GetKeywordKind(part) == SyntaxKind.None && part.All(char.IsAscii)
            );

    /// <summary>Text as a C# string literal with every character escaped that could end it.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>Text as it may stand in a line comment: printable ASCII, at most 100 characters.</summary>
    public static string Comment(string text) =>
        string.Concat(text.Take(100).Select(character => character is >= ' ' and <= '~' ? character : '?'));

    private static string UpperCamelCase(string name)
    {
        var text = new StringBuilder();
        var upper = true;
        foreach (var character in name.Take(MaximumLength))
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                upper = true;
                continue;
            }

            text.Append(upper ? char.ToUpperInvariant(character) : character);
            upper = false;
        }

        return text.Length == 0 || char.IsAsciiDigit(text[0]) ? "N" + text : text.ToString();
    }
}
