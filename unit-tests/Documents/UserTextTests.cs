using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Striate.UnitTests.Documents;

/// <summary>
/// Every text of the libraries and the tool that a user can see, in one file to be read aloud: <c>artifacts/user-texts.txt</c>. Words that
/// sounded translated and were replaced stay away.
/// </summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public partial class UserTextTests
{
    private const int FewestWords = 3;

    private static readonly string[] s_projects =
    [
        "board",
        "build",
        "cli",
        "codegen",
        "common",
        "datasets",
        "emulator",
        "import",
        "model",
        "platform",
        "projects",
        "toml",
        "trainer",
        "verification",
    ];

    /// <summary>What was replaced, and by what.</summary>
    private static readonly (string Phrase, string Better)[] s_replaced =
    [
        ("are possible", "must be 1 to 4; at most 4 are allowed"),
        ("mend", "fix"),
        ("made-up", "synthetic"),
        ("is none of", "is not one of"),
        ("is no link", "is not a link"),
        ("is no size", "is not a size"),
        ("beside those that", "that Striate did not generate"),
        ("what it comes to", "results"),
        ("by the least", "by the smallest amount"),
        ("has the last word", "is authoritative"),
    ];

    [Fact]
    public void Every_text_is_in_one_file_and_has_none_of_the_replaced_phrases()
    {
        var texts = s_projects.SelectMany(Texts).ToList();
        texts.Count.ShouldBeGreaterThan(1000);
        File.WriteAllLines(
            Path.Combine(Repository.Root, "artifacts", "user-texts.txt"),
            texts.Select(text => $"{text.Place}: {text.Text}")
        );
        foreach (var (phrase, better) in s_replaced)
        {
            texts
                .Where(text => Regex.IsMatch(text.Text, $@"\b{Regex.Escape(phrase)}\b", RegexOptions.IgnoreCase))
                .Select(text => $"{text.Place}: {text.Text}")
                .ShouldBeEmpty($"'{phrase}': say '{better}'");
        }
    }

    private static IEnumerable<(string Place, string Text)> Texts(string project) =>
        from path in Directory
            .EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
        where !path.Contains($"{Path.DirectorySeparatorChar}reference{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        let tree = CSharpSyntaxTree.ParseText(File.ReadAllText(path))
        from node in tree.GetRoot().DescendantNodes(node => node is not AttributeListSyntax)
        let text = TextOf(node)
        where text is not null && Words().Count(text) >= FewestWords
        let line = tree.GetLineSpan(node.Span).StartLinePosition.Line + 1
        select ($"{Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')}:{line}", text);

    // What is filled in stands as {...}.
    private static string? TextOf(SyntaxNode node) =>
        node switch
        {
            LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) =>
                literal.Token.ValueText.ReplaceLineEndings(" "),
            InterpolatedStringExpressionSyntax filled => string.Concat(
                    filled.Contents.Select(part => part is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : "{...}")
                )
                .ReplaceLineEndings(" "),
            _ => null,
        };

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Words();
}
