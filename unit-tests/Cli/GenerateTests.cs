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
        Generate(folder, "out", "--check")
            .ShouldSatisfyAllConditions(run => run.ExitCode.ShouldBe(ExitCode.Success), run => run.Output.ShouldContain("is current"));
        Generate(folder, "out", "--check", "--json").Json.GetProperty("isCurrent").GetBoolean().ShouldBeTrue();
        Files(folder["out"]).ShouldBe(before);
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Fewer_golden_vectors_than_were_asked_for_are_told()
    {
        using var folder = new PackageFolder();
        var have = Samples.Package.GoldenVectors.Length;
        Generate(folder, "more", "--golden", "100")
            .Output.ShouldContain(
                $"the self-test has {have} golden vectors, all that the package has; 100 were asked for: train with --golden 100"
            );
        Generate(folder, "more", "--golden", "100", "--json").Json.GetProperty("goldenVectors").GetInt32().ShouldBe(have);
        Generate(folder, "usual").Output.ShouldNotContain("were asked for");
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

    [Fact]
    public void A_budget_that_nothing_keeps_is_refused_with_the_nearest_plan()
    {
        using var folder = new PackageFolder();
        Generate(folder, "out", "--max-flash", "1K")
            .ShouldBeRefused(ExitCode.CheckFailed, "STR1703", "--max-flash", "1,024", "nearest plan");
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public void Budgets_and_target_stand_in_the_stamp()
    {
        using var folder = new PackageFolder();
        Generate(folder, "out", "--target", "esp32-s3", "--max-il", "64K").ExitCode.ShouldBe(ExitCode.Success);
        File.ReadAllText(NetworkFile(folder)).ShouldContain("--target esp32-s3 --max-il 65536");
        Generate(folder, "out", "--check").ShouldBeRefused(ExitCode.CheckFailed, "options");
    }

    [Fact]
    public void A_target_of_ones_own_is_a_file()
    {
        using var folder = new PackageFolder();
        File.WriteAllText(folder["small.toml"], "name = \"small\"\nheap = 2000\nruntime = 1900\n");
        Generate(folder, "out", "--target", folder["small.toml"]).ShouldBeRefused(ExitCode.CheckFailed, "STR1702", "'small'");
        File.WriteAllText(folder["small.toml"], "name = \"small\"\nheep = 2000\n");
        Generate(folder, "out", "--target", folder["small.toml"]).ShouldBeRefused(ExitCode.BadInput, "small.toml", "'heep'", "'heap'");
        Generate(folder, "out", "--target", "esp23").ShouldBeRefused(ExitCode.Usage, "'esp23'", "'esp32'");
    }

    [Fact]
    public void The_map_shows_every_buffer_and_the_heap()
    {
        using var folder = new PackageFolder();
        var run = Generate(folder, "out", "--map");
        foreach (var layer in Samples.Network.Layers.SkipLast(1))
        {
            run.Output.ShouldContain(layer.Name);
        }

        run.Output.ShouldContain("frames of the deepest call");
        var map = Generate(folder, "out", "--map", "--json").Json.GetProperty("map");
        map.GetProperty("totalBytes")
            .GetInt64()
            .ShouldBe(
                map.GetProperty("objectBytes").GetInt64()
                    + map.GetProperty("frameBytes").GetInt64()
                    + map.GetProperty("assemblyBytes").GetInt64()
            );
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

    private static Dictionary<string, string> Files(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToDictionary(path => Path.GetRelativePath(folder, path), path => Convert.ToHexString(File.ReadAllBytes(path)));
}
