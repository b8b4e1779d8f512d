namespace Striate;

/// <summary>
/// Tests that take long: they train, build projects, start processes, or run many cases. <c>dotnet test</c> leaves them out;
/// STRIATE_TESTS=all, as <c>.ci/run</c> sets it, runs all.
/// </summary>
internal static class SlowTests
{
    /// <summary>The trait.</summary>
    public const string Category = "Category";

    /// <summary>Its value.</summary>
    public const string Name = "Slow";

    /// <summary>Whether all tests run.</summary>
    public static bool AreRun => Environment.GetEnvironmentVariable("STRIATE_TESTS") == "all";
}
