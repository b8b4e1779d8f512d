using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Striate.Cli.Presentation;

namespace Striate.Cli.Verbs;

/// <summary>A command with examples in its help.</summary>
internal sealed class Verb(string name, string description) : Command(name, description)
{
    /// <summary>Command lines that work as they stand.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Lines between options and examples; a window does not break them.</summary>
    public IReadOnlyList<string> Appendix { get; init; } = [];
}

/// <summary>The usual help, laid out for the window, and examples behind it.</summary>
internal sealed class HelpWithExamples(HelpAction help, int? width) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var (exitCode, text) = Text(parseResult);
        var command = parseResult.CommandResult.Command;
        var examples = command is Verb verb ? verb.Examples : [.. command.Subcommands.OfType<Verb>().Select(sub => sub.Examples[0])];
        var output = parseResult.InvocationConfiguration.Output;
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            foreach (var fitted in width is { } columns ? HelpLayout.Fit(line, columns) : [line])
            {
                output.WriteLine(fitted);
            }
        }

        foreach (var line in command is Verb { Appendix: { Count: > 0 } appendix } ? appendix.Prepend("") : [])
        {
            output.WriteLine(line);
        }

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine("  " + example);
        }

        return exitCode;
    }

    // As for a window without an edge, one line for each option.
    private (int ExitCode, string Text) Text(ParseResult parsed)
    {
        help.MaxWidth = int.MaxValue;
        var output = parsed.InvocationConfiguration.Output;
        using var text = new StringWriter();
        parsed.InvocationConfiguration.Output = text;
        try
        {
            return (help.Invoke(parsed), text.ToString());
        }
        finally
        {
            parsed.InvocationConfiguration.Output = output;
        }
    }
}
