using System.Security.Cryptography;
using System.Text;

namespace Striate.Model.Packaging;

/// <summary>The part that holds the SHA-256 of every other part, as <c>sha256sum</c> writes and checks it.</summary>
internal static class Checksums
{
    public const string PartName = "checksums.txt";

    public static Part Of(IEnumerable<Part> parts) =>
        new(PartName, Encoding.ASCII.GetBytes(string.Concat(parts.Select(part => Line(part) + "\n"))));

    /// <summary>The name of the first part that has another checksum than the list says, or null.</summary>
    public static string? FirstDifference(IReadOnlyList<Part> parts, Part checksums)
    {
        var listed = Encoding.Latin1.GetString(checksums.Content.Span).Split('\n').ToHashSet(StringComparer.Ordinal);
        return parts.FirstOrDefault(part => !listed.Contains(Line(part)))?.Name
            ?? (checksums.Content.Span.SequenceEqual(Of(parts).Content.Span) ? null : PartName);
    }

    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Line(Part part) => $"{Sha256(part.Content.Span)}  {part.Name}";
}
