using System.CommandLine;
using Striate.Cli;

namespace Striate.UnitTests.Cli;

/// <summary>Words that no command knows, and what help and refusals say of values.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData(
        "trian --network digits --epochs 2 --out p.striate",
        "there is no command 'trian'; did you mean 'train'? See 'striate --help'"
    )]
    [InlineData("board tset p.striate", "there is no command 'tset'; did you mean 'test'? See 'striate board --help'")]
    [InlineData(
        "generate p.striate --otu o --strategy fastest",
        "there is no option '--otu'; did you mean '--out'? See 'striate generate --help'"
    )]
    [InlineData("inspect p.striate --jsno", "there is no option '--jsno'; did you mean '--json'? See 'striate inspect --help'")]
    [InlineData("frobnicate", "there is no command 'frobnicate'; see 'striate --help'")]
    [InlineData("fuzz digits", "'digits' is an argument, and this command takes none; see 'striate fuzz --help'")]
    [InlineData("inspect a.striate b.striate", "'b.striate' is one argument too many; see 'striate inspect --help'")]
    [InlineData(
        "generate p.striate --out o --strategy plannd",
        "'plannd' is not one of naive, unrolled, table, literal, planned; did you mean 'planned'? See 'striate generate --help'"
    )]
    [InlineData("generate", "--out is missing; PACKAGE is missing; see 'striate generate --help'")]
    [InlineData("board", "a command is missing; see 'striate board --help'")]
    [InlineData("", "a command is missing; see 'striate --help'")]
    public void One_complaint_names_what_was_probably_meant(string arguments, string line)
    {
        var run = CliRun.Of(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        run.ShouldBeRefused(ExitCode.Usage);
        run.Error.Trim().ShouldBe("striate: " + line);
    }

    [Fact]
    public void Every_number_is_refused_in_words()
    {
        foreach (var (verb, option) in Every<Option>(command => command.Options).Where(pair => IsNumber(pair.Item.ValueType)))
        {
            var run = CliRun.Of([.. verb.Split(' '), option.Name, "many"]);
            run.ExitCode.ShouldBe(ExitCode.Usage);
            run.Error.ShouldMatch(option.Name + " many is (not a|no) |does nothing without", $"{verb}: {run.Error}");
            run.Error.ShouldNotContain("System.");
        }
    }

    // A required option has no default, and nobody reads one of nineteen digits.
    [Fact]
    public void Defaults_in_the_help_are_those_of_options_that_one_may_leave_out()
    {
        foreach (var (verb, command) in Below(Root(), ""))
        {
            foreach (
                var line in CliRun
                    .Of([.. verb.Split(' '), "--help"])
                    .Output.Split('\n')
                    .Where(line => line.Contains("[default:", StringComparison.Ordinal))
            )
            {
                line.ShouldNotContain("(REQUIRED)");
                line.ShouldNotContain(long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    public void Help_breaks_between_words(int width)
    {
        foreach (var (verb, _) in Below(Root(), ""))
        {
            string[] help = [.. verb.Split(' '), "--help"];
            var endless = Words(CliRun.Of(help).Output);
            var run = CliRun.OnTerminal(width, help);
            Words(run.Output).ShouldBe(endless, verb);
            run.Output.Split('\n')
                .TakeWhile(line => !line.StartsWith("Examples", StringComparison.Ordinal))
                .ShouldAllBe(
                    line =>
                        line.TrimEnd().Length <= width
                        || line.Trim().IndexOf(' ') < 0
                        || line.TrimStart().StartsWith("striate ", StringComparison.Ordinal),
                    verb
                );
        }
    }

    [Theory]
    [InlineData("one two three", 7, "one two", "three")]
    [InlineData("one two three", 6, "one", "two", "three")]
    [InlineData("  one two three", 9, "  one two", "  three")]
    [InlineData("  enormous word", 5, "  enormous", "  word")]
    [InlineData("enormous", 3, "enormous")]
    [InlineData("a  b", 80, "a  b")]
    [InlineData("", 10, "")]
    public void Text_breaks_between_words(string text, int width, params string[] lines) =>
        Striate.Cli.Presentation.WordWrap.Lines(text, width).ShouldBe(lines);

    private static string[] Words(string text) => text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsNumber(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var number
        && (number == typeof(int) || number == typeof(long) || number == typeof(double));

    private static RootCommand Root() =>
        CommandLine.Root(new Terminal(TextWriter.Null, TextWriter.Null, IsOutputTerminal: false, IsErrorTerminal: false));

    private static IEnumerable<(string Verb, T Item)> Every<T>(Func<Command, IEnumerable<T>> items) =>
        Below(Root(), "").SelectMany(verb => items(verb.Command).Select(item => (verb.Path, item)));

    private static IEnumerable<(string Path, Command Command)> Below(Command command, string path) =>
        command.Subcommands.Count == 0
            ? [(path, command)]
            : command.Subcommands.SelectMany(verb => Below(verb, $"{path} {verb.Name}".Trim()));
}
