using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;
using Striate.Cli.Verbs;

namespace Striate.Cli;

/// <summary>The entry point: parses, runs a verb, and turns every refusal into one line and an exit code.</summary>
public static partial class CommandLine
{
    private const string Description = """
        Convolutional networks for microcontrollers that are programmed in C#: train, generate, verify.

        Exit codes: 0 done; 1 a check failed (stale files, a difference, a limit of the platform, a board that does not answer);
        2 wrong command line; 3 a file is missing or wrong; 70 an internal error; 130 cancelled.
        """;

    // Of an exception that did not come from the system, but was made with a message: that holds its remedy.
    private const int OwnWords = unchecked((int)0x80131620);

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">Without the name of the program.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation)
    {
        var parsed = Root(terminal).Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            var command = PathOf(parsed.CommandResult.Command);
            return await FailAsync(terminal, ExitCode.Usage, ParseProblem.Of(parsed, command));
        }

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (Exception exception)
        {
            var (exitCode, line) = Describe(exception, PathOf(parsed.CommandResult.Command));
            return await FailAsync(terminal, exitCode, line);
        }
    }

    /// <summary>All verbs.</summary>
    /// <param name="terminal">Where they write.</param>
    internal static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand(Description)
        {
            NewVerb.Create(terminal),
            DataVerb.Create(terminal),
            SuggestVerb.Create(terminal),
            TrainVerb.Create(terminal),
            CompareVerb.Create(terminal),
            ResultsVerb.Create(terminal),
            GenerateVerb.Create(terminal),
            PackVerb.Create(terminal),
            RegenerateVerb.Create(terminal),
            VerifyVerb.Create(terminal),
            ImportVerb.Create(terminal),
            ExportVerb.Create(terminal),
            RunVerb.Create(terminal),
            EvaluateVerb.Create(terminal),
            InspectVerb.Create(terminal),
            BenchVerb.Create(terminal),
            ReportVerb.Create(terminal),
            FuzzVerb.Create(terminal),
            BoardVerb.Create(terminal),
            DemoVerb.Create(terminal),
            CalibrateVerb.Create(terminal),
            EmulatorVerb.Create(terminal),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, terminal.Columns);
        EmptyValues.Refuse(root);
        return root;
    }

    private static string PathOf(Command command) =>
        command is RootCommand ? "striate" : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";

    // Packages, options and files are the user's; everything else that goes wrong is ours. A wrong option whose line names no remedy gets
    // the verb's help.
    private static (int ExitCode, string Line) Describe(Exception exception, string command) =>
        exception switch
        {
            StriateException refused => (
                ExitCode.Of(refused.Kind),
                refused.Kind switch
                {
                    ErrorKind.Usage when !refused.Message.Contains(';', StringComparison.Ordinal) =>
                        $"{refused.Message}; see '{command} --help'",
                    ErrorKind.Internal => "internal error: " + refused.Message,
                    _ => refused.Message,
                }
            ),
            OperationCanceledException => (ExitCode.Cancelled, "cancelled"),
            AggregateException { InnerExceptions: [var only, ..] } => Describe(only, command),
            IOException { HResult: OwnWords } own => (ExitCode.BadInput, own.Message),
            IOException or UnauthorizedAccessException => (ExitCode.BadInput, Refusal(exception)),
            _ => (ExitCode.InternalError, $"internal error: {exception.GetType().Name}: {exception.Message}"),
        };

    // What names no path of its own: the system's message quotes it.
    private static string Refusal(Exception exception) =>
        Quoted().Match(exception.Message) is { Success: true } path
            ? $"{path.Groups[1].Value}: {FileProblem.OfReading(path.Groups[1].Value, exception)}"
            : exception.Message.TrimEnd('.') + "; check the path and its permissions";

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    private static async Task<int> FailAsync(Terminal terminal, int exitCode, string line)
    {
        await terminal.Error.WriteLineAsync("striate: " + line.ReplaceLineEndings(" "));
        return exitCode;
    }
}
