using System.Text;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Striate.Toml;

/// <summary>A TOML file as sections of keys with their lines. Untrusted: length, depth and names are checked.</summary>
public sealed class TomlDocument
{
    /// <summary>Bytes of a file, at most.</summary>
    public const int MaximumBytes = 64 << 10;

    private const int MaximumMessage = 160;

    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, TomlSection> _sections;

    private TomlDocument(Dictionary<string, TomlSection> sections) => _sections = sections;

    /// <summary>Parses a file.</summary>
    /// <param name="content">UTF-8.</param>
    /// <param name="name">The file, for errors.</param>
    /// <param name="sections">The sections there may be; the empty name is what stands before the first.</param>
    /// <param name="elsewhere">Sections that are refused with a reason of their own.</param>
    /// <exception cref="StriateException">It is no TOML, or has other sections.</exception>
    public static TomlDocument Parse(
        ReadOnlySpan<byte> content,
        string name,
        IReadOnlyCollection<string> sections,
        IReadOnlyDictionary<string, string>? elsewhere = null
    )
    {
        if (content.Length > MaximumBytes)
        {
            throw new StriateException(ErrorKind.BadFile, $"{name}: more than {MaximumBytes:N0} bytes; such a file is a page of text");
        }

        var syntax = Parse(content, name);
        if (syntax.Diagnostics.FirstOrDefault() is { } problem)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{name}, line {problem.Span.Start.Line + 1}: {Printable(problem.Message, MaximumMessage)}"
            );
        }

        var found = sections.ToDictionary(section => section, section => new TomlSection(name, section), StringComparer.Ordinal);
        foreach (var pair in syntax.KeyValues)
        {
            found[""].Add(pair);
        }

        foreach (var table in syntax.Tables)
        {
            var section = Section(table, name, sections, elsewhere);
            found[section].IsGiven = true;
            foreach (var pair in table.Items)
            {
                found[section].Add(pair);
            }
        }

        return new TomlDocument(found);
    }

    /// <summary>A section; empty if the file has none of that name.</summary>
    public TomlSection this[string section] => _sections[section];

    /// <summary>Text of a file as an error may show it: printable, and not longer than it helps.</summary>
    public static string Printable(string text, int length)
    {
        var clean = string.Concat(text.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
        return clean.Length <= length ? clean : clean[..length] + "...";
    }

    private static DocumentSyntax Parse(ReadOnlySpan<byte> content, string name)
    {
        try
        {
            return SyntaxParser.Parse(s_encoding.GetString(content), name, validate: true);
        }
        catch (DecoderFallbackException)
        {
            throw new StriateException(ErrorKind.BadFile, $"{name}: not UTF-8; save it in that encoding");
        }
        catch (TomlException problem)
        {
            throw new StriateException(ErrorKind.BadFile, $"{name}: {Printable(problem.Message, MaximumMessage)}");
        }
    }

    private static string Section(
        TableSyntaxBase table,
        string name,
        IReadOnlyCollection<string> sections,
        IReadOnlyDictionary<string, string>? elsewhere
    )
    {
        var (given, line) = (table.Name?.ToString().Trim() ?? "", table.Span.Start.Line + 1);
        return elsewhere?.GetValueOrDefault(given) is { } reason
                ? throw new StriateException(ErrorKind.BadFile, $"{name}, line {line}: [{given}] {reason}")
            : table is TableSyntax && given.Length > 0 && sections.Contains(given) ? given
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{name}, line {line}: there is no section [{Printable(given, 40)}]; "
                    + (
                        sections.Any(section => section.Length > 0)
                            ? $"did you mean [{NearestName.Of(Printable(given, 40), sections.Where(section => section.Length > 0))}]?"
                            : "the file has only keys"
                    )
            );
    }
}
