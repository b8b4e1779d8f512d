using System.Runtime.Versioning;
using Striate.Board.Links;
using Striate.Cli;

namespace Striate.UnitTests.Cli;

/// <summary>striate board test at one end of a pseudo-terminal, the firmware in the emulator at the other.</summary>
[SupportedOSPlatform("linux")]
public sealed class PseudoTerminalTests : IDisposable
{
    // What a run leaves that was killed; no terminal has such a number.
    private const string Stale = "/dev/pts/999999";

    // Ends what hangs; nothing is expected to come near it, however busy the computer is.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private readonly PackageFolder _folder = new();

    // The host waits as long as the board has had time for its answer, not as long as other programs kept it from running.
    private readonly BoardClock _clock = new();

    public PseudoTerminalTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "pseudo-terminals are Linux's");

    private string Port => _folder["port"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_test_over_a_port_equals_the_reference_and_calibrates()
    {
        await using var board = await EmulatedAsync("--speed", "1000");
        var run = Host("board", "test", _folder.Package, "--port", Port, "--vectors", "40", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error + run.Output);
        (Number(run, "vectors"), Number(run, "equal"), Number(run, "wrongAccepted"), Number(run, "hangs")).ShouldBe((40, 40, 0, 0));
        Number(run, "selfTestVectors").ShouldBe(2);
        run.Json.GetProperty("emulated").GetBoolean().ShouldBeFalse();

        var calibrated = Host(
            "board",
            "calibrate",
            _folder.Package,
            "--port",
            Port,
            "--firmware",
            "1.2.3",
            "--calibrations",
            _folder["calibrations.json"],
            "--json"
        );
        calibrated.ExitCode.ShouldBe(ExitCode.Success, calibrated.Error);
        calibrated
            .Json.GetProperty("microseconds")
            .GetDouble()
            .ShouldBe(run.Json.GetProperty("board").GetProperty("microseconds").GetInt32());
        File.ReadAllText(_folder["calibrations.json"]).ShouldContain("1.2.3");
    }

    // Lost bytes, duplicated frames, resets in the middle, a slow board, and everything at once.
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [InlineData("lostbytes")]
    [InlineData("duplicated")]
    [InlineData("reset")]
    [InlineData("late")]
    [InlineData("all")]
    public async Task No_fault_hangs_or_lets_a_wrong_answer_through(string fault)
    {
        await using var board = await EmulatedAsync("--speed", "1000", "--faults", "25", "--fault-kind", fault, "--seed", "3");
        var run = Host("board", "test", _folder.Package, "--port", Port, "--vectors", "40", "--json");
        (Number(run, "wrongAccepted"), Number(run, "hangs")).ShouldBe((0, 0));
        Number(run, "equal").ShouldBe(40 - Number(run, "failed"));
        Number(run, "equal").ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task A_board_with_another_package_is_refused_and_no_board_is_an_error_in_time()
    {
        await using var board = await EmulatedAsync("--speed", "1000");
        using var other = new PackageFolder();
        Striate.Model.Packaging.PackageFile.Write(other.Package, Model.Samples.Package with { Report = null });
        Host("board", "test", other.Package, "--port", Port)
            .ShouldFail(ExitCode.CheckFailed, "the image on the board is stale", "it was built from package ", "striate board flash");
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_link_that_no_emulated_board_made_is_left_as_it_is()
    {
        CliRun.Of("board", "emulate", _folder.Package, "--link", _folder.Package).ShouldFail(ExitCode.BadInput, "is not a link");
        CliRun.Of("board", "emulate", _folder.Package, "--link", _folder["."]).ShouldFail(ExitCode.BadInput, "is not a link");
        File.Exists(_folder.Package).ShouldBeTrue();
        foreach (
            var target in new[] { _folder.Package, _folder["."], _folder["absent"], "/dev/null", "/dev/pts/1/../../sda", "/dev/ptsx/1" }
        )
        {
            File.CreateSymbolicLink(Port, target);
            CliRun
                .Of("board", "emulate", _folder.Package, "--link", Port)
                .ShouldFail(ExitCode.BadInput, Port, $"a link to '{target}'", "name another path");
            new FileInfo(Port).LinkTarget.ShouldBe(target);
            File.Delete(Port);
        }
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public async Task A_link_of_an_earlier_run_is_replaced_and_one_that_leads_elsewhere_at_the_end_stays()
    {
        File.CreateSymbolicLink(Port, Stale);
        await using (await EmulatedAsync())
        {
            new FileInfo(Port).LinkTarget!.ShouldStartWith("/dev/pts/");
            new FileInfo(Port).LinkTarget.ShouldNotBe(Stale);
        }

        new FileInfo(Port).LinkTarget.ShouldBeNull();
        await using (await EmulatedAsync())
        {
            File.Delete(Port);
            File.CreateSymbolicLink(Port, _folder.Package);
        }

        new FileInfo(Port).LinkTarget.ShouldBe(_folder.Package);
    }

    [Fact]
    public async Task A_board_whose_heap_moves_fails()
    {
        var steady = await TestAsync(new StandInBoard(Model.Samples.Package, _folder.Package), "--json");
        steady.ExitCode.ShouldBe(ExitCode.Success, steady.Error);
        (Number(steady, "freeHeapBefore"), Number(steady, "freeHeapAfter"), Number(steady, "equal")).ShouldBe((100_000, 100_000, 5));

        var leaking = new StandInBoard(Model.Samples.Package, _folder.Package) { LeakOfInference = 24 };
        var text = await TestAsync(leaking);
        text.ExitCode.ShouldBe(ExitCode.CheckFailed, text.Error);
        text.Output.ShouldContain("5 of 5 inputs");
        text.Output.ShouldContain("the board's free heap moved by -120 bytes, from 100,000 to 99,880, over 5 inputs; ");

        var failing = await TestAsync(new StandInBoard(Model.Samples.Package, _folder.Package) { MovementAtStart = -36 });
        failing.ShouldFail(
            ExitCode.CheckFailed,
            "free heap moved by -36 bytes, from 100,000 to 99,964, over the inferences of its self-test"
        );
    }

    [Theory]
    [InlineData("test")]
    [InlineData("calibrate", "--firmware", "1.0")]
    public async Task A_board_that_does_not_answer_is_not_waited_for(string verb, params string[] options)
    {
        using var port = new PseudoTerminal();
        using var ending = new CancellationTokenSource();
        var run = Task.Run(
            () => CliRun.Of(ending.Token, ["board", verb, _folder.Package, "--port", port.Name, .. options]),
            CancellationToken.None
        );
        port.Read(new byte[256], s_patience).ShouldBeGreaterThan(0, "the greeting");
        await ending.CancelAsync();
        (await run.WaitAsync(s_patience, TestContext.Current.CancellationToken)).ShouldBeRefused(ExitCode.Cancelled, "cancelled");
    }

    [Fact]
    public async Task Waiting_for_bytes_ends_when_it_is_cancelled()
    {
        using var port = new PseudoTerminal();
        using var ending = new CancellationTokenSource();
        using var link = new SerialPortLink(port.Name, 115_200, cancellation: ending.Token);
        var reading = Task.Run(() => link.Read(new byte[1], TimeSpan.FromHours(1)), CancellationToken.None);
        ending.CancelAfter(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(reading.WaitAsync(s_patience, TestContext.Current.CancellationToken));
    }

    // The second use would wait for ever when the port is closed.
    [Fact]
    public void A_line_that_breaks_is_told_as_such()
    {
        void Read(SerialPortLink link) => link.Read(new byte[1], s_patience);
        void Write(SerialPortLink link) => link.Write(new byte[1]);
        foreach (var uses in new Action<SerialPortLink>[][] { [Read, Write], [Write, Read] })
        {
            var port = new PseudoTerminal();
            using var link = new SerialPortLink(port.Name, 115_200);
            port.Dispose();
            foreach (var use in uses)
            {
                Should.Throw<LinkException>(() => use(link)).Message.ShouldContain($"serial port '{port.Name}': ");
            }
        }
    }

    [Fact]
    public async Task What_a_board_cannot_be_is_refused_with_what_it_says()
    {
        foreach (var time in new[] { 0, -1, int.MinValue })
        {
            var board = new StandInBoard(Model.Samples.Package, _folder.Package) { Microseconds = time };
            var run = await OverPortAsync(board, "calibrate", "--firmware", "1.2.3", "--calibrations", _folder["calibrations.json"]);
            run.ShouldBeRefused(ExitCode.CheckFailed, $"the board reports {time} us", "which cannot be");
            File.Exists(_folder["calibrations.json"]).ShouldBeFalse();
        }

        var least = new StandInBoard(Model.Samples.Package, _folder.Package) { Microseconds = 1 };
        var calibrated = await OverPortAsync(least, "calibrate", "--firmware", "1.2.3", "--calibrations", _folder["calibrations.json"]);
        calibrated.ExitCode.ShouldBe(ExitCode.Success, calibrated.Error);
        (await TestAsync(new StandInBoard(Model.Samples.Package, _folder.Package) { Protocol = 1 })).ShouldBeRefused(
            ExitCode.CheckFailed,
            "speaks version 1 of the protocol",
            "striate version 2"
        );
    }

    private Task<CliRun> TestAsync(StandInBoard board, params string[] options) =>
        OverPortAsync(board, "test", ["--vectors", "5", .. options]);

    private async Task<CliRun> OverPortAsync(StandInBoard board, string verb, params string[] options)
    {
        using var port = new PseudoTerminal();
        using var stop = new CancellationTokenSource();
        // On a thread of its own: the pool may be busy with other tests for longer than the host waits for an answer.
        var server = Task.Factory.StartNew(
            () => BoardServer.Run(port, board, 1, _clock, stop.Token),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var run = Host(["board", verb, _folder.Package, "--port", port.Name, .. options]);
        await stop.CancelAsync();
        await server;
        return run;
    }

    private CliRun Host(params string[] arguments) => CliRun.By(_clock.Host, TestContext.Current.CancellationToken, arguments);

    private static int Number(CliRun run, string name) => run.Json.GetProperty(name).GetInt32();

    private async Task<Emulated> EmulatedAsync(params string[] options)
    {
        var stop = new CancellationTokenSource();
        var run = Task.Factory.StartNew(
            () => CliRun.By(_clock, stop.Token, ["board", "emulate", _folder.Package, "--link", Port, .. options]),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        while (new FileInfo(Port).LinkTarget is null or Stale && !run.IsCompleted)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        run.IsCompleted.ShouldBeFalse();
        return new Emulated(stop, run);
    }

    private sealed record Emulated(CancellationTokenSource Stop, Task<CliRun> Run) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Stop.CancelAsync();
            var run = await Run;
            Stop.Dispose();
            run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
            run.Output.ShouldContain("/dev/pts/");
        }
    }
}
