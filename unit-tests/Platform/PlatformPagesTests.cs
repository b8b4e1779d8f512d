using Striate.Platform;

namespace Striate.UnitTests.Platform;

/// <summary>The committed pages are what the tables say; STRIATE_UPDATE_GOLDEN=1 writes them anew.</summary>
public class PlatformPagesTests
{
    [Fact]
    public void The_page_of_diagnostics_is_current() => Compare("diagnostics.md", PlatformPages.Diagnostics());

    [Fact]
    public void The_page_of_limits_is_current() => Compare("limits.md", PlatformPages.LimitsAndCosts());

    [Theory]
    [InlineData("targets.md", "targets")]
    [InlineData("board.md", "boards")]
    public void The_tables_of_targets_are_current(string file, string section)
    {
        var (begin, end) = ($"<!-- generated: {section} -->\n", "<!-- end -->");
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", file));
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        from.ShouldBeGreaterThan(begin.Length);
        Compare(
            file,
            page[..from]
                + (section == "targets" ? PlatformPages.TargetTable() : PlatformPages.BoardTable())
                + page[page.IndexOf(end, from, StringComparison.Ordinal)..]
        );
    }

    private static void Compare(string file, string expected)
    {
        var path = Path.Combine(Repository.Root, "docs", file);
        if (Environment.GetEnvironmentVariable("STRIATE_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, expected);
        }

        File.ReadAllText(path).ShouldBe(expected, $"docs/{file} is stale: run the tests with STRIATE_UPDATE_GOLDEN=1");
    }
}
