using System.Runtime.Versioning;
using Striate.Board.Links;
using Striate.Cli;
using Striate.Codegen;
using Striate.DataSets.Reading;
using Striate.Model.Packaging;
using Striate.UnitTests.DataSets;

namespace Striate.UnitTests.Cli;

/// <summary>
/// striate board record and monitor through System.IO.Ports at one end of a pseudo-terminal, the firmware with its sensor in the emulator
/// at the other.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class SensorPortTests : IDisposable
{
    private const int Samples = 600;
    private const string CutFrame = "the board sends before somebody listens: the first frame may be cut";
    private readonly OwnFolder _folder = new();
    private readonly BoardClock _clock = new();

    public SensorPortTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "pseudo-terminals are Linux's");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_recording_over_a_port_is_what_the_sensor_measured()
    {
        _folder.Write("striate.toml", "package = \"motion.striate\"\n[board]\ninput = \"i2c-imu\"\nimu = \"adxl345\"\nimu-hertz = 100\n");
        string[] rows = [.. Enumerable.Range(0, Samples).Select(row => $"{(row * 37 % 512) - 256},{row - 300},{row * row % 401}")];
        _folder.Write("play.csv", "x,y,z\n" + string.Join('\n', rows) + "\n");
        var place = SensorPlace.OfProject(_folder.Root);
        using var board = place.Emulated(
            EmulatedFirmware.Recorder(place.Settings),
            place.Played(RecordingFile.Read(_folder["play.csv"]), null)
        );

        var run = await OverPortAsync(board, "record", _folder.Root, "--label", "walk", "--seconds", "2", "--out", _folder["data"]);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        (Number(run, "samples"), Number(run, "missing")).ShouldBe((200, 0));
        Number(run, "damagedFrames").ShouldBeInRange(0, 1, CutFrame);

        var recorded = File.ReadAllLines(_folder["data/walk/001.csv"]);
        recorded[0].ShouldBe("ax,ay,az");
        var first = Array.IndexOf(rows, recorded[1]);
        first.ShouldBeGreaterThanOrEqualTo(0);
        recorded[1..].ShouldBe(rows[first..(first + 200)]);
        File.ReadAllText(_folder["data/data.toml"]).ShouldBe("rate = 100\nunits = \"1/256 g\"\n");
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public async Task A_board_that_is_watched_over_a_port_tells_what_it_tells_in_the_emulator()
    {
        var file = _folder["hum.striate"];
        PackageFile.Write(file, SensorTests.Converter());
        var play = _folder.Write(
            "play.csv",
            "u,v\n" + string.Concat(Enumerable.Range(0, Samples).Select(row => $"{row * 961 % 4096},{row * row % 4096}\n"))
        );
        var known = BoardPlace.Read(file);
        var place = SensorPlace.OfPackage(known.Package.Package, file);
        using var board = place.Emulated(
            Boards.WithSensor(known, place.Settings),
            place.Played(RecordingFile.Read(play), InputContract.Of(known.Package.Package))
        );

        var run = await OverPortAsync(board, "monitor", file, "--seconds", "2", "--csv", _folder["log.csv"]);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        (Number(run, "lostSamples"), Number(run, "equal")).ShouldBe((0, Number(run, "compared")));
        Number(run, "damagedFrames").ShouldBeInRange(0, 1, CutFrame);
        var told = Told(run);
        told.Length.ShouldBeInRange(5, 10, "windows of 8 samples at 40 in a second, from wherever the watching began");
        told.Select(window => window.Class).Distinct().Count().ShouldBeGreaterThan(1);
        File.ReadAllLines(_folder["log.csv"]).Length.ShouldBe(1 + told.Length);

        var emulated = CliRun.Of("board", "monitor", file, "--emulated", "--play", play, "--json");
        emulated.ExitCode.ShouldBe(ExitCode.Success, emulated.Error);
        told.ShouldBeSubsetOf(Told(emulated));
    }

    private static (int Last, string? Class, string Logits)[] Told(CliRun run) =>
        [
            .. run
                .Json.GetProperty("windows")
                .EnumerateArray()
                .Select(window =>
                    (
                        window.GetProperty("last").GetInt32(),
                        window.GetProperty("class").GetString(),
                        window.GetProperty("logits").ToString()
                    )
                ),
        ];

    private static int Number(CliRun run, string name) => run.Json.GetProperty(name).GetInt32();

    private async Task<CliRun> OverPortAsync(EmulatedBoard board, string verb, params string[] options)
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
        var run = CliRun.By(_clock.Host, TestContext.Current.CancellationToken, ["board", verb, .. options, "--port", port.Name, "--json"]);
        await stop.CancelAsync();
        await server;
        return run;
    }
}
