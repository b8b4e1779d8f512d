using System.Globalization;

namespace Striate.Model.Graph.Validation;

/// <summary>What names and labels may consist of: they end up in file names, identifiers, literals and terminals.</summary>
public static class Names
{
    /// <summary>What <see cref="IsName"/> asks for, as words for an error.</summary>
    public const string NameRule = "a name has 1..64 letters A-Z, digits, '_', '-' and '.', a letter or '_' first";

    /// <summary>What <see cref="IsLabel"/> asks for, as words for an error.</summary>
    public const string LabelRule = "a label has 1..64 printable characters";

    /// <summary>Names of networks and layers: ASCII letters, digits, '_', '-', '.', a letter or '_' first, 1..64 characters.</summary>
    public static bool IsName(string? name) =>
        name is { Length: >= 1 and <= NetworkLimits.MaximumNameLength }
        && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.');

    /// <summary>Labels: 1..64 UTF-16 units, well formed, no controls, no invisible formatting, no line separators.</summary>
    public static bool IsLabel(string? label)
    {
        if (label is not { Length: >= 1 and <= NetworkLimits.MaximumNameLength })
        {
            return false;
        }

        for (var index = 0; index < label.Length; index += char.IsSurrogatePair(label, index) ? 2 : 1)
        {
            if (
                CharUnicodeInfo.GetUnicodeCategory(label, index)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned
            )
            {
                return false;
            }
        }

        return true;
    }
}
