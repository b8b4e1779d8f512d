using Striate.Cli;
using Striate.Codegen;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Cli;

[Collection(TorchTests.Name)]
[Trait(SlowTests.Category, SlowTests.Name)]
public class DemoTests
{
    [Fact]
    public void The_demo_prints_one_object_in_which_everything_is_equal()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of(TestContext.Current.CancellationToken, "demo", "--epochs", "2", "--out", folder["demo"], "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var json = run.Json;
        json.GetProperty("vectors").GetInt32().ShouldBe(360);
        json.GetProperty("equalLogits").GetInt32().ShouldBe(360);
        json.GetProperty("allocations").GetInt64().ShouldBe(0);
        json.GetProperty("removedConvParameters").GetDouble().ShouldBeGreaterThanOrEqualTo(69);
        foreach (var name in new[] { "integerAccuracy", "denseAccuracy", "seconds" })
        {
            json.GetProperty(name).GetDouble().ShouldBeGreaterThan(0);
        }

        var report = PackageFile.Read(Path.Combine(folder["demo"], "digits.striate")).Package.Report.ShouldNotBeNull();
        foreach (
            var (name, value) in new[]
            {
                ("floatAccuracy", report.SegmentsFloat),
                ("denseFloatAccuracy", report.DenseFloat),
                ("removedParameters", report.RemovedParameters),
                ("weightBytes", report.WeightBytes),
                ("indexBytes", report.IndexBytes),
                ("totalBytes", report.TotalBytes),
                ("bits", report.Bits),
                ("epochs", 2),
                ("seed", report.Seed),
            }
        )
        {
            json.GetProperty(name).GetDouble().ShouldBe(value, name);
        }

        var rows = json.GetProperty("strategies").EnumerateArray().ToDictionary(row => row.GetProperty("strategy").GetString()!);
        rows.Keys.ShouldBe(Enum.GetNames<Strategy>().Select(name => name.ToLowerInvariant()));
        var macs = json.GetProperty("denseMacs").GetDouble();
        foreach (var row in rows.Values)
        {
            row.GetProperty("instructionsPerDenseMac").GetDouble().ShouldBe(row.GetProperty("instructions").GetDouble() / macs, 0.001);
            row.GetProperty("ilBytes").GetInt32().ShouldBeGreaterThan(0);
            row.GetProperty("heapBytes").GetInt64().ShouldBeGreaterThan(row.GetProperty("tableBytes").GetInt32());
        }

        rows.Values.Min(row => row.GetProperty("instructionsPerDenseMac").GetDouble()).ShouldBeLessThanOrEqualTo(3.0);
        PackageFile.Read(Path.Combine(folder["demo"], "digits.striate")).Package.GoldenVectors.Length.ShouldBe(16);
        File.Exists(Path.Combine(folder["demo"], "literal", "Digits", "Digits.cs")).ShouldBeTrue();
    }
}
