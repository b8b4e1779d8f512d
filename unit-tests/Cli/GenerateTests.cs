using Striate.Cli;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Cli;

public class GenerateTests
{
    public static TheoryData<Strategy> Strategies => [.. Enum.GetValues<Strategy>()];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Generating_twice_gives_identical_bytes(Strategy choice)
    {
        var strategy = choice.ToString().ToLowerInvariant();
        using var folder = new PackageFolder();
        Generate(folder, "first", "--strategy", strategy).ExitCode.ShouldBe(ExitCode.Success);
        Generate(folder, "second", "--strategy", strategy).ExitCode.ShouldBe(ExitCode.Success);
        var files = Files(folder["first"]);
        files.Count.ShouldBeGreaterThan(Samples.Network.Layers.Length / 2);
        Files(folder["second"]).ShouldBe(files);
    }

    [Fact]
    public void A_current_folder_passes_the_check()
    {
        using var folder = Generated();
        var before = Files(folder["out"]);
        Generate(folder, "out", "--check").ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.Success),
            run => run.Output.ShouldContain("is current"));
        Generate(folder, "out", "--check", "--json").Json.GetProperty("isCurrent").GetBoolean().ShouldBeTrue();
        Files(folder["out"]).ShouldBe(before);
    }

    [Fact]
    public void An_edited_file_is_stale()
    {
        using var folder = Generated();
        File.AppendAllText(NetworkFile(folder), "// mine\n");
        Generate(folder, "out", "--check").ShouldBeRefused(ExitCode.CheckFailed, "Sample.cs", "edited");
    }

    [Fact]
    public void A_missing_file_is_stale()
    {
        using var folder = Generated();
        File.Delete(NetworkFile(folder));
        Generate(folder, "out", "--check").ShouldBeRefused(ExitCode.CheckFailed, "Sample.cs", "missing");
    }

    [Fact]
    public void Other_options_are_stale()
    {
        using var folder = Generated();
        Generate(folder, "out", "--check", "--namespace", "Other").ShouldBeRefused(ExitCode.CheckFailed, "options");
        Generate(folder, "out", "--check", "--golden", "1").ShouldBeRefused(ExitCode.CheckFailed, "Model.cs");
    }

    [Fact]
    public void Another_package_is_stale()
    {
        using var folder = Generated();
        PackageFile.Write(folder.Package, Samples.Package with { GoldenVectors = [Samples.Package.GoldenVectors[1]] });
        var run = Generate(folder, "out", "--check", "--json");
        run.ExitCode.ShouldBe(ExitCode.CheckFailed);
        run.Json.GetProperty("isCurrent").GetBoolean().ShouldBeFalse();
        run.Json.GetProperty("stale").GetString()!.ShouldContain("package");
    }

    [Fact]
    public void An_empty_folder_is_stale()
    {
        using var folder = new PackageFolder();
        Generate(folder, "out", "--check").ShouldBeRefused(ExitCode.CheckFailed, "missing");
    }

    private static PackageFolder Generated()
    {
        var folder = new PackageFolder();
        Generate(folder, "out").ExitCode.ShouldBe(ExitCode.Success);
        return folder;
    }

    private static CliRun Generate(PackageFolder folder, string output, params string[] options) =>
        CliRun.Of(["generate", folder.Package, "--out", folder[output], .. options]);

    private static string NetworkFile(PackageFolder folder) => Path.Combine(folder["out"], "Sample", "Sample.cs");

    private static Dictionary<string, string> Files(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .ToDictionary(path => Path.GetRelativePath(folder, path), path => Convert.ToHexString(File.ReadAllBytes(path)));
}
