namespace Striate.Cli;

/// <summary>What the tool tells the shell; the root command's help lists them.</summary>
public static class ExitCode
{
    /// <summary>Done, and everything compared is equal.</summary>
    public const int Success = 0;

    /// <summary>
    /// A check failed: generated files are stale, executors differ, a limit of the platform is exceeded, a board does not answer.
    /// </summary>
    public const int CheckFailed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A file cannot be read or written, or is not what it should be.</summary>
    public const int BadInput = 3;

    /// <summary>This program is wrong.</summary>
    public const int InternalError = 70;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Cancelled = 130;

    /// <summary>What the shell is told of a refusal.</summary>
    public static int Of(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Usage => Usage,
            ErrorKind.BadFile => BadInput,
            ErrorKind.CheckFailed => CheckFailed,
            _ => InternalError,
        };
}
