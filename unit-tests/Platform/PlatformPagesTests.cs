using Striate.Platform;

namespace Striate.UnitTests.Platform;

/// <summary>The committed pages are what the tables say; STRIATE_UPDATE_GOLDEN=1 writes them anew.</summary>
public class PlatformPagesTests
{
    [Fact]
    public void The_page_of_diagnostics_is_current() => Compare("diagnostics.md", PlatformPages.Diagnostics());

    [Fact]
    public void The_page_of_limits_is_current() => Compare("limits.md", PlatformPages.LimitsAndCosts());

    private static void Compare(string file, string expected)
    {
        var path = Path.Combine(RepositoryRoot(), "docs", file);
        if (Environment.GetEnvironmentVariable("STRIATE_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, expected);
        }

        File.ReadAllText(path).ShouldBe(expected, $"docs/{file} is stale: run the tests with STRIATE_UPDATE_GOLDEN=1");
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Embedded.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
