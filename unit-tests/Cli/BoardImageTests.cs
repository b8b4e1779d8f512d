using System.Text.Json;
using Striate.Board.Toolchain;
using Striate.Cli;
using Striate.Platform.Deployment;

namespace Striate.UnitTests.Cli;

/// <summary>Images that are made without a tool of nanoFramework's.</summary>
public sealed class BoardImageTests : IDisposable
{
    private readonly PackageFolder _folder = new();

    public BoardImageTests() => File.WriteAllText(
        _folder["striate.toml"], $"package = \"{Path.GetFileName(_folder.Package)}\"\n[generator]\nstrategy = \"literal\"\n[board]\ninput = \"serial\"\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_image_of_golden_vectors_needs_the_core_library_alone_and_boots()
    {
        var build = CliRun.Of("board", "build", _folder["."], "--input", "golden", "--json");

        build.ExitCode.ShouldBe(ExitCode.Success, build.Error);
        var path = build.Json.GetProperty("image").GetProperty("path").GetString()!;
        var image = DeploymentImage.Read(File.ReadAllBytes(path));
        image.Assemblies.Select(assembly => assembly.Name).ShouldBe(["mscorlib", "Sample", "Sample.Trace", "Striate.Firmware"]);
        build.Json.GetProperty("assemblies").EnumerateArray().Select(Row).ShouldBe(image.Assemblies.Select(assembly => (assembly.Name, assembly.Version.ToString(), assembly.Bytes.Length)));
        build.Json.GetProperty("image").GetProperty("bytes").GetInt32().ShouldBe(image.Assemblies.Sum(assembly => assembly.Bytes.Length));

        var run = CliRun.Of("emulator", "run", path, "--instruction-limit", "3000000", "--calibrations", _folder.NoCalibrations);
        run.Output.ShouldContain("\nPASS\n");
        run.ExitCode.ShouldBe(ExitCode.CheckFailed);
        run.Error.ShouldContain("STR1613");
    }

    [Fact]
    public void Libraries_come_from_a_folder_and_are_checked()
    {
        foreach (var (bytes, problem) in new[] { (CoreLibraryFile.Portable.Bytes.ToArray(), "holds mscorlib"), (CoreLibraryFile.Portable.Bytes.ToArray()[..1000], "damaged") })
        {
            foreach (var library in NanoFramework.Packages.Skip(1))
            {
                File.WriteAllBytes(_folder[library.Assembly + ".pe"], bytes);
            }

            CliRun.Of("board", "build", _folder["."], "--libraries", _folder["."]).ShouldFail(ExitCode.CheckFailed, ".pe", problem);
        }

        Directory.Exists(_folder["board/bin"]).ShouldBeFalse();
    }

    private static (string, string, int) Row(JsonElement row) =>
        (row.GetProperty("name").GetString()!, row.GetProperty("version").GetString()!, row.GetProperty("bytes").GetInt32());
}
