using Striate.Cli;
using Striate.Cli.Presentation;
using Striate.Cli.Verbs;
using Striate.Codegen;
using Striate.DataSets.Numpy;
using Striate.Emulator.Reporting;
using Striate.Import;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Platform;
using Striate.UnitTests.Import;
using Striate.Verification;

namespace Striate.UnitTests.Cli;

/// <summary>Code that takes a signal as it comes, from the command line.</summary>
public sealed class StreamingTests : IDisposable
{
    private static readonly string s_stream = Example("stream");
    private static readonly string s_padded = Example("motion");
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-stream-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Inspect_tells_how_each_layer_is_computed()
    {
        var run = CliRun.Of(["inspect", s_stream, "--streaming"]);
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Output.ShouldContain("motion1d streams exactly: windows of 128 steps, a hop of 8 steps or a multiple");
        run.Output.ShouldContain("once for each window");
        var json = CliRun.Of(["inspect", s_stream, "--streaming", "--json"]).Json;
        json.GetProperty("streams").GetBoolean().ShouldBeTrue();
        json.GetProperty("layers").GetArrayLength().ShouldBe(9);
    }

    [Fact]
    public void Padding_along_time_is_told_and_refused()
    {
        var inspected = CliRun.Of(["inspect", s_padded, "--streaming"]);
        inspected.ExitCode.ShouldBe(ExitCode.CheckFailed);
        inspected.Output.ShouldContain("STR2001 motion1d does not stream exactly: layer 'conv1' pads 4 columns along time");
        CliRun
            .Of(["generate", s_padded, "--out", _folder, "--streaming", "--hop", "16"])
            .ShouldBeRefused(ExitCode.Usage, "STR2001", "conv1", "train it with --streaming");
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("12", "STR2002 a hop of 12 steps does not fit network 'motion1d'; it must be a multiple of 8, at most 128")]
    [InlineData("136", "STR2002")]
    [InlineData("0", "--hop 0 is not a number of steps")]
    [InlineData("much", "--hop much is not a number of steps, nor auto")]
    public void A_hop_that_does_not_fit_is_refused(string hop, string reason) =>
        CliRun.Of(["generate", s_stream, "--out", _folder, "--streaming", "--hop", hop]).ShouldBeRefused(ExitCode.Usage, reason);

    [Fact]
    public void A_hop_without_streaming_is_refused() =>
        CliRun
            .Of(["generate", s_stream, "--out", _folder, "--hop", "16"])
            .ShouldBeRefused(ExitCode.Usage, "--hop does nothing without --streaming");

    [Fact]
    public void The_hop_is_looked_for_and_others_are_told()
    {
        var run = CliRun.Of([
            "generate",
            s_stream,
            "--out",
            _folder,
            "--strategy",
            "table",
            "--streaming",
            "--longest-hop",
            "32",
            "--json",
        ]);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var hops = run.Json.GetProperty("hops");
        hops.EnumerateArray().Select(point => point.GetProperty("hop").GetInt32()).ShouldBe([8, 16, 32]);
        var chosen = run.Json.GetProperty("hop").GetInt32();
        var least = hops.EnumerateArray().MinBy(point => point.GetProperty("costUnitsPerStep").GetDouble());
        least.GetProperty("hop").GetInt32().ShouldBe(chosen);
        File.ReadAllText(Path.Combine(_folder, "Motion1d", "Motion1d.cs")).ShouldContain($"public const int Hop = {chosen};");
        CliRun
            .Of(["generate", s_stream, "--out", _folder, "--strategy", "table", "--streaming", "--longest-hop", "4"])
            .ShouldBeRefused(ExitCode.Usage, "STR2002", "at least 8 steps");
    }

    // A hop of 72 completes the first window with its second block.
    [Theory]
    [InlineData(64, 3, 6)]
    [InlineData(72, 1, 2)]
    public void A_stream_is_verified_against_whole_windows(int hop, int vectors, int blocks)
    {
        var run = CliRun.Of(["verify", s_stream, "--strategy", "table", "--vectors", $"{vectors}", "--streaming", "--hop", $"{hop}"]);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain($"{blocks} of {blocks}");
        run.Output.ShouldContain($"figures of {hop} steps of the signal");
    }

    [Fact]
    public void A_stream_that_completes_no_window_is_not_verified()
    {
        var network = PackageFile.Read(s_stream).Package.Network;
        var build = Generator.Build(
            network,
            new GeneratorOptions(Strategy.Table) { Hop = 64 },
            new string('0', 64),
            cancellation: TestContext.Current.CancellationToken
        );
        Should
            .Throw<ArgumentException>(() => StreamVerifier.Verify(build, BlockForm.Of(network, 64), new byte[64 * 6]))
            .Message.ShouldContain("completes no window");
    }

    // What the firmware times is a window: all of its blocks.
    [Fact]
    public void A_calibration_counts_all_blocks_of_a_window()
    {
        var (package, units) = (PackageFile.Read(s_stream), new Dictionary<int, long>());
        foreach (var hop in new[] { 64, 128 })
        {
            var screen = new Screen(
                new Terminal(TextWriter.Null, TextWriter.Null, IsOutputTerminal: false, IsErrorTerminal: false),
                isJson: true
            );
            CalibrateVerb
                .Run(
                    screen,
                    package,
                    new GeneratorOptions(Strategy.Table) { Hop = hop },
                    counted =>
                    {
                        units.Add(hop, counted);
                        return new Calibration("esp32", "1.0", counted, 1000);
                    },
                    Path.Combine(_folder, "calibrations.json"),
                    TestContext.Current.CancellationToken
                )
                .ShouldBe(ExitCode.Success);
        }

        ((double)units[64] / units[128]).ShouldBeInRange(0.8, 1.3);
    }

    // Each row of the output is that of the window which ends with the block.
    [Theory]
    [InlineData("reference")]
    [InlineData("desktop")]
    [InlineData("emulator")]
    public void A_signal_runs_as_its_windows(string executor)
    {
        const int Steps = 300;
        var values = Enumerable.Range(0, Steps * 6).Select(place => (byte)(place * 37 % 251)).ToArray();
        byte[] windows = [.. new[] { 0, 64, 128 }.SelectMany(start => values[(start * 6)..((start + 128) * 6)])];
        Save("signal.npy", [Steps, 6], values);
        Save("windows.npy", [3, 1, 128, 6], windows);
        var run = CliRun.Of([
            "run",
            s_stream,
            "--inputs",
            Path.Combine(_folder, "signal.npy"),
            "--outputs",
            Path.Combine(_folder, "s.npy"),
            "--streaming",
            "--hop",
            "64",
            "--executor",
            executor,
            "--strategy",
            "table",
        ]);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain($"3 windows of 128 steps, one every 64, on the {executor}");
        run.Output.ShouldContain("the last 44 of 300 steps do not fill a block");
        CliRun
            .Of(["run", s_stream, "--inputs", Path.Combine(_folder, "windows.npy"), "--outputs", Path.Combine(_folder, "w.npy")])
            .ExitCode.ShouldBe(ExitCode.Success);
        File.ReadAllBytes(Path.Combine(_folder, "s.npy")).ShouldBe(File.ReadAllBytes(Path.Combine(_folder, "w.npy")));
    }

    [Fact]
    public void A_signal_that_does_not_fit_is_refused()
    {
        Save("short.npy", [100, 6], new byte[600]);
        Save("wide.npy", [300, 5], new byte[1500]);
        string[] Run(string file, params string[] more) =>
            ["run", s_stream, "--inputs", Path.Combine(_folder, file), "--outputs", Path.Combine(_folder, "out.npy"), .. more];
        CliRun
            .Of(Run("short.npy", "--streaming"))
            .ShouldBeRefused(ExitCode.BadInput, "100 steps do not complete a window of 128; 128 are needed with a hop of 64");
        CliRun.Of(Run("wide.npy", "--streaming")).ShouldBeRefused(ExitCode.BadInput, "a step of the signal has 6 values");
        CliRun.Of(Run("short.npy", "--hop", "8")).ShouldBeRefused(ExitCode.Usage, "--hop does nothing without --streaming");
        CliRun
            .Of(Run("short.npy", "--streaming", "--layers", _folder))
            .ShouldBeRefused(ExitCode.Usage, "--layers has no effect with --streaming");
        File.Exists(Path.Combine(_folder, "out.npy")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Hop")]
    [InlineData("Advance")]
    [InlineData("IsReady")]
    [InlineData("reset")]
    [InlineData("Forget")]
    [InlineData("Window-Steps")]
    [InlineData("State-Bytes")]
    [InlineData("Blocks-To-Ready")]
    public void A_network_may_be_called_as_a_member_is(string name)
    {
        var network = PackageFile.Read(s_stream).Package.Network with { Name = name };
        Generator
            .Build(
                network,
                new GeneratorOptions(Strategy.Table) { Hop = 64 },
                new string('0', 64),
                cancellation: TestContext.Current.CancellationToken
            )
            .Diagnostics.ShouldAllBe(diagnostic => diagnostic.Severity != Severity.Error);
    }

    [Fact]
    public void A_sensor_has_the_hop_of_the_code()
    {
        File.Copy(s_stream, Path.Combine(_folder, "motion1d.striate"));
        File.WriteAllText(
            Path.Combine(_folder, "striate.toml"),
            "package = \"motion1d.striate\"\n[generator]\nstreaming = true\nhop = 32\n[board]\ninput = \"i2c-imu\"\nimu-axes = 6\nimu-hop = 16\n"
        );
        CliRun
            .Of(["regenerate", _folder])
            .Error.ShouldContain("imu-hop is 16, and the code takes 32 steps at once ([generator] hop); leave it out");
    }

    [Theory]
    [InlineData("16", "4", "--longest-hop has no effect beside a --hop in steps")]
    [InlineData("auto", "0", "--longest-hop 0 is outside of 1..")]
    public void A_longest_hop_is_for_the_search(string hop, string longest, string reason) =>
        CliRun
            .Of(["generate", s_stream, "--out", _folder, "--streaming", "--hop", hop, "--longest-hop", longest])
            .ShouldBeRefused(ExitCode.Usage, reason);

    [Theory]
    [InlineData("streaming = true\n", "[generator] hop: is missing")]
    [InlineData("hop = 16\n", "[generator] hop: does nothing without streaming = true")]
    public void A_project_file_has_both_keys_or_neither(string keys, string reason)
    {
        File.Copy(s_stream, Path.Combine(_folder, "motion1d.striate"));
        File.WriteAllText(Path.Combine(_folder, "striate.toml"), $"package = \"motion1d.striate\"\n[generator]\n{keys}");
        CliRun.Of(["regenerate", _folder]).Error.Replace(" hop ", " hop: ", StringComparison.Ordinal).ShouldContain(reason);
    }

    [Fact]
    public void Streaming_does_not_go_with_a_network_that_is_imported() =>
        CliRun
            .Of(["train", "--from", s_stream, "--data", _folder, "--streaming", "--out", Path.Combine(_folder, "x.striate")])
            .ExitCode.ShouldNotBe(ExitCode.Success);

    // MLPerf Tiny's streaming wake word: a spectrum after the other.
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void The_streaming_wake_word_of_MLPerf_Tiny_streams_exactly()
    {
        KnownModels.Require();
        var network = ModelImporter.Import(KnownModels.FileOf("mlperf_sww_i8"), ImportOptions.Default).Required().Network;
        BlockForm.Check(network).Obstacle.ShouldBeNull();
        var form = BlockForm.Of(network, 1);
        var build = Generator.Build(
            network,
            new GeneratorOptions(Strategy.Table) { Hop = 1 },
            new string('0', 64),
            cancellation: TestContext.Current.CancellationToken
        );
        var windows = GoldenVectors.Compute(network, [.. TestInputs.For(network.Input, 5).Skip(2)], TestContext.Current.CancellationToken);
        var report = StreamVerifier.Verify(
            build,
            form,
            StreamVerifier.StreamOf(form, windows),
            cancellation: TestContext.Current.CancellationToken
        );
        report.Passed.ShouldBeTrue(report.FirstDifference?.ToString());
        report.Vectors.ShouldBe(90);
    }

    private void Save(string name, int[] shape, byte[] values)
    {
        using var file = File.Create(Path.Combine(_folder, name));
        new NumpyArray("|i1", shape, values).Write(file);
    }

    private static string Example(string name) => Path.Combine(Repository.Root, "examples", name, "motion1d.striate");
}
