using System.CommandLine;
using Striate.Cli;

namespace Striate.UnitTests.Cli;

public class EmptyValueTests
{
    /// <summary>Every verb, and each text that it takes: command line of the verb, name of the option or argument.</summary>
    public static TheoryData<string, string> Texts =>
        [.. Verbs(Root(), "").SelectMany(verb => TextsOf(verb.Command).Select(name => (verb.Path, name)))];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_value_of_nothing_is_refused_by_name(string verb, string name)
    {
        foreach (var value in new[] { "", " ", "\t" })
        {
            Run(verb, name, value).ShouldBeRefused(ExitCode.Usage, name + " is empty", $"striate {verb} --help");
        }
    }

    [Fact]
    public void Paths_and_ports_are_among_them()
    {
        var texts = Texts.Select(row => row.Data).ToArray();
        foreach (
            var known in new[]
            {
                ("generate", "--out"),
                ("train", "--run"),
                ("train", "--dense-from"),
                ("report", "--html"),
                ("verify", "--calibrations"),
                ("board emulate", "--link"),
                ("board test", "--port"),
                ("evaluate", "--data"),
                ("regenerate", "FOLDER"),
                ("emulator run", "ASSEMBLY"),
                ("inspect", "PACKAGE"),
            }
        )
        {
            texts.ShouldContain(known);
        }
    }

    [Fact]
    public void One_of_several_values_may_not_be_empty() =>
        CliRun.Of("emulator", "load", "a.dll", "", "b.dll").ShouldBeRefused(ExitCode.Usage, "ASSEMBLY is empty");

    [Fact]
    public void An_equals_sign_with_nothing_behind_it_gives_no_value()
    {
        using var folder = new PackageFolder();
        CliRun.Of("generate", folder.Package, "--out=").ShouldBeRefused(ExitCode.Usage, "--out");
    }

    // A verb that took the value would begin its work: the cancellation ends it there.
    private static CliRun Run(string verb, string name, string value)
    {
        var command = Verbs(Root(), "").Single(other => other.Path == verb).Command;
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        return CliRun.Of(
            cancelled.Token,
            [
                .. verb.Split(' '),
                .. command.Arguments.Select(argument => argument.Name == name ? value : "something"),
                .. command.Options.Where(option => option.Required && option.Name != name).SelectMany(option => new[] { option.Name, "1" }),
                .. command.Options.Where(option => option.Name == name).SelectMany(option => new[] { option.Name, value }),
            ]
        );
    }

    private static RootCommand Root() =>
        CommandLine.Root(new Terminal(TextWriter.Null, TextWriter.Null, IsOutputTerminal: false, IsErrorTerminal: false));

    private static IEnumerable<string> TextsOf(Command command) =>
        command
            .Arguments.Where(argument => EmptyValues.IsText(argument.ValueType))
            .Select(argument => argument.Name)
            .Concat(command.Options.Where(option => EmptyValues.IsText(option.ValueType)).Select(option => option.Name));

    private static IEnumerable<(string Path, Command Command)> Verbs(Command command, string path) =>
        command.Subcommands.Count == 0
            ? [(path, command)]
            : command.Subcommands.SelectMany(verb => Verbs(verb, $"{path} {verb.Name}".Trim()));
}
