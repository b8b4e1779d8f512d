using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Striate.Projects;

namespace Striate.Cli;

/// <summary>
/// What is wrong with a command line, in one sentence: a word that nothing knows is the whole complaint, for the others come of it.
/// </summary>
internal static partial class ParseProblem
{
    // A name that is further away was not meant.
    private const int MostEdits = 2;
    private const int LettersPerEdit = 3;

    /// <summary>The problem, with the name that was probably meant where a word is unknown.</summary>
    /// <param name="parsed">A command line with errors.</param>
    /// <param name="help">The command line up to its verb, whose help says more.</param>
    public static string Of(ParseResult parsed, string help)
    {
        var problem = parsed.UnmatchedTokens is [var word, ..]
            ? Unknown(word, parsed.CommandResult.Command)
            : string.Join("; ", parsed.Errors.Select(error => Plain(error.Message)).Distinct());
        return $"{problem}{(problem.EndsWith('?') ? " See" : "; see")} '{help} --help'";
    }

    private static string Unknown(string word, Command command)
    {
        var shown = TargetFile.Shown(word);
        return word.StartsWith('-') ? $"there is no option '{shown}'{Nearest(shown, OptionsOf(command))}"
            : command.Subcommands.Count > 0
                ? $"there is no command '{shown}'{Nearest(shown, command.Subcommands.Select(verb => verb.Name))}"
            : command.Arguments.Count == 0 ? $"'{shown}' is an argument, and this command takes none"
            : $"'{shown}' is one argument too many";
    }

    private static IEnumerable<string> OptionsOf(Command command) =>
        command
            .Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)))
            .Select(option => option.Name);

    private static string Nearest(string word, IEnumerable<string> names)
    {
        var known = names.ToList();
        var nearest = NearestName.Of(word, known);
        return
            NearestName.NewNameOf(word, known) is not null
            || NearestName.Edits(word, nearest) <= Math.Max(MostEdits, word.Length / LettersPerEdit)
            ? $"; did you mean '{nearest}'?"
            : "";
    }

    // The parser's own sentences name types of .NET, and list choices over several lines.
    private static string Plain(string message)
    {
        if (WrongType().Match(message) is { Success: true } wrong)
        {
            return $"{wrong.Groups["name"].Value} {TargetFile.Shown(wrong.Groups["value"].Value)} is not {(wrong.Groups["type"].Value is "Double" or "Single" ? "a number" : "a whole number")}";
        }

        if (WrongChoice().Match(message) is { Success: true } other)
        {
            var (given, names) = (
                TargetFile.Shown(other.Groups["value"].Value),
                Quoted().Matches(other.Groups["names"].Value).Select(name => name.Groups[1].Value).ToArray()
            );
            return $"'{given}' is not one of {string.Join(", ", names)}{Nearest(given, names)}";
        }

        return Missing().Match(message) is { Success: true } missing ? $"{missing.Groups["name"].Value} is missing"
            : message.StartsWith("Required command", StringComparison.Ordinal) ? "a command is missing"
            : string.Join(
                ' ',
                message
                    .TrimEnd('.')
                    .Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            );
    }

    [GeneratedRegex(
        @"^Cannot parse argument '(?<value>.*)' for (option|command) '(?<name>[^']+)' as expected type '(System\.Nullable`1\[)?System\.(?<type>\w+)\]?'",
        RegexOptions.Singleline
    )]
    private static partial Regex WrongType();

    [GeneratedRegex(@"^Argument '(?<value>.*)' not recognized\. Must be one of:(?<names>.*)$", RegexOptions.Singleline)]
    private static partial Regex WrongChoice();

    [GeneratedRegex(@"^(Required argument '(?<name>[^']+)' missing|Option '(?<name>[^']+)' is required)")]
    private static partial Regex Missing();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
