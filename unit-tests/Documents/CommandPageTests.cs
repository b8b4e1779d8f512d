using System.Runtime.CompilerServices;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.Documents;

/// <summary>Every verb has a transcript, and the page has the command lines that make it.</summary>
public class CommandPageTests
{
    [Fact]
    public async Task The_page_shows_every_verb()
    {
        var path = CommandPage.PathIn(Root());
        if (Environment.GetEnvironmentVariable("STRIATE_UPDATE_COMMANDS") == "1")
        {
            await File.WriteAllTextAsync(path, await CommandPage.WriteAsync(Root()), TestContext.Current.CancellationToken);
        }

        var page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        CommandPage.CommandsOf(page).ShouldBe(CommandPage.Commands);
        var verbs = Verbs([]).ToList();
        verbs.Count.ShouldBeGreaterThan(15);
        foreach (var verb in verbs)
        {
            CommandPage.Commands.ShouldContain(command => command.StartsWith(verb + " ", StringComparison.Ordinal) || command == verb, verb);
        }
    }

    // As the help lists them: those without verbs below them.
    private static IEnumerable<string> Verbs(string[] path)
    {
        var lines = CliRun.Of([.. path, "--help"]).Output.Split('\n').SkipWhile(line => line != "Commands:").Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Where(line => line[2] != ' ').ToList();
        return lines.Count == 0 ? [string.Join(' ', path)] : lines.SelectMany(line => Verbs([.. path, line.Trim().Split(' ')[0]]));
    }

    private static string Root([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", ".."));
}
