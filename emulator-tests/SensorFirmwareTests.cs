using System.Collections.Immutable;
using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Board.Sensors;
using Striate.Board.Testing;
using Striate.Board.Watching;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Model.Segments;
using Striate.Model.Streaming;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>
/// Readings of a sensor through the firmware in the emulator: what is told of each window is what the integer reference makes of its
/// readings.
/// </summary>
public sealed class SensorFirmwareTests
{
    private const int Steps = 8;
    private const double MicrosecondsPerInstruction = 0.5;
    private static readonly string s_sha = new('7', 64);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(5);

    private static readonly FirmwareSettings s_motion = new(FirmwareSource.I2cImu, AdcHop: 3) { Reports = true, TimedInferences = 1 };

    /// <summary>Sensors with their settings.</summary>
    public static TheoryData<FirmwareSettings> Sensors =>
        [
            s_motion with
            {
                Motion = new MotionSettings(Hertz: 100),
            },
            s_motion with
            {
                Motion = new MotionSettings(Axes: 6) { Address = 0x69 },
            },
            s_motion with
            {
                Motion = new MotionSettings(MotionSensor.Adxl345, Hertz: 200),
                Votes = 3,
            },
            s_motion with
            {
                Source = FirmwareSource.Adc,
                AdcMicroseconds = 40_000,
                AdcChannels = [4, 0],
            },
            // Faster than a thread can read beside an inference: windows lie apart.
            s_motion with
            {
                Source = FirmwareSource.Adc,
                AdcMicroseconds = 10_000,
                AdcChannels = [4],
                AdcHop = Steps + 9,
            },
        ];

    [Theory]
    [MemberData(nameof(Sensors))]
    public void Every_window_is_told_as_the_reference_computes_it(FirmwareSettings settings)
    {
        var package = Package(settings.Channels);
        var played = Played(settings, 120);
        using var board = Board(Compiled(package, settings), played);

        var hello = new BoardClient(board, s_silence, 3).Hello();
        (hello.Channels, hello.SampleMicroseconds, hello.SelfTestPassed, hello.IsRecorder).ShouldBe(
            (settings.Channels, settings.SampleMicroseconds, true, false)
        );
        var (readings, windows) = Watch(board, package, settings, played);

        readings.ShouldBe(played.Readings.ToArray()[..readings.Length]);
        (readings.Length / settings.Channels).ShouldBe(
            settings is { Source: FirmwareSource.Adc, AdcMicroseconds: 10_000 } ? readings.Length : 120
        );
        windows
            .Select(window => window.Report.Last)
            .ShouldBe(Enumerable.Range(0, windows.Count).Select(window => Steps - 1 + (window * settings.AdcHop)));
        windows.Count.ShouldBeGreaterThan(5);
        windows.ShouldAllBe(window => window.IsEqual == true && window.Report.Lost == 0 && window.Report.PassedOver == 0);
        windows.Select(window => window.Report.Class).Distinct().Count().ShouldBeGreaterThan(1);
        windows
            .Select(window => window.Report.Voted)
            .ShouldBe(ReferenceVote.Reported([.. windows.Select(window => window.Report.Class)], settings.Votes));
    }

    /// <summary>Sensors with their settings and the hop of the code; a converter is read beside the code where it can be.</summary>
    public static TheoryData<FirmwareSettings, int> Streams =>
        new()
        {
            { s_motion with { Motion = new MotionSettings(Hertz: 100) }, 2 },
            { s_motion with { Motion = new MotionSettings(MotionSensor.Adxl345, Hertz: 200), Votes = 3 }, 4 },
            { s_motion with { Source = FirmwareSource.Adc, AdcMicroseconds = 40_000, AdcChannels = [4, 0] }, 8 },
        };

    // Code that takes a signal as it comes tells of each window what the reference computes for all of it.
    [Theory]
    [MemberData(nameof(Streams))]
    public void Every_window_of_a_stream_is_told_as_the_reference_computes_it(FirmwareSettings settings, int hop)
    {
        var package = Streaming(settings.Channels);
        var played = Played(settings, 120);
        using var board = Board(Compiled(package, settings, hop), played);
        var (readings, windows) = Watch(board, package, settings, played);

        readings.ShouldBe(played.Readings.ToArray());
        windows
            .Select(window => window.Report.Last)
            .ShouldBe(Enumerable.Range(0, windows.Count).Select(window => Steps - 1 + (window * hop)));
        windows.Count.ShouldBeGreaterThan((120 - Steps) / hop - 1);
        windows.ShouldAllBe(window => window.IsEqual == true && window.Report.Lost == 0 && window.Report.PassedOver == 0);
        windows.Select(window => window.Report.Class).Distinct().Count().ShouldBeGreaterThan(1);
    }

    // Samples that are lost are a gap: the stream begins anew, and no window has it.
    [Fact]
    public void A_stream_begins_anew_behind_a_gap()
    {
        var settings = s_motion with { Motion = new MotionSettings(MotionSensor.Adxl345, Hertz: 200) };
        var package = Streaming(3);
        var played = Played(settings, 3000) with { Waits = false };
        using var board = Board(Compiled(package, settings, 1), played, microsecondsPerInstruction: 2);
        var (checks, stream, windows) = (new WindowChecks(package, 3), new SensorListener(board, 3, s_silence), new List<WatchedWindow>());
        while (stream.Next() is { } report && windows.Count < 300)
        {
            if (report is ReadingsReport readings)
            {
                checks.Take(readings);
            }
            else
            {
                windows.Add(checks.Take((WindowReport)report));
            }
        }

        windows[^1].Report.Lost.ShouldBeGreaterThan(0);
        windows.Count(window => window.IsEqual == true).ShouldBeGreaterThan(50);
        windows.ShouldAllBe(window => window.IsEqual != false);
    }

    // A computer that asks for a golden vector meanwhile spoils no window: the stream begins anew behind it.
    [Fact]
    public void A_stream_begins_anew_behind_a_request()
    {
        var settings = s_motion with { Motion = new MotionSettings(MotionSensor.Adxl345, Hertz: 200) };
        var package = Streaming(3);
        using var board = Board(Compiled(package, settings, 1), Played(settings, 3000) with { Waits = false });
        var (checks, stream, windows) = (new WindowChecks(package, 3), new SensorListener(board, 3, s_silence), new List<WatchedWindow>());
        var layers = BlockForm.Of(package.Network, 1).Block.Layers.Length;
        var client = new BoardClient(board, s_silence, 3);
        while (stream.Next() is { } report && windows.Count < 200)
        {
            if (report is ReadingsReport readings)
            {
                checks.Take(readings);
            }
            else
            {
                windows.Add(checks.Take((WindowReport)report));
                if (windows.Count % 20 == 0)
                {
                    client.Test(0, layers, 3).Logits.ShouldBe(package.GoldenVectors[0].Logits);
                }
            }
        }

        windows.Count(window => window.IsEqual == true).ShouldBeGreaterThan(60);
        windows.ShouldAllBe(window => window.IsEqual != false);
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_hundred_thousand_steps_move_neither_state_nor_heap()
    {
        const int Samples = 100_000;
        var settings = s_motion with { Motion = new MotionSettings(MotionSensor.Adxl345, Hertz: 200) };
        var package = Streaming(3);
        var played = Played(settings, Samples);
        using var board = Board(Compiled(package, settings, 4), played);
        var client = new BoardClient(board, s_silence, 3);
        var before = client.FreeHeap();
        var (readings, windows) = Watch(board, package, settings, played);

        readings.Length.ShouldBe(Samples * 3);
        windows.Count.ShouldBeGreaterThan(((Samples - Steps) / 4) - 1);
        windows.ShouldAllBe(window => window.IsEqual == true && window.Report.Lost == 0);
        client.FreeHeap().ShouldBe(before);
    }

    // A sensor whose readings need more than 16 bits of range in the contract: the same through whole numbers of 32.
    [Fact]
    public void Ranges_of_more_than_16_bits_are_prepared_from_the_same_readings()
    {
        var settings = s_motion with { Motion = new MotionSettings() };
        var package = Package(3, [new("x", 1, 60_000, 9000, 12), new("y", 1, 0, 1, 9), new("z", 1, -5, 3, 8)]);
        using var board = Board(Compiled(package, settings), Played(settings, 40));
        var (_, windows) = Watch(board, package, settings, Played(settings, 40));
        windows.Count.ShouldBe(((40 - Steps) / 3) + 1);
        windows.ShouldAllBe(window => window.IsEqual == true);
    }

    // Spans and results of transfers are objects on the device; the firmware's own code makes none. docs/recording.md has the figure.
    [Fact]
    public void A_sample_of_a_sensor_takes_memory_for_its_transfers_alone()
    {
        var settings = s_motion with { Motion = new MotionSettings(), AdcHop = 1000 };
        using var board = Board(EmulatedFirmware.Recorder(settings), Played(settings, 400));
        var recorder = new Recorder(3);
        var listener = new SensorListener(board, 0, s_silence);
        long Allocated(int samples)
        {
            while (recorder.Samples < samples)
            {
                recorder.Take(listener.Next() as ReadingsReport, samples);
            }

            return board.Counters.AllocatedBytes;
        }

        var first = Allocated(100);
        var perSample = (Allocated(300) - first) / 200.0;
        perSample.ShouldBeInRange(800, 850, "three transfers, and a look at the empty queue in between");
    }

    // The queue holds 32 samples, 160 ms of them: a slow board loses some, tells how many, and no window has a gap. One that is slower
    // overflows it.
    [Theory]
    [InlineData(1.2, 300)]
    [InlineData(9, 40)]
    public void What_the_queue_of_a_sensor_cannot_hold_is_counted_and_no_window_has_it(double microsecondsPerInstruction, int count)
    {
        var settings = s_motion with { Motion = new MotionSettings(MotionSensor.Adxl345, Hertz: 200), AdcHop = 1 };
        var package = Package(3);
        var played = Played(settings, 3000) with { Waits = false };
        using var board = Board(Compiled(package, settings), played, microsecondsPerInstruction);
        var checks = new WindowChecks(package, 3);
        var stream = new SensorListener(board, 3, s_silence);
        var windows = new List<WatchedWindow>();
        while (stream.Next() is { } report && windows.Count < count)
        {
            if (report is ReadingsReport readings)
            {
                checks.Take(readings);
            }
            else
            {
                windows.Add(checks.Take((WindowReport)report));
            }
        }

        windows[^1].Report.Lost.ShouldBeGreaterThan(0);
        windows.Count(window => window.IsEqual == true).ShouldBeGreaterThan(count / 3);
        // It goes on after a loss: what is lost is told more than once.
        windows.Select(window => window.Report.Lost).Distinct().Count().ShouldBeGreaterThan(2);
        windows.ShouldAllBe(window => window.IsEqual != false);
        foreach (var readings in windows.Select(window => window.Readings).OfType<ImmutableArray<short>>())
        {
            played.Readings.Span.IndexOf(readings.AsSpan()).ShouldBeGreaterThanOrEqualTo(0, "the window has a gap");
        }
    }

    [Theory]
    [InlineData(MotionSensor.Mpu6050)]
    [InlineData(MotionSensor.Adxl345)]
    public void A_sensor_that_is_not_there_is_told(MotionSensor sensor)
    {
        var settings = s_motion with { Motion = new MotionSettings(sensor) };
        using var board = Board(
            Compiled(Package(3), settings),
            Played(settings with { Motion = settings.Motion with { Address = 0x11 } }, 10)
        );
        Should
            .Throw<BoardException>(() => new SensorListener(board, 3, s_silence).Next())
            .Message.ShouldContain("the board's sensor does not answer; check its supply, SDA and SCL");
    }

    // Another chip answers at the address.
    [Fact]
    public void A_sensor_of_another_kind_is_told()
    {
        var settings = s_motion with { Motion = new MotionSettings { Address = 0x53 } };
        using var board = Board(
            Compiled(Package(3), settings),
            Played(settings with { Motion = new MotionSettings(MotionSensor.Adxl345) }, 10)
        );
        Should.Throw<BoardException>(() => new SensorListener(board, 3, s_silence).Next()).Message.ShouldContain("does not answer");
    }

    [Theory]
    [MemberData(nameof(Sensors))]
    public void A_recorder_tells_every_reading_without_a_network(FirmwareSettings settings)
    {
        settings = settings with { Votes = 1 };
        var played = Played(settings, 90);
        using var board = Board(EmulatedFirmware.Recorder(settings), played);
        var hello = new BoardClient(board, s_silence, 3).Hello();
        (hello.IsRecorder, hello.Channels, hello.SampleMicroseconds).ShouldBe((true, settings.Channels, settings.SampleMicroseconds));
        var (stream, recorder) = (new SensorListener(board, 0, s_silence), new Recorder(settings.Channels));
        while (recorder.Samples < 90)
        {
            recorder.Take(stream.Next().ShouldNotBeNull() as ReadingsReport, 90);
        }

        recorder.Missing.ShouldBe(0);
        recorder.Parts.ShouldHaveSingleItem().ShouldBe(played.Readings.ToArray());
    }

    [Fact]
    public void A_gap_begins_another_recording()
    {
        var recorder = new Recorder(2);
        recorder.Take(new ReadingsReport(5, 2, [1, 2, 3, 4]), 100);
        recorder.Take(null, 100);
        recorder.Take(new ReadingsReport(7, 2, [5, 6]), 100);
        recorder.Take(new ReadingsReport(11, 2, [7, 8, 9, 10]), 100);
        recorder.Take(new ReadingsReport(0, 2, [11, 12]), 100);
        (recorder.Samples, recorder.Missing).ShouldBe((6, 3));
        recorder.Parts.Select(part => string.Join(' ', part)).ShouldBe(["1 2 3 4 5 6", "7 8 9 10", "11 12"]);
    }

    // Whatever comes over a line: a report that can be used, or none.
    [Fact]
    public void What_is_no_report_is_none()
    {
        var random = new Random(2);
        var (readings, windows) = (0, 0);
        for (var number = 0; number < 20_000; number++)
        {
            var payload = new byte[random.Next(0, 40)];
            random.NextBytes(payload);
            payload.AsSpan(payload.Length > 8 ? 4 : 0, payload.Length > 8 ? 4 : 0).Clear();
            if (payload.Length > 4)
            {
                payload[4] = (byte)random.Next(4);
            }

            if (ReadingsReport.Parse(payload) is { } report)
            {
                (report.Values.Length % report.Channels).ShouldBe(0);
                readings++;
            }

            if (WindowReport.Parse(payload, 3) is { } window)
            {
                (window.Class < 3 && window.Voted < 3 && window.Logits.Length == 3).ShouldBeTrue();
                windows++;
            }
        }

        readings.ShouldBeGreaterThan(100);
        windows.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(31)]
    public void Votes_of_the_firmware_are_those_of_the_reference(int votes)
    {
        var settings = new FirmwareSettings(FirmwareSource.Adc) { Votes = votes, AdcChannels = [0] };
        var machine = Emulator.Machine.Load(Compiled(Package(1), settings).Assemblies.Select(part => part.Image.AsMemory()));
        var random = new Random(votes);
        int[] classes = [.. Enumerable.Range(0, 400).Select(window => window / 40 % 2 == 0 ? random.Next(4) : random.Next(2))];
        int[] told = [.. classes.Select(found => (int)machine.Invoke("Striate.Firmware.Voter", "Take", found)!)];
        told.ShouldBe(ReferenceVote.Reported(classes, votes));
        told.SequenceEqual(classes).ShouldBe(votes == 1);
    }

    [Fact]
    public void Of_equals_the_class_that_was_told_stays() =>
        ReferenceVote.Reported([1, 2, 2, 1, 3, 0, 0], 3).ShouldBe([1, 1, 2, 2, 2, 0, 0]);

    private static (short[] Readings, List<WatchedWindow> Windows) Watch(
        EmulatedBoard board,
        ModelPackage package,
        FirmwareSettings settings,
        PlayedReadings played
    )
    {
        var (stream, checks, readings, windows) = (
            new SensorListener(board, 3, TimeSpan.FromSeconds(2)),
            new WindowChecks(package, settings.Channels),
            new List<short>(),
            new List<WatchedWindow>()
        );
        while (readings.Count < played.Readings.Length && stream.Next() is { } report)
        {
            if (report is ReadingsReport some)
            {
                readings.AddRange(some.Values);
                checks.Take(some);
            }
            else
            {
                windows.Add(checks.Take((WindowReport)report));
            }
        }

        // The last window is told behind its readings.
        if (settings.Source == FirmwareSource.I2cImu && stream.Next() is WindowReport last)
        {
            windows.Add(checks.Take(last));
        }

        return ([.. readings], windows);
    }

    private static EmulatedBoard Board(
        EmulatedFirmware firmware,
        PlayedReadings played,
        double microsecondsPerInstruction = MicrosecondsPerInstruction
    ) => new(firmware, microsecondsPerInstruction, played.Settings.BaudRate, played: played);

    private static EmulatedFirmware Compiled(ModelPackage package, FirmwareSettings settings, int? hop = null)
    {
        var options = new GeneratorOptions { Hop = hop };
        var build = Generator.Build(
            package.Network,
            options,
            s_sha,
            contract: InputContract.Of(package),
            cancellation: TestContext.Current.CancellationToken
        );
        return EmulatedFirmware.Compile(build, package, options, s_sha, settings, 1);
    }

    // Beyond the range of the contract, too.
    private static PlayedReadings Played(FirmwareSettings settings, int samples)
    {
        var random = new Random(3);
        short Reading(int place) =>
            (short)(
                settings.Source == FirmwareSource.Adc
                    ? random.Next(4096)
                    : (3000 * Math.Sin(place / 9.0)) + random.Next(-4000, 4000) + (place % 50 == 0 ? 30_000 - (place % 7 * 9000) : 0)
            );
        return new PlayedReadings(Enumerable.Range(0, samples * settings.Channels).Select(Reading).ToArray(), settings.Channels, settings);
    }

    // A convolution of three steps before the logits, so that something is kept of the blocks before.
    private static ModelPackage Streaming(int channels)
    {
        var (random, whole) = (new Random(6), Package(channels));
        var logits = (FullyConnected)whole.Network.Layers[0];
        var (map, steps) = (whole.Network.Input, Steps - 2);
        var bank = new KernelBank(
            SegmentCatalog.Dense(1, 3),
            4,
            channels,
            8,
            [.. new int[4 * channels]],
            [.. Enumerable.Range(0, 12 * channels).Select(_ => (sbyte)random.Next(-127, 128))]
        );
        var convolution = new Convolution(
            "conv",
            ["input"],
            new FeatureMap(new Shape(1, steps, 4), IntegerType.UInt8, 1.0 / 64),
            new Window(1, 3, 1, 1, Padding.None),
            1,
            bank,
            [5, -7, 100, 0],
            new Requantisation([1, 1, 1, 1], [6, 6, 6, 6], 0, 255)
        );
        var network = whole.Network with
        {
            Layers =
            [
                convolution,
                logits with
                {
                    Inputs = ["conv"],
                    Weights = [.. Enumerable.Range(0, 3 * steps * 4).Select(_ => (sbyte)random.Next(-127, 128))],
                },
            ],
        };
        return whole with { Network = network, GoldenVectors = GoldenVectors.Compute(network, TestInputs.For(network.Input, 1)) };
    }

    private static ModelPackage Package(int channels, InputChannel[]? own = null)
    {
        var random = new Random(5);
        var map = new FeatureMap(new Shape(1, Steps, channels), IntegerType.Int8, 1.0 / 64);
        var logits = new FullyConnected(
            "logits",
            ["input"],
            new FeatureMap(new Shape(1, 1, 3), IntegerType.Int32, 0.001),
            8,
            [.. Enumerable.Range(0, 3 * Steps * channels).Select(_ => (sbyte)random.Next(-127, 128))],
            [1, -2, 3],
            null
        );
        var network = new Network("motion", map, [logits], ["sit", "walk", "run"]);
        var contract = new InputContract(
            "signal",
            [
                .. own
                    ??
                    [
                        .. Enumerable
                            .Range(0, channels)
                            .Select(channel => new InputChannel($"c{channel}", 1, 100 * channel, 9000 + channel, 20)),
                    ],
            ]
        );
        return new ModelPackage(network, null, GoldenVectors.Compute(network, TestInputs.For(network.Input, 1)))
        {
            OptionalParts = [new OptionalPart(OptionalPartNames.InputContract, contract.Format())],
        };
    }
}
