namespace Striate.UnitTests;

/// <summary>Sources are as wide as <c>.csharpierrc.json</c> says; a text that stands in a line may be longer.</summary>
public sealed class SourceWidthTests
{
    private const int Most = 140;
    private static readonly string[] s_given =
    [
        "/generated/",
        "/golden/",
        "unit-tests/nanoclr/",
        "unit-tests/pe/",
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
            .Where(file => !s_given.Any(folder => file.Name.Contains(folder, StringComparison.Ordinal)))
            .SelectMany(file =>
                File.ReadLines(file.Path)
                    .Select((line, number) => (Line: line, Place: $"{file.Name}:{number + 1}"))
                    .Where(line => line.Line.Length > Most && !line.Line.Contains('"'))
                    .Select(line => line.Place)
            )
            .ShouldBeEmpty();
    }
}
