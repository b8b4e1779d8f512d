using System.CommandLine;
using System.Text.RegularExpressions;
using Striate.Cli;

namespace Striate.UnitTests.Documents;

/// <summary>Every command line that a page tells its reader to type is one that the tool understands.</summary>
public partial class GuideCommandTests
{
    public static TheoryData<string> Pages =>
        [
            .. ((string[])["README.md", "docs", "examples"])
                .Select(name => Path.Combine(Repository.Root, name))
                .SelectMany(path => File.Exists(path) ? [path] : Directory.GetFiles(path, "*.md", SearchOption.AllDirectories))
                .Where(path => CommandsOf(path).Count > 0)
                .Select(path => Path.GetRelativePath(Repository.Root, path))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_tool_understands_every_command_of_a_page(string page)
    {
        using var nowhere = new StringWriter();
        var root = CommandLine.Root(new Terminal(nowhere, nowhere, IsOutputTerminal: false, IsErrorTerminal: false));
        foreach (var command in CommandsOf(Path.Combine(Repository.Root, page)))
        {
            root.Parse(command).Errors.Select(error => error.Message).ShouldBeEmpty(command);
        }
    }

    [Fact]
    public void Commands_are_found_with_and_without_a_prompt() =>
        CommandsIn(
                "    striate a b   # why\n    $ striate c\n    dotnet run -c Release --project cli -- d\nstriate e\n`striate f`\n    striated g"
            )
            .ShouldBe(["a b", "c", "d"]);

    private static IReadOnlyList<string> CommandsOf(string path) => CommandsIn(File.ReadAllText(path));

    private static IReadOnlyList<string> CommandsIn(string page) =>
        [.. Command().Matches(page).Select(match => match.Groups["words"].Value.Trim())];

    [GeneratedRegex(@"^ {4}(\$ )?(striate|dotnet run -c Release --project cli --) (?<words>[^#\r\n]+)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
