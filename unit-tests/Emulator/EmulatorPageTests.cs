using Striate.Emulator.Reporting;

namespace Striate.UnitTests.Emulator;

/// <summary>The generated tables of docs/emulator.md are current; STRIATE_UPDATE_GOLDEN=1 writes them anew.</summary>
public sealed class EmulatorPageTests
{
    [Theory]
    [InlineData("libraries")]
    [InlineData("diagnostics")]
    public void TheTableIsCurrent(string section)
    {
        var expected = section == "libraries" ? EmulatorPage.SupportedLibraries() : EmulatorPage.Diagnostics();
        var path = Path.Combine(Repository.Root, "docs", "emulator.md");
        var page = File.ReadAllText(path);
        var (begin, end) = ($"<!-- generated: {section} -->\n", "<!-- end -->");
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        from.ShouldBeGreaterThan(begin.Length);
        var to = page.IndexOf(end, from, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("STRIATE_UPDATE_GOLDEN") == "1")
        {
            page = page[..from] + expected + page[to..];
            File.WriteAllText(path, page);
            to = page.IndexOf(end, from, StringComparison.Ordinal);
        }

        page[from..to].ShouldBe(expected, "docs/emulator.md is stale: run the tests with STRIATE_UPDATE_GOLDEN=1");
    }
}
