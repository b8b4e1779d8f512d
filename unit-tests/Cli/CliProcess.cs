using System.Diagnostics;
using System.Text.Json;

namespace Striate.UnitTests.Cli;

/// <summary>One run of the tool as a process of its own, where the environment matters.</summary>
internal sealed record CliProcess(int ExitCode, string Output, string Error)
{
    /// <summary>The object that --json printed.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs it on a computer that has these commands on its PATH and nothing in the user's folder.</summary>
    /// <param name="home">An existing folder; commands are its files.</param>
    /// <param name="arguments">Without the name of the program.</param>
    public static async Task<CliProcess> RunAsync(string home, params string[] arguments)
    {
        var start = new ProcessStartInfo(Dotnet(), [Path.Combine(AppContext.BaseDirectory, "striate.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["PATH"], start.Environment["HOME"]) = (home, home);
        start.Environment.Remove("NUGET_PACKAGES");
        start.Environment.Remove("DOTNET_HOST_PATH");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CliProcess(process.ExitCode, await output, error);
    }

    /// <summary>Full path of the SDK's command.</summary>
    public static string Dotnet() => Striate.Platform.ExternalCommand.Find("dotnet").ShouldNotBeNull();

    /// <summary>Puts a shell script in place of a command.</summary>
    /// <remarks>
    /// Another process writes it: a file that this one holds open for writing while another thread starts a process is
    /// open in that process for a moment, too, and the system does not execute files that are being written.
    /// </remarks>
    public static void Fake(string home, string name, string script)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "cat > \"$0\" && chmod 700 \"$0\"", Path.Combine(home, name)])
        {
            RedirectStandardInput = true,
        };
        using var writer = Process.Start(start)!;
        writer.StandardInput.Write("#!/bin/sh\n" + script + "\n");
        writer.StandardInput.Close();
        writer.WaitForExit();
        writer.ExitCode.ShouldBe(0);
    }

    /// <summary>Ended, after its progress, with nothing on the output and one line that holds all of the parts.</summary>
    public void ShouldFail(int exitCode, params string[] parts)
    {
        var lines = Error.Trim().Split('\n');
        var line = lines[^1];
        line.ShouldStartWith("striate: ");
        lines.Count(other => other.StartsWith("striate: ", StringComparison.Ordinal)).ShouldBe(1, Error);
        foreach (var part in parts)
        {
            line.ShouldContain(part);
        }

        Output.ShouldBeEmpty();
        ExitCode.ShouldBe(exitCode);
    }
}
