using System.CommandLine;
using System.Text.RegularExpressions;
using Striate.Cli;

namespace Striate.UnitTests.Cli;

public class HelpTests
{
    [Theory]
    [InlineData("train", "--network", "--seed", "--budget", "--epochs", "--bits", "--out", "--json")]
    [InlineData(
        "generate",
        "PACKAGE",
        "--out",
        "--strategy",
        "--namespace",
        "--target",
        "--max-il",
        "--max-heap",
        "--max-flash",
        "--map",
        "--check",
        "--json"
    )]
    [InlineData("report", "PACKAGE|NETWORK", "--target", "--max-il", "--max-heap", "--max-flash", "--vectors", "--html", "--json")]
    [InlineData("verify", "PACKAGE", "--strategy", "--vectors", "--json")]
    [InlineData("inspect", "PACKAGE", "--json")]
    [InlineData("evaluate", "PACKAGE", "--data-set", "--data", "--json")]
    [InlineData("regenerate", "FOLDER", "--check", "--recorded-accuracy", "--json")]
    [InlineData("bench", "--network", "--strategy", "--vectors", "--update", "--json")]
    [InlineData("results record", "RECORD", "--run", "--package", "--dense", "--source", "--note", "--json")]
    [InlineData("results page", "FOLDER", "--out", "--check", "--json")]
    [InlineData("fuzz", "--iterations", "--seed", "--json")]
    [InlineData("demo", "--seed", "--out", "--json")]
    [InlineData("calibrate", "PACKAGE", "--board", "--firmware", "--microseconds", "--json")]
    [InlineData("emulator load", "ASSEMBLY", "--json")]
    [InlineData("board test", "PACKAGE", "--emulated", "--port", "--faults", "--vectors", "--json")]
    [InlineData("board doctor", "--json")]
    [InlineData("board build", "FOLDER", "--sources", "--json")]
    [InlineData("board flash", "FOLDER", "--port", "--nanoff-target", "--runtime", "--dry-run", "--json")]
    [InlineData("board calibrate", "PACKAGE", "--port", "--firmware", "--calibrations", "--json")]
    [InlineData("board emulate", "PACKAGE", "--link", "--speed", "--faults", "--json")]
    public void Every_verb_explains_its_options_and_gives_examples(string verb, params string[] options)
    {
        var run = CliRun.Of([.. verb.Split(' '), "--help"]);
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Error.ShouldBeEmpty();
        foreach (var option in options)
        {
            run.Output.ShouldContain(option);
        }

        run.Output.ShouldContain("Examples:");
        run.Output.ShouldContain("striate " + verb);
    }

    [Fact]
    public void No_option_that_must_be_given_has_a_default_and_no_default_is_a_limit_of_numbers()
    {
        var help = string.Join(
            '\n',
            Verbs(CommandLine.Root(Terminal.OfProcess()), []).Select(verb => CliRun.Of([.. verb, "--help"]).Output)
        );
        help.ShouldContain("--microseconds <N> (REQUIRED)");
        help.ShouldNotContain("(REQUIRED) [default");
        Regex.Matches(help, @"\[default: ([0-9]+)\]").Select(match => match.Groups[1].Value.Length).Max().ShouldBeLessThan(9);
    }

    private static IEnumerable<string[]> Verbs(Command command, string[] path) =>
        command.Subcommands.Count == 0 ? [path] : command.Subcommands.SelectMany(sub => Verbs(sub, [.. path, sub.Name]));

    [Fact]
    public void The_help_of_the_tool_lists_verbs_and_exit_codes()
    {
        var run = CliRun.Of("--help");
        run.ExitCode.ShouldBe(ExitCode.Success);
        foreach (var part in new[] { "train", "generate", "verify", "inspect", "demo", "Exit codes", "130" })
        {
            run.Output.ShouldContain(part);
        }
    }
}
