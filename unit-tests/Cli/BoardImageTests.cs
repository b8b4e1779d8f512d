using System.Text.Json;
using Striate.Board.Toolchain;
using Striate.Cli;
using Striate.Model.Packaging;
using Striate.Platform.Deployment;
using Striate.UnitTests.Model;
using Striate.Verification;

namespace Striate.UnitTests.Cli;

/// <summary>Images that are made without a tool of nanoFramework's.</summary>
public sealed class BoardImageTests : IDisposable
{
    private readonly PackageFolder _folder = new();

    public BoardImageTests() =>
        File.WriteAllText(
            _folder["striate.toml"],
            $"package = \"{Path.GetFileName(_folder.Package)}\"\n[generator]\nstrategy = \"literal\"\n[board]\ninput = \"serial\"\n"
        );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_image_of_golden_vectors_needs_the_core_library_alone_and_boots()
    {
        var build = CliRun.Of("board", "build", _folder["."], "--input", "golden", "--json");

        build.ExitCode.ShouldBe(ExitCode.Success, build.Error);
        build.Json.GetProperty("booted").GetBoolean().ShouldBeTrue();
        var path = build.Json.GetProperty("image").GetProperty("path").GetString()!;
        var image = DeploymentImage.Read(File.ReadAllBytes(path));
        image.Assemblies.Select(assembly => assembly.Name).ShouldBe(["mscorlib", "Sample", "Sample.Trace", "Striate.Firmware"]);
        build
            .Json.GetProperty("assemblies")
            .EnumerateArray()
            .Select(Row)
            .ShouldBe(image.Assemblies.Select(assembly => (assembly.Name, assembly.Version.ToString(), assembly.Bytes.Length)));
        build.Json.GetProperty("image").GetProperty("bytes").GetInt32().ShouldBe(image.Assemblies.Sum(assembly => assembly.Bytes.Length));

        var run = CliRun.Of("emulator", "run", path, "--instruction-limit", "3000000", "--calibrations", _folder.NoCalibrations);
        run.Output.ShouldContain("\nPASS\n");
        run.ExitCode.ShouldBe(ExitCode.CheckFailed);
        run.Error.ShouldContain("STR1613");
    }

    [Fact]
    public void Verify_runs_the_network_of_an_image()
    {
        var path = CliRun
            .Of("board", "build", _folder["."], "--input", "golden", "--json")
            .Json.GetProperty("image")
            .GetProperty("path")
            .GetString()!;

        var verify = CliRun.Of("verify", _folder.Package, "--image", path, "--strategy", "literal", "--vectors", "6", "--json");

        verify.ExitCode.ShouldBe(ExitCode.Success, verify.Error);
        var row = verify.Json.GetProperty("strategies")[0];
        row.GetProperty("equalLogits").GetInt32().ShouldBe(6);
        CliRun
            .Of("verify", _folder.Package, "--strategy", "literal", "--vectors", "6", "--json")
            .Json.GetProperty("strategies")[0]
            .GetRawText()
            .ShouldBe(row.GetRawText());
        CliRun.Of("verify", _folder.Package, "--image", path, "--strategy", "all").ShouldBeRefused(ExitCode.Usage, "--strategy NAME");
    }

    [Fact]
    public void Verify_finds_that_an_image_is_of_another_package()
    {
        var path = CliRun
            .Of("board", "build", _folder["."], "--input", "golden", "--json")
            .Json.GetProperty("image")
            .GetProperty("path")
            .GetString()!;
        var other = Samples.With(Samples.FullyConnected, Samples.FullyConnected with { Bias = [11, -20, 30] });
        PackageFile.Write(
            _folder["other.striate"],
            Samples.Package with
            {
                Network = other,
                GoldenVectors = GoldenVectors.Compute(other, TestInputs.For(other.Input, 2), TestContext.Current.CancellationToken),
            }
        );

        CliRun.Of("verify", _folder["other.striate"], "--image", path, "--vectors", "3", "--json").ExitCode.ShouldBe(ExitCode.CheckFailed);
        var renamed = Samples.Network with { Name = "renamed" };
        PackageFile.Write(_folder["renamed.striate"], Samples.Package with { Network = renamed, Report = Samples.Report(renamed) });
        CliRun
            .Of("verify", _folder["renamed.striate"], "--image", path)
            .ShouldFail(ExitCode.CheckFailed, "has no assembly 'Renamed.Trace'", "another network");
    }

    [Fact]
    public void Libraries_come_from_a_folder_and_are_checked()
    {
        foreach (
            var (bytes, problem) in new[]
            {
                (CoreLibraryFile.Portable.Bytes.ToArray(), "holds mscorlib"),
                (CoreLibraryFile.Portable.Bytes.ToArray()[..1000], "damaged"),
            }
        )
        {
            foreach (var library in NanoFramework.Packages.Skip(1))
            {
                File.WriteAllBytes(_folder[library.Assembly + ".pe"], bytes);
            }

            CliRun.Of("board", "build", _folder["."], "--libraries", _folder["."]).ShouldFail(ExitCode.BadInput, ".pe", problem);
        }

        Directory.Exists(_folder["board/bin"]).ShouldBeFalse();
    }

    private static (string, string, int) Row(JsonElement row) =>
        (row.GetProperty("name").GetString()!, row.GetProperty("version").GetString()!, row.GetProperty("bytes").GetInt32());
}
