namespace Striate.UnitTests;

/// <summary>
/// Tests that take long: they train, build projects, or start processes. <c>dotnet test --filter "Category!=Slow"</c> leaves
/// them out.
/// </summary>
internal static class SlowTests
{
    /// <summary>The trait.</summary>
    public const string Category = "Category";

    /// <summary>Its value.</summary>
    public const string Name = "Slow";
}
