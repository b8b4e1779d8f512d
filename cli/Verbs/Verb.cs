using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Striate.Cli.Verbs;

/// <summary>A command with examples in its help.</summary>
internal sealed class Verb(string name, string description) : Command(name, description)
{
    /// <summary>Command lines that work as they stand.</summary>
    public required IReadOnlyList<string> Examples { get; init; }
}

/// <summary>The usual help, and examples behind it.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        var examples = command is Verb verb ? verb.Examples : [.. command.Subcommands.OfType<Verb>().Select(sub => sub.Examples[0])];
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine("  " + example);
        }

        return exitCode;
    }
}
