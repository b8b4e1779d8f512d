using System.Runtime.CompilerServices;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.Documents;

/// <summary>Every verb has a transcript, the page has the command lines that make it, and what they print is not stale.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public class CommandPageTests
{
    private const string Update = "STRIATE_UPDATE_COMMANDS";

    [Fact]
    public async Task The_page_shows_every_verb_and_what_the_commands_print_now()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the page is written where paths have slashes and pseudo-terminals are");
        var (path, wanted) = (CommandPage.PathIn(Root()), Environment.GetEnvironmentVariable(Update));
        var printed = await CommandPage.RunAsync(Root(), wanted == "1" ? CommandPage.Commands : CommandPage.Compared);
        var page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        if (wanted is "1" or "compared")
        {
            page = CommandPage.Write(command => printed.GetValueOrDefault(command) ?? CommandPage.TranscriptOf(page, command));
            await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
        }

        CommandPage.CommandsOf(page).ShouldBe(CommandPage.Commands);
        // What is refused is stale code, which is shown on purpose.
        page.Split('\n')
            .Where(line => line.StartsWith("    striate: ", StringComparison.Ordinal))
            .ShouldAllBe(line => line.Contains("--check") || line.Contains("'striate regenerate'"));
        foreach (var (command, text) in printed)
        {
            CommandPage
                .TranscriptOf(page, command)
                .ShouldBe(
                    text,
                    $"striate {command}: {Update}=compared dotnet test -c Release unit-tests --filter CommandPageTests writes it anew"
                );
        }
    }

    [Fact]
    public void Every_verb_has_a_command_line()
    {
        CommandPage.Compared.Count.ShouldBeGreaterThan(15);
        CommandPage.Compared.ShouldBeSubsetOf(CommandPage.Commands);
        var verbs = Verbs([]).ToList();
        verbs.Count.ShouldBeGreaterThan(15);
        foreach (var verb in verbs)
        {
            CommandPage.Commands.ShouldContain(
                command => command.StartsWith(verb + " ", StringComparison.Ordinal) || command == verb,
                verb
            );
        }
    }

    // As the help lists them: those without verbs below them.
    private static IEnumerable<string> Verbs(string[] path)
    {
        var lines = CliRun
            .Of([.. path, "--help"])
            .Output.Split('\n')
            .SkipWhile(line => line != "Commands:")
            .Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Where(line => line[2] != ' ')
            .ToList();
        return lines.Count == 0 ? [string.Join(' ', path)] : lines.SelectMany(line => Verbs([.. path, line.Trim().Split(' ')[0]]));
    }

    private static string Root([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", ".."));
}
