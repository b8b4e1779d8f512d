using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Board.Testing;
using Striate.Cli;
using Striate.Emulator.Reporting;
using Striate.UnitTests.Emulator;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Cli;

/// <summary>Ctrl-C ends what would go on for ever, or for minutes, with the exit code that says so.</summary>
public sealed class CancellationTests : IDisposable
{
    private const string Endless = "while (true) { }";

    // Ends what hangs; nothing is expected to come near it, however busy the computer is.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    private readonly PackageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Endless)]
    [InlineData("while (true) { System.Threading.Thread.Sleep(60000); }")]
    [InlineData("while (true) { System.Console.WriteLine(\"and on\"); }")]
    public async Task A_program_that_never_ends_is_ended_and_what_it_printed_was_shown(string rest)
    {
        using var ending = new CancellationTokenSource();
        using var output = new Seen("started", ending.Cancel);
        var app = App($"public static void Main() {{ System.Console.WriteLine(\"started\"); {rest} }}");
        var run = await EndedAsync(() => CliRun.Of(output, null, ending.Token, "emulator", "run", app));
        run.ExitCode.ShouldBe(ExitCode.Cancelled, run.Error);
        run.Error.ShouldBe("striate: cancelled" + Environment.NewLine);
        run.Output.ShouldStartWith("started\n");
        run.Output.Length.ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void A_program_s_output_is_shown_as_it_is()
    {
        var app = App(
            "public static void Main() { System.Console.WriteLine(\"a\"); System.Console.WriteLine(\"\"); System.Console.Write(\"b\"); System.Console.Write(\"c\"); }"
        );
        var run = CliRun.Of("emulator", "run", app, "--calibrations", _folder.NoCalibrations);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ReplaceLineEndings("\n").ShouldStartWith("a\n\nbc\n\n| layer");
        var json = CliRun.Of("emulator", "run", app, "--calibrations", _folder.NoCalibrations, "--json").Json;
        json.GetProperty("output").EnumerateArray().Select(line => line.GetString()).ShouldBe(["a", "bc"]);
    }

    [Fact]
    public async Task Loading_ends_in_a_static_constructor()
    {
        var app = App($"static int x = Of(); static int Of() {{ {Endless} }} public static void Main() {{ x++; }}");
        (await EndedAsync(() => CliRun.Of(s_cancelled, "emulator", "load", app))).ExitCode.ShouldBe(ExitCode.Cancelled);
    }

    [Fact]
    public async Task A_measurement_of_the_emulator_ends()
    {
        var run = await EndedAsync(() => CliRun.Of(s_cancelled, "emulator", "bench", "--seconds", "3600"));
        run.ExitCode.ShouldBe(ExitCode.Cancelled, run.Error);
        var code = TestCompiler.Compile(
            $"public static class P {{ static int x = 1; public static void F() {{ x++; while (x > 0) {{ }} }} }}"
        );
        using var ending = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<OperationCanceledException>(() =>
            EndedAsync(() => EmulatorBench.Measure([code], "P", "F", [], TimeSpan.FromHours(1), ending.Token))
        );
    }

    [Theory]
    [InlineData("generate", "--out")]
    [InlineData("calibrate", "--microseconds", "1000", "--firmware", "1.0", "--calibrations")]
    public void Nothing_is_written(string verb, params string[] options)
    {
        var run = CliRun.Of(s_cancelled, [verb, _folder.Package, .. options, _folder["out"]]);
        run.ShouldBeRefused(ExitCode.Cancelled, "cancelled");
        Path.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public void A_request_does_not_wait_for_all_its_attempts()
    {
        using var ending = new CancellationTokenSource();
        using var link = new SilentLink(ending.Cancel);
        Should.Throw<OperationCanceledException>(() => new BoardClient(link, TimeSpan.FromSeconds(5), 12, ending.Token).Hello());
        (link.Written, link.Reads).ShouldBe((1, 1));
        Should.Throw<OperationCanceledException>(() =>
            BoardSelfTest.FirstDifference(link, Samples.Package, null, 2, TimeSpan.FromSeconds(5), ending.Token)
        );
        (link.Written, link.Reads).ShouldBe((1, 1));
    }

    // A computer that other programs keep busy looks late, and must not take that for a missing answer.
    [Fact]
    public void An_answer_that_has_arrived_is_taken_however_late_it_is_looked_at()
    {
        using var link = new LateLink();
        new BoardClient(link, TimeSpan.FromSeconds(5), 1).Hello().InputLength.ShouldBe(0);
        link.Answers = false;
        Should.Throw<BoardException>(() => new BoardClient(link, TimeSpan.FromSeconds(5), 3).Hello());
    }

    private static Task<T> EndedAsync<T>(Func<T> run) =>
        Task.Run(run, CancellationToken.None).WaitAsync(s_patience, TestContext.Current.CancellationToken);

    private string App(string members)
    {
        File.WriteAllBytes(_folder["app.dll"], TestCompiler.Compile($"public static class P {{ {members} }}", "app"));
        return _folder["app.dll"];
    }

    private sealed class Seen(string text, Action then) : StringWriter
    {
        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.Contains(text) == true)
            {
                then();
            }
        }
    }

    // Its clock goes on by as much as it is asked to wait.
    private sealed class SilentLink(Action read) : IBoardLink
    {
        public TimeSpan Now { get; private set; }

        public int Written { get; private set; }

        public int Reads { get; private set; }

        public void Write(ReadOnlySpan<byte> bytes) => Written++;

        public int Read(Span<byte> buffer, TimeSpan limit)
        {
            (Now, Reads) = (Now + limit, Reads + 1);
            read();
            return 0;
        }

        public void Dispose() { }
    }

    // An hour goes by whenever somebody looks at its clock.
    private sealed class LateLink : IBoardLink
    {
        private byte[] _answer = [];
        private TimeSpan _now;

        public bool Answers { get; set; } = true;

        public TimeSpan Now => _now += TimeSpan.FromHours(1);

        public void Write(ReadOnlySpan<byte> bytes) => _answer = Answers ? FrameCodec.Encode(FrameType.HelloAnswer, 1, new byte[39]) : [];

        public int Read(Span<byte> buffer, TimeSpan limit)
        {
            var count = Math.Min(buffer.Length, _answer.Length);
            _answer.AsSpan(0, count).CopyTo(buffer);
            _answer = _answer[count..];
            return count;
        }

        public void Dispose() { }
    }
}
