using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Striate.UnitTests.Documents;

/// <summary>Every relative link of every page leads to a file that is there, and to a heading that is there.</summary>
public partial class LinkTests
{
    [Fact]
    public void No_link_is_broken()
    {
        var pages = Pages().ToList();
        pages.Count.ShouldBeGreaterThan(10);
        pages.Sum(page => Markdown.Links(File.ReadAllText(page)).Count).ShouldBeGreaterThan(30);
        pages.SelectMany(Broken).ShouldBeEmpty();
    }

    // The recipes are lists of files: one that moved or went is named until somebody looks for it.
    [Fact]
    public void Files_that_the_recipes_name_are_there()
    {
        var paths = RecipePath()
            .Matches(File.ReadAllText(Path.Combine(Root(), "CONTRIBUTING.md")))
            .Select(match => match.Groups["path"].Value)
            .Where(path => !path.Contains("KIND") && !path.Contains("NAME") && !path.Contains("VERB") && !path.StartsWith("artifacts/"))
            .Distinct()
            .ToList();
        paths.Count.ShouldBeGreaterThan(40);
        paths
            .Where(path =>
                !Path.Exists(Path.Combine(Root(), path)) && (!path.Contains('*') || Directory.GetFiles(Root(), path).Length == 0)
            )
            .ShouldBeEmpty();
    }

    [GeneratedRegex("`(?<path>[.a-zA-Z-]+(/[A-Za-z.*-]+)+)`")]
    private static partial Regex RecipePath();

    [Fact]
    public void Links_are_found_outside_of_code_alone() =>
        Markdown
            .Links("see [a](a.md#b) and ![c](c.png)\n[`d`](d.md)\n`[x](x.md)`\n    [y](y.md)\n```\n[z](z.md)\n```\n[e](e.md)")
            .ShouldBe(["a.md#b", "c.png", "d.md", "e.md"]);

    [Fact]
    public void Anchors_are_those_of_GitHub() =>
        Markdown
            .Anchors("# It's `this`, and that!\n## Twice\ntext\n## Twice\n### See [a page](a.md)\n    # code\n#tag")
            .ShouldBe(["its-this-and-that", "twice", "twice-1", "see-a-page"], ignoreOrder: true);

    [Theory]
    [InlineData("README.md", 0)]
    [InlineData("README.md#striate", 0)]
    [InlineData("docs", 0)]
    [InlineData("https://example.org/none.md#none", 0)]
    [InlineData("none.md", 1)]
    [InlineData("README.md#none", 1)]
    [InlineData("#none", 1)]
    [InlineData("../../../../../../../../README.md", 1)]
    public void A_broken_link_is_seen(string target, int broken) =>
        Broken(Path.Combine(Root(), "README.md"), [target]).Count().ShouldBe(broken);

    private static IEnumerable<string> Broken(string page) => Broken(page, Markdown.Links(File.ReadAllText(page)));

    private static IEnumerable<string> Broken(string page, IEnumerable<string> targets) =>
        from target in targets
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        let problem = Problem(page, target)
        where problem is not null
        select $"{Path.GetRelativePath(Root(), page)}: {target}: {problem}";

    private static string? Problem(string page, string target)
    {
        var parts = target.Split('#', 2);
        var file =
            parts[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, Uri.UnescapeDataString(parts[0])));
        return !file.StartsWith(Root(), StringComparison.Ordinal) ? "leads out of the repository"
            : !Path.Exists(file) ? "there is no such file"
            : parts.Length == 2 && !(File.Exists(file) && Markdown.Anchors(File.ReadAllText(file)).Contains(parts[1]))
                ? "there is no such heading"
            : null;
    }

    // Neither what builds write nor data sets that were put beside an example.
    private static IEnumerable<string> Pages() =>
        Directory
            .EnumerateFiles(
                Root(),
                "*.md",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint,
                }
            )
            .Where(page =>
                !Path.GetRelativePath(Root(), page)
                    .Split(Path.DirectorySeparatorChar)
                    .Any(part => part is "artifacts" or "bin" or "obj" or "generated" or "data")
            );

    private static string Root([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", ".."));
}
