using System.Text.Json;
using System.Text.RegularExpressions;
using Striate.Cli;
using Striate.Model.Packaging;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Cli;

/// <summary>One run of the tool in this process, with its output as text.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    /// <summary>The object that --json printed.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static CliRun Of(params string[] arguments) => Of(CancellationToken.None, arguments);

    public static CliRun Of(CancellationToken cancellation, params string[] arguments) =>
        Of(new StringWriter(), null, cancellation, arguments);

    /// <summary>A run whose links to boards go by a clock of the test.</summary>
    public static CliRun By(TimeProvider clock, CancellationToken cancellation, params string[] arguments) =>
        Of(new StringWriter(), null, arguments, clock, null, cancellation);

    /// <summary>A run whose output is a terminal; without colours and control characters.</summary>
    public static CliRun OnTerminal(int width, params string[] arguments)
    {
        var run = Of(new StringWriter(), width, CancellationToken.None, arguments);
        return run with { Output = Regex.Replace(run.Output, @"\e\[[0-9;?]*[A-Za-z]", "") };
    }

    /// <summary>A run in which every report of progress comes seconds after the one before it.</summary>
    public static CliRun Slowly(params string[] arguments) =>
        Of(new StringWriter(), null, arguments, TimeProvider.System, new TestClock(TimeSpan.FromSeconds(3)), CancellationToken.None);

    /// <summary>A run in which Ctrl-C is pressed when a line of its progress holds a text.</summary>
    public static async Task<CliRun> InterruptedAsync(string text, params string[] arguments)
    {
        using var ending = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new Interrupting(text, ending);
        var terminal = new Terminal(output, error, IsOutputTerminal: false, IsErrorTerminal: false)
        {
            ProgressClock = new TestClock(TimeSpan.FromSeconds(3)),
        };
        var exitCode = await CommandLine.RunAsync(arguments, terminal, ending.Token);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A run with a writer that sees the output as it is printed.</summary>
    public static CliRun Of(StringWriter output, int? width, CancellationToken cancellation, params string[] arguments) =>
        Of(output, width, arguments, TimeProvider.System, null, cancellation);

    private static CliRun Of(
        StringWriter output,
        int? width,
        string[] arguments,
        TimeProvider clock,
        TimeProvider? progress,
        CancellationToken cancellation
    )
    {
        var error = new StringWriter();
        var terminal = new Terminal(output, error, IsOutputTerminal: width is not null, IsErrorTerminal: false)
        {
            Width = width,
            Clock = clock,
            ProgressClock = progress ?? new TestClock(TimeSpan.Zero),
        };
        var exitCode = CommandLine.RunAsync(arguments, terminal, cancellation).GetAwaiter().GetResult();
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Refused with nothing on the output and one line that holds all of the parts.</summary>
    public void ShouldBeRefused(int exitCode, params string[] parts)
    {
        Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1, Error);
        ShouldFail(exitCode, parts);
    }

    /// <summary>Ended, after its progress, with nothing on the output and one line that holds all of the parts.</summary>
    public void ShouldFail(int exitCode, params string[] parts)
    {
        var last = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        last.ShouldStartWith("striate: ");
        Error.ShouldNotContain("   at ");
        foreach (var part in parts)
        {
            last.ShouldContain(part);
        }

        Output.ShouldBeEmpty();
        ExitCode.ShouldBe(exitCode);
    }

    private sealed class Interrupting(string text, CancellationTokenSource ending) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text) == true)
            {
                ending.Cancel();
            }
        }
    }
}

/// <summary>A clock that goes on by so much whenever it is read; no time at all: nothing takes long.</summary>
internal sealed class TestClock(TimeSpan step) : TimeProvider
{
    private long _reads;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Increment(ref _reads) * step.Ticks;
}

/// <summary>A folder of a test with a small package in it.</summary>
internal sealed class PackageFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("striate-test-");

    public PackageFolder() => PackageFile.Write(Package, Samples.Package);

    /// <summary>The sample network's package.</summary>
    public string Package => this["sample.striate"];

    /// <summary>A file of measured times that has none, so that nothing depends on what the user has measured.</summary>
    public string NoCalibrations
    {
        get
        {
            File.WriteAllText(this["none.json"], "[]");
            return this["none.json"];
        }
    }

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
