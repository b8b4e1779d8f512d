using Striate.Cli;
using Striate.DataSets;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.UnitTests.Results;

namespace Striate.UnitTests.Cli;

public class BoardTests
{
    [Fact]
    public void The_firmware_in_the_emulator_equals_the_reference()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of("board", "test", folder.Package, "--emulated", "--vectors", "12", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var json = run.Json;
        json.GetProperty("vectors").GetInt32().ShouldBe(12);
        json.GetProperty("equal").GetInt32().ShouldBe(12);
        json.GetProperty("corruptedFrames").GetInt32().ShouldBe(0);
        json.GetProperty("hangs").GetInt32().ShouldBe(0);
        json.GetProperty("wrongAccepted").GetInt32().ShouldBe(0);
        json.GetProperty("allocatedBytes").GetInt64().ShouldBe(0);
        json.GetProperty("freeHeapBefore").GetInt64().ShouldBeGreaterThan(0);
        json.GetProperty("freeHeapAfter").GetInt64().ShouldBe(json.GetProperty("freeHeapBefore").GetInt64());
        json.GetProperty("accuracy").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        json.GetProperty("selfTestVectors").GetInt32().ShouldBe(2);
    }

    // More inputs than samples: the first 40 of the 360 are sent twice.
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void The_accuracy_is_that_of_the_board_s_answers()
    {
        var (path, samples) = (
            Path.Combine(Records.Root(), "examples", "digits", "digits.striate"),
            DataSetCatalog.Load("digits", null).Test
        );
        var network = PackageFile.Read(path).Package.Network;
        bool[] right =
        [
            .. Enumerable.Range(0, 360).Select(sample => ReferenceExecutor.Run(network, samples[sample]).Class == samples.Classes[sample]),
        ];
        right.ShouldContain(false);
        var correct = right.Count(one => one) + right.Take(40).Count(one => one);
        var run = CliRun.Of("board", "test", path, "--emulated", "--data-set", "digits", "--vectors", "400", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("correct").GetInt32().ShouldBe(correct);
        run.Json.GetProperty("accuracy").GetDouble().ShouldBe(correct / 4.0);

        var text = CliRun.Of("board", "test", path, "--emulated", "--data-set", "digits", "--vectors", "20").Output;
        text.ShouldContain(
            $"accuracy: {right.Take(20).Count(one => one) * 5:F2} %, {right.Take(20).Count(one => one)} of 20 inputs classified rightly by the board"
        );
    }

    [Fact]
    public void Damaged_frames_are_sent_again()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of("board", "test", folder.Package, "--emulated", "--vectors", "30", "--faults", "20", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("equal").GetInt32().ShouldBe(30);
        run.Json.GetProperty("corruptedFrames").GetInt32().ShouldBeGreaterThan(0);
        run.Json.GetProperty("wrongAccepted").GetInt32().ShouldBe(0);
    }

    [Fact]
    public void A_project_says_which_package_strategy_and_port()
    {
        using var folder = new PackageFolder();
        File.WriteAllText(folder["striate.toml"], "package = \"sample.striate\"\n[board]\nport = \"no-such-port\"\n");
        CliRun.Of("board", "test", folder["."], "--emulated", "--vectors", "3").ExitCode.ShouldBe(ExitCode.Success);
        CliRun.Of("board", "test", folder["."]).ShouldBeRefused(ExitCode.BadInput, "no-such-port");
    }

    [Fact]
    public void What_cannot_be_tested_is_refused()
    {
        using var folder = new PackageFolder();
        CliRun.Of("board", "test", folder.Package).ShouldBeRefused(ExitCode.Usage, "--emulated", "--port", "striate board test --help");
        CliRun
            .Of("board", "test", folder.Package, "--emulated", "--port", "COM7")
            .ShouldBeRefused(ExitCode.Usage, "either --emulated or --port");
        CliRun.Of("board", "test", folder.Package, "--emulated", "--baud", "5").ShouldBeRefused(ExitCode.Usage, "--baud 5");
        CliRun.Of("board", "test", folder.Package, "--emulated", "--vectors", "0").ShouldBeRefused(ExitCode.Usage, "--vectors 0");
        CliRun.Of("board", "test", folder.Package, "--emulated", "--data-set", "digits").ShouldBeRefused(ExitCode.CheckFailed, "digits");
        CliRun.Of("board", "test", folder.Package, "--port", folder["no-port"]).ShouldBeRefused(ExitCode.BadInput, "no-port");
        PackageFile.Write(folder.Package, Striate.UnitTests.Model.Samples.Package with { GoldenVectors = [] });
        CliRun.Of("board", "test", folder.Package, "--emulated").ShouldBeRefused(ExitCode.Usage, "golden");
    }
}
