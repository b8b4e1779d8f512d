using System.Text.Json;

namespace Striate.Model.Packaging;

/// <summary>Where a JSON text is wrong, for errors: the serialiser's own messages name types and byte positions.</summary>
public static class JsonPlace
{
    private const int LongestMember = 60;

    /// <summary>Such as <c>line 3, column 7 (layers[0].kind)</c>; the member is left out where the text names it oddly.</summary>
    /// <param name="problem">What the serialiser threw.</param>
    public static string Of(JsonException problem)
    {
        var member = problem.Path?.TrimStart('$', '.') ?? "";
        var isPlain =
            member.Length is > 0 and <= LongestMember
            && member.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '[' or ']');
        return FormattableString.Invariant(
            $"line {(problem.LineNumber ?? 0) + 1}, column {(problem.BytePositionInLine ?? 0) + 1}{(isPlain ? $" ({member})" : "")}"
        );
    }
}
