using System.Globalization;
using Striate.Cli;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.UnitTests.DataSets;
using Striate.Verification;

namespace Striate.UnitTests.Cli;

/// <summary>
/// From a sensor to a sensor, without a board: the recordings that the emulated one plays stand for what it would measure.
/// </summary>
[Collection(TorchTests.Name)]
public sealed class SensorTests : IDisposable
{
    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Recordings_train_a_network_whose_application_tells_each_window_as_evaluate_does()
    {
        Project("i2c-imu", "imu-hertz = 50\nreports = true\nvotes = 3\n");
        var data = _folder["data"];
        foreach (var (name, number) in new[] { "walk", "sit" }.SelectMany(name => Enumerable.Range(0, 4).Select(number => (name, number))))
        {
            var file = _folder.Write($"play/{name}{number}.csv", Motion(name == "walk", number, 160));
            CliRun
                .Of("board", "record", _folder.Root, "--label", name, "--out", data, "--emulated", "--play", file)
                .ExitCode.ShouldBe(ExitCode.Success);
        }

        File.ReadAllText(_folder["data/data.toml"]).ShouldBe("rate = 50\nunits = \"1/8192 g\"\n");
        File.ReadAllText(_folder["data/walk/003.csv"])
            .ShouldBe("ax,ay,az\n" + File.ReadAllText(_folder["play/walk2.csv"])["x,y,z\n".Length..]);

        var package = _folder["motion.striate"];
        var training = CliRun.Of(
            "train",
            "--baseline",
            "short",
            "--data",
            data,
            "--window",
            "32",
            "--hop",
            "16",
            "--out",
            package,
            "--epochs",
            "8"
        );
        training.ExitCode.ShouldBe(ExitCode.Success, training.Error);
        CliRun.Of("generate", package, "--out", _folder["generated"]).ExitCode.ShouldBe(ExitCode.Success);
        var build = CliRun.Of("board", "build", _folder.Root, "--sources", "--json");
        build.ExitCode.ShouldBe(ExitCode.Success, build.Error);
        File.ReadAllText(_folder["board/MotionSensor.cs"]).ShouldContain("I2cDevice");

        // What evaluate finds of the same windows: one recording alone is the test.
        var unseen = _folder.Write("play/unseen.csv", Motion(true, 11, 200) + Motion(false, 12, 200)["x,y,z\n".Length..]);
        foreach (var part in new[] { "train/walk", "train/sit", "test/walk" })
        {
            Directory.CreateDirectory(_folder["other/" + part]);
            File.Copy(part == "test/walk" ? unseen : _folder["data/" + part[6..] + "/001.csv"], _folder[$"other/{part}/a.csv"]);
        }

        Rename(_folder["other/test/walk/a.csv"]);
        var evaluation = CliRun.Of("evaluate", package, "--data", _folder["other"], "--json");
        evaluation.ExitCode.ShouldBe(ExitCode.Success, evaluation.Error);
        foreach (var place in new[] { package, _folder.Root })
        {
            var monitor = CliRun.Of("board", "monitor", place, "--emulated", "--play", _folder["other/test/walk/a.csv"], "--json");
            monitor.ExitCode.ShouldBe(ExitCode.Success, monitor.Output + monitor.Error);
            var windows = monitor.Json.GetProperty("windows").EnumerateArray().ToArray();
            windows.Length.ShouldBe(evaluation.Json.GetProperty("samples").GetInt32());
            windows.ShouldAllBe(window => window.GetProperty("equal").GetBoolean());
            windows
                .Count(window => window.GetProperty("class").GetString() == "walk")
                .ShouldBe(evaluation.Json.GetProperty("correct").GetInt32());
            windows.Select(window => window.GetProperty("class").GetString()).Distinct().Count().ShouldBe(2);
            (monitor.Json.GetProperty("lostSamples").GetInt32(), monitor.Json.GetProperty("compared").GetInt32()).ShouldBe(
                (0, windows.Length)
            );
        }

        CliRun
            .Of("board", "monitor", package, "--emulated", "--play", unseen)
            .ShouldFail(ExitCode.BadInput, "its columns of values are 'x', 'y', 'z'; the network reads 'ax', 'ay', 'az'");
        TheWindowsAreShownAndLogged(package);
    }

    private void TheWindowsAreShownAndLogged(string package)
    {
        var log = _folder["log.csv"];
        var shown = CliRun.Of("board", "monitor", package, "--emulated", "--play", _folder["data/sit/002.csv"], "--csv", log);
        shown.ExitCode.ShouldBe(ExitCode.Success, shown.Error);
        var windows = ((160 - 32) / 16) + 1;
        shown.Output.ShouldContain($"{windows} windows in 3.2 s; every logit of {windows} of {windows} equals the integer reference");
        shown.Output.ShouldMatch("    0\\.64 s > sit +[0-9.]+ %  [▁▂▃▄▅▆▇█]{32}\n");
        var rows = File.ReadAllLines(log);
        rows[0].ShouldBe("seconds,class,reported,equal,logit sit,logit walk");
        rows.Length.ShouldBe(1 + windows);
        rows[1].ShouldStartWith("0.64,sit,sit,yes,");
    }

    [Fact]
    public void A_converter_is_recorded_and_what_does_not_fit_is_refused()
    {
        Project("adc", "adc-channels = [3, 6]\nadc-hertz = 25\n");
        var play = _folder.Write(
            "p.csv",
            "time_ms,u,v\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{40 * row},{row * 60},{4095 - row}\n"))
        );
        string[] command = ["board", "record", _folder.Root, "--label", "hum", "--out", _folder["data"], "--emulated", "--play"];
        var run = CliRun.Of([.. command, play, "--json"]);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        File.ReadAllText(_folder["data/hum/001.csv"])
            .ShouldBe("adc3,adc6\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row * 60},{4095 - row}\n")));
        run.Json.GetProperty("samples").GetInt32().ShouldBe(60);
        run.Json.GetProperty("dataToml").GetString().ShouldBe(_folder["data/data.toml"]);
        CliRun.Of([.. command, play, "--seconds", "1"]).Output.ShouldContain("25 samples of 2 channels, 1.0 s at 25 in a second");
        File.ReadAllLines(_folder["data/hum/002.csv"]).Length.ShouldBe(26);

        _folder.Write("data/data.toml", "rate = 25\nwindow = 40\n");
        CliRun
            .Of([.. command, play, "--seconds", "1"])
            .Output.ShouldContain("warning: no recording has the 40 steps of a window that data.toml says; record longer");
        _folder.Write("data/data.toml", "rate = 50\n");
        CliRun
            .Of([.. command, play])
            .ShouldFail(ExitCode.CheckFailed, _folder["data/data.toml"], "says rate = 50, and the sensor gives 25 samples in a second");
        File.Delete(_folder["data/data.toml"]);
        CliRun
            .Of([.. command, _folder.Write("n.csv", "u,v\n1,2\n-1,3\n")])
            .ShouldFail(ExitCode.BadInput, "n.csv, line 3: column 'u' holds -1, and the sensor gives whole numbers in 0..4095");
        CliRun
            .Of([.. command, _folder.Write("f.csv", "u,v\n1,2\n1,3.5\n")])
            .ShouldFail(ExitCode.BadInput, "f.csv, line 3: column 'v' holds 3.5");
        CliRun
            .Of([.. command, _folder.Write("o.csv", "u\n1\n2\n")])
            .ShouldFail(ExitCode.BadInput, "o.csv: 1 columns of values, and the sensor has 2 channels");
        CliRun.Of([.. command, _folder["none.csv"]]).ShouldFail(ExitCode.BadInput, "none.csv is missing");
        CliRun
            .Of("board", "record", _folder.Root, "--label", "../x", "--out", _folder["data"], "--emulated", "--play", play)
            .ShouldFail(ExitCode.Usage, "--label '../x' is not a folder name");
        CliRun
            .Of("board", "record", _folder.Root, "--label", "a", "--out", _folder["data"])
            .ShouldFail(ExitCode.Usage, "give --port NAME, or [board] port in striate.toml, or --emulated with --play FILE.csv");
        CliRun
            .Of("board", "record", _folder.Root, "--label", "a", "--out", _folder["data"], "--emulated")
            .ShouldFail(ExitCode.Usage, "--emulated needs a recording");
        Directory.GetFiles(_folder["data"], "*", SearchOption.AllDirectories).Length.ShouldBe(3);
        Project("serial", "");
        CliRun.Of([.. command, play]).ShouldFail(ExitCode.BadInput, "[board] input is not a sensor; set it to \"adc\" or \"i2c-imu\"");
    }

    // Two channels of a package come from the converter; its readings are told to be the reference's, window by window.
    [Fact]
    public void A_package_of_two_channels_is_watched_through_the_converter()
    {
        var package = Converter();
        PackageFile.Write(_folder["hum.striate"], package);
        var play = _folder.Write(
            "p.csv",
            "u,v\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row * 961 % 4096},{4095 - (row * row)}\n"))
        );
        var run = CliRun.Of("board", "monitor", _folder["hum.striate"], "--emulated", "--play", play, "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Output + run.Error);
        var windows = run.Json.GetProperty("windows").EnumerateArray().ToArray();
        windows.Select(window => window.GetProperty("last").GetInt32()).ShouldBe([7, 15, 23, 31, 39, 47, 55]);
        windows.ShouldAllBe(window => window.GetProperty("equal").GetBoolean());
        var contract = InputContract.Of(package)!;
        windows
            .Select(window => window.GetProperty("class").GetString())
            .ShouldBe(
                Enumerable
                    .Range(0, 7)
                    .Select(window =>
                        package.Network.Labels[
                            ReferenceExecutor.Classify(
                                package.Network,
                                [
                                    .. Enumerable
                                        .Range(window * 8, 8)
                                        .SelectMany(row => new[] { row * 961 % 4096, 4095 - (row * row) })
                                        .Select((reading, place) => (byte)contract.Channels[place % 2].Apply(reading)),
                                ]
                            )
                        ]
                    )
            );

        // What has no network tells no classes; what runs another package is not this one's.
        Project("adc", "adc-channels = [0, 1]\nadc-hertz = 40\nadc-hop = 8\n");
        PackageFile.Write(_folder["motion.striate"], package with { Network = package.Network with { Name = "hum" } });
        var seconds = CliRun.Of("board", "monitor", _folder.Root, "--emulated", "--play", play, "--seconds", "1");
        seconds.ExitCode.ShouldBe(ExitCode.Success, seconds.Error);
        seconds.Output.ShouldContain("in 1.0 s; every logit of ");
    }

    // Ctrl-C ends a recording of hours; the seconds that have come are one.
    [Fact]
    public async Task Ctrl_C_writes_what_has_come()
    {
        Project("i2c-imu", "imu-hertz = 50\n");
        var play = _folder.Write("p.csv", Motion(true, 1, 2000));
        var run = await CliRun.InterruptedAsync(
            "recording walk, 12 of 40 s",
            "board",
            "record",
            _folder.Root,
            "--label",
            "walk",
            "--out",
            _folder["data"],
            "--emulated",
            "--play",
            play,
            "--json"
        );
        run.ExitCode.ShouldBe(ExitCode.Cancelled, run.Error);
        run.Json.GetProperty("finishedEarly").GetBoolean().ShouldBeTrue();
        File.ReadAllLines(_folder["data/walk/001.csv"]).Length.ShouldBe(1 + run.Json.GetProperty("samples").GetInt32());
        run.Json.GetProperty("samples").GetInt32().ShouldBeInRange(570, 700);
    }

    [Fact]
    public void Readings_that_a_network_was_not_trained_on_are_refused_before_an_image_is_built()
    {
        var sample = Striate.UnitTests.Model.Samples.Package;
        Project("i2c-imu", "");
        PackageFile.Write(_folder["motion.striate"], sample);
        CliRun
            .Of("board", "build", _folder.Root, "--sources")
            .ShouldFail(ExitCode.CheckFailed, "does not say how readings become its input; train on recordings of 'striate board record'");
        CliRun
            .Of("board", "monitor", _folder["motion.striate"], "--emulated", "--play", "x.csv")
            .ShouldFail(ExitCode.CheckFailed, "does not say how readings become its input");
        CliRun.Of("board", "build", _folder.Root, "--recorder", "--sdk").ShouldFail(ExitCode.Usage, "leave out --sources and --sdk");
    }

    [Theory]
    [InlineData("imu = \"mpu-9250\"", "line 4: [board] imu is 'mpu-9250'")]
    [InlineData("imu = \"adxl345\"\nimu-axes = 6", "6 axes; an adxl345 has 3")]
    [InlineData("imu-hertz = 60", "60 samples in a second; an mpu-6050 takes a divisor of 1000 in 4..200")]
    [InlineData("imu-address = 3", "address 3 is outside of 8..119")]
    [InlineData("sda = 22", "pins 22 and 22")]
    [InlineData("votes = 32", "line 4: [board] votes", "1..31")]
    [InlineData("baud = 1200\nreports = true", "takes", "ms at 1200 baud", "a higher baud")]
    public void Settings_that_no_sensor_has_are_refused(string keys, params string[] reasons)
    {
        Project("i2c-imu", keys + "\n");
        var play = _folder.Write("p.csv", Motion(true, 1, 40));
        CliRun
            .Of("board", "record", _folder.Root, "--label", "a", "--out", _folder["data"], "--emulated", "--play", play)
            .ShouldFail(ExitCode.BadInput, reasons);
    }

    internal static ModelPackage Converter()
    {
        var random = new Random(5);
        var map = new FeatureMap(new Shape(1, 8, 2), IntegerType.Int8, 1.0 / 64);
        var logits = new FullyConnected(
            "logits",
            ["input"],
            new FeatureMap(new Shape(1, 1, 3), IntegerType.Int32, 0.001),
            8,
            [.. Enumerable.Range(0, 48).Select(_ => (sbyte)random.Next(-127, 128))],
            [1, -2, 3],
            null
        );
        var network = new Network("hum", map, [logits], ["off", "low", "high"]);
        var contract = new InputContract("signal", [new("u", 1, 2048, 8192, 17), new("v", 1, 2000, 9000, 17)]);
        return new ModelPackage(network, null, GoldenVectors.Compute(network, TestInputs.For(network.Input, 1)))
        {
            OptionalParts = [new OptionalPart(OptionalPartNames.InputContract, contract.Format())],
        };
    }

    private void Project(string input, string board) =>
        _folder.Write("striate.toml", $"package = \"motion.striate\"\n[board]\ninput = \"{input}\"\n{board}");

    // The header that the recorder gives the same sensor.
    private static void Rename(string file) => File.WriteAllText(file, "ax,ay,az\n" + File.ReadAllText(file)["x,y,z\n".Length..]);

    private static string Motion(bool walks, int seed, int samples)
    {
        var random = new Random(seed);
        string Row(int row)
        {
            var wave = walks ? 3000 * Math.Sin((row / 3.0) + seed) : 0;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)wave + random.Next(-300, 300)},{random.Next(-300, 300)},{8192 + (int)(wave / 2) + random.Next(-300, 300)}\n"
            );
        }

        return "x,y,z\n" + string.Concat(Enumerable.Range(0, samples).Select(Row));
    }
}
