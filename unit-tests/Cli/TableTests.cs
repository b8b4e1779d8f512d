using Striate.Cli;
using Striate.Codegen;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Cli;

public class TableTests
{
    private const char Escape = '\e';

    [Fact]
    public void Inspect_shows_layers_segments_storage_and_report()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of("inspect", folder.Package);
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Error.ShouldBeEmpty();
        foreach (var part in Samples.Network.Layers.Select(layer => layer.Name).Concat(["bitmap", "CSR", "█", "97.22 %", "empty"]))
        {
            run.Output.ShouldContain(part);
        }

        run.Output.ShouldNotContain(Escape);
    }

    [Fact]
    public void Inspect_as_json_is_one_object_with_the_same_figures()
    {
        using var folder = new PackageFolder();
        var json = CliRun.Of("inspect", folder.Package, "--json").Json;
        json.GetProperty("figures").GetProperty("denseConvParameters").GetInt32().ShouldBe(36);
        json.GetProperty("figures").GetProperty("keptConvParameters").GetInt32().ShouldBe(7);
        json.GetProperty("segments")[0].GetProperty("bars").EnumerateArray().Sum(bar => bar.GetProperty("kernels").GetInt32()).ShouldBe(4);
        json.GetProperty("storage").GetArrayLength().ShouldBe(3);
        json.GetProperty("report").GetProperty("integer").GetDouble().ShouldBe(97.22);
    }

    [Fact]
    public void Verify_compares_all_strategies()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of("verify", folder.Package, "--vectors", "8", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("passed").GetBoolean().ShouldBeTrue();
        var rows = run.Json.GetProperty("strategies").EnumerateArray().ToArray();
        rows.Select(row => row.GetProperty("strategy").GetString())
            .ShouldBe(Enum.GetNames<Strategy>().Select(name => name.ToLowerInvariant()));
        foreach (var row in rows)
        {
            row.GetProperty("vectors").GetInt32().ShouldBe(8);
            row.GetProperty("equalLogits").GetInt32().ShouldBe(8);
            row.GetProperty("tracedVectors").GetInt32().ShouldBe(8);
            row.GetProperty("allocations").GetInt64().ShouldBe(0);
            row.GetProperty("instructions").GetDouble().ShouldBeGreaterThan(0);
            row.GetProperty("ilBytes").GetInt32().ShouldBeGreaterThan(0);
            row.GetProperty("heapBytes").GetInt64().ShouldBeGreaterThan(row.GetProperty("tableBytes").GetInt32());
        }
    }

    [Fact]
    public void Redirected_tables_are_plain_text()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of("verify", folder.Package, "--vectors", "2", "--strategy", "unrolled");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("2 of 2");
        run.Output.ShouldContain("| unrolled");
        run.Output.ShouldNotContain(Escape);
    }
}
