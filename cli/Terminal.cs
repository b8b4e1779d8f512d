namespace Striate.Cli;

/// <summary>Where a command writes.</summary>
/// <param name="Output">Results; one JSON object and nothing else with --json.</param>
/// <param name="Error">Progress and the one line of an error.</param>
/// <param name="IsOutputTerminal">False: plain text without colours, control characters and line breaks at the width.</param>
/// <param name="IsErrorTerminal">False: no progress bars.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, bool IsOutputTerminal, bool IsErrorTerminal)
{
    /// <summary>The streams of this process.</summary>
    public static Terminal OfProcess() =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
}
