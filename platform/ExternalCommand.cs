using System.ComponentModel;
using System.Diagnostics;

namespace Striate.Platform;

/// <summary>What a command of this computer printed.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>
    /// Whether both streams ended: a process that the command left behind may have held them open, and what it printed later is missing.
    /// </summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>The first line that says what went wrong: one with the word error, or else the last one.</summary>
    public string Reason
    {
        get
        {
            var lines = (Output + "\n" + Error).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var reason =
                lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
                ?? lines.LastOrDefault()
                ?? $"exit code {ExitCode}";
            return IsWhole ? reason : reason + " (what it printed is cut off: a process that it started is still there)";
        }
    }
}

/// <summary>Commands of this computer: nanoFramework's tools and the SDK.</summary>
public static class ExternalCommand
{
    /// <summary>Full path of a command on the PATH, or in the folder of the user's .NET tools; null when there is none.</summary>
    public static string? Find(string name)
    {
        var tools = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools");
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(tools)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(File.Exists);
    }

    // What a command printed is there when it ends.
    private static readonly TimeSpan s_afterEnd = TimeSpan.FromSeconds(5);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">Its name or path.</param>
    /// <param name="arguments">Handed over as they are; no shell.</param>
    /// <param name="limit">After this time it is stopped.</param>
    /// <param name="folder">Where it runs; null: here.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StriateException">It cannot be started, or ran into the limit.</exception>
    public static CommandResult Run(
        string command,
        IEnumerable<string> arguments,
        TimeSpan limit,
        string? folder = null,
        CancellationToken cancellation = default
    )
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder ?? "",
        };
        try
        {
            using var process =
                Process.Start(start)
                ?? throw new StriateException(ErrorKind.CheckFailed, $"'{command}' does not start; run it by hand to see why");
            using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
            process.StandardInput.Close();
            var (error, output) = (new CollectedText(process.StandardError), new CollectedText(process.StandardOutput));
            if (!process.WaitForExit(limit))
            {
                process.Kill(entireProcessTree: true);
                throw new StriateException(
                    ErrorKind.CheckFailed,
                    $"'{command}' ran for more than {limit.TotalMinutes:F0} minutes and was stopped; run it by hand to see why"
                );
            }

            // A process that it left behind may hold the streams open for as long as it likes.
            var isWhole = HaveEnded(output, error, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return new CommandResult(process.ExitCode, output.Text, error.Text) { IsWhole = isWhole };
        }
        catch (Win32Exception failure)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"'{command}' cannot be started: {failure.Message}; check that it is installed and may be run",
                failure
            );
        }
    }

    // A stream that breaks has not ended well: what it gave before is there.
    private static bool HaveEnded(CollectedText output, CollectedText error, CancellationToken cancellation)
    {
        Task.WhenAny(Task.WhenAll(output.End, error.End), Task.Delay(s_afterEnd, cancellation)).Wait(CancellationToken.None);
        return output.End.IsCompletedSuccessfully && error.End.IsCompletedSuccessfully;
    }
}
