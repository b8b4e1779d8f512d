using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Striate.UnitTests;

/// <summary>Sources are as wide as <c>.csharpierrc.json</c> says; a text that stands in a line may be longer.</summary>
public sealed class SourceWidthTests
{
    private const int Most = 140;

    // Compared with what a command writes, given from elsewhere, or built.
    private static readonly string[] s_others =
    [
        "/generated/",
        "/golden/",
        "/unit-tests/nanoclr/",
        "/unit-tests/pe/",
        "/artifacts/",
        "/obj/",
        "/bin/",
    ];

    [Fact]
    public void No_line_is_wider_than_the_formatter_allows()
    {
        File.ReadAllText(Path.Combine(Repository.Root, ".csharpierrc.json")).ShouldContain($"\"printWidth\": {Most}");
        Directory
            .EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: "/" + Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')))
            .Where(file => !s_others.Any(folder => file.Name.Contains(folder, StringComparison.Ordinal)))
            .SelectMany(file => TooWide(File.ReadAllText(file.Path)).Select(line => $"{file.Name}:{line}"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_wide_line_is_seen_unless_a_text_makes_it_wide()
    {
        var wide = new string('a', Most);
        TooWide($"class C\n{{\n    // {wide}\n    int {wide};\n}}").ShouldBe([3, 4]);
        TooWide(
                $"class C\n{{\n    string a = \"{wide}\";\n    string b = \"\"\"\n        {wide}\n        \"\"\";\n    string c = $\"{{1}}{wide}\";\n}}"
            )
            .ShouldBeEmpty();
    }

    private static IEnumerable<int> TooWide(string text)
    {
        var lines = SourceText.From(text).Lines;
        TextLine[] wide = [.. lines.Where(line => line.Span.Length > Most)];
        TextSpan[] texts =
            wide.Length == 0
                ? []
                : [.. CSharpSyntaxTree.ParseText(text).GetRoot().DescendantTokens().Where(IsText).Select(token => token.Span)];
        return wide.Where(line => !texts.Any(span => span.IntersectsWith(line.Span))).Select(line => line.LineNumber + 1);
    }

    private static bool IsText(SyntaxToken token) =>
        token.Kind()
            is SyntaxKind.StringLiteralToken
                or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8StringLiteralToken
                or SyntaxKind.Utf8MultiLineRawStringLiteralToken;
}
