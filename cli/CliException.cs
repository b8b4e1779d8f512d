namespace Striate.Cli;

/// <summary>Ends a command with an exit code and one line for the user: what, why, remedy.</summary>
public sealed class CliException(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
