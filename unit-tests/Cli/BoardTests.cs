using Striate.Cli;
using Striate.Model.Packaging;

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
        json.GetProperty("heapBytesAfter").GetInt64().ShouldBe(json.GetProperty("heapBytesBefore").GetInt64());
        json.GetProperty("selfTestVectors").GetInt32().ShouldBe(2);
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
        CliRun.Of("board", "test", folder.Package, "--emulated", "--port", "COM7").ShouldBeRefused(ExitCode.Usage, "either --emulated or --port");
        CliRun.Of("board", "test", folder.Package, "--emulated", "--baud", "5").ShouldBeRefused(ExitCode.Usage, "--baud 5");
        CliRun.Of("board", "test", folder.Package, "--emulated", "--vectors", "0").ShouldBeRefused(ExitCode.Usage, "--vectors 0");
        CliRun.Of("board", "test", folder.Package, "--emulated", "--data-set", "digits").ShouldBeRefused(ExitCode.CheckFailed, "digits");
        CliRun.Of("board", "test", folder.Package, "--port", folder["no-port"]).ShouldBeRefused(ExitCode.BadInput, "no-port");
        PackageFile.Write(folder.Package, Striate.UnitTests.Model.Samples.Package with { GoldenVectors = [] });
        CliRun.Of("board", "test", folder.Package, "--emulated").ShouldBeRefused(ExitCode.Usage, "golden");
    }
}
