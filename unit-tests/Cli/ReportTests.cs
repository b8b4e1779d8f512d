using Striate.Cli;
using Striate.Model.Packaging;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Cli;

public class ReportTests
{
    [Fact]
    public void Every_layer_has_plan_prediction_count_and_bytes()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of("report", folder.Package, "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var report = run.Json.GetProperty("report");
        var layers = report.GetProperty("layers").EnumerateArray().ToList();
        layers.Select(layer => layer.GetProperty("layer").GetString()).SkipLast(1).ShouldBe(Samples.Network.Layers.Select(layer => layer.Name));
        foreach (var layer in layers.Where(layer => layer.GetProperty("plan").GetString()!.StartsWith("computed with", StringComparison.Ordinal) is false))
        {
            layer.GetProperty("predictedInstructions").GetInt64().ShouldBeGreaterThan(0);
            layer.GetProperty("instructions").GetDouble().ShouldBeGreaterThan(0);
            layer.GetProperty("ilBytes").GetInt64().ShouldBeGreaterThan(0);
        }

        layers.ShouldContain(layer => layer.GetProperty("denseMacs").GetInt64() > 0 && layer.GetProperty("runnersUp").GetArrayLength() > 0);
        var total = report.GetProperty("total");
        total.GetProperty("ilBytes").GetInt64().ShouldBe(layers.Sum(layer => layer.GetProperty("ilBytes").GetInt64()));
        total.GetProperty("instructions").GetDouble().ShouldBe(layers.Sum(layer => layer.GetProperty("instructions").GetDouble()), 1.0);
        total.GetProperty("heapBytes").GetInt64().ShouldBe(report.GetProperty("map").GetProperty("totalBytes").GetInt64());
    }

    [Fact]
    public void The_tables_name_every_layer()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of("report", folder.Package);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        foreach (var part in Samples.Network.Layers.Select(layer => layer.Name).Concat(["costs more", "chosen", "total", "frames of the deepest call"]))
        {
            run.Output.ShouldContain(part);
        }
    }

    [Fact]
    public void The_page_is_written_whole()
    {
        using var folder = new PackageFolder();
        CliRun.Of("report", folder.Package, "--html", folder["report.html"]).ExitCode.ShouldBe(ExitCode.Success);
        var page = File.ReadAllText(folder["report.html"]);
        page.ShouldStartWith("<!DOCTYPE html>");
        page.TrimEnd().ShouldEndWith("</html>");
        page.ShouldContain("<svg");
    }

    [Fact]
    public void What_does_not_fit_is_shown_and_fails()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of("report", folder.Package, "--max-code", "1K");
        run.ExitCode.ShouldBe(ExitCode.CheckFailed);
        run.Output.ShouldContain("STR1703");
        CliRun.Of("report", "conv16").ShouldBeRefused(ExitCode.Usage, "conv16-int8-m1");
        CliRun.Of("report", "nothing").ShouldBeRefused(ExitCode.Usage, "nothing", "conv16");
    }

    [Fact]
    public void Names_of_layers_are_escaped()
    {
        const string Hostile = "</text><script>alert(1)</script>\"'&";
        using var folder = new PackageFolder();
        var network = Samples.Network;
        var (from, to) = (network.Layers[0].Name, Hostile);
        var renamed = network with
        {
            Name = "</title><img src=x onerror=alert(1)>",
            Layers = [.. network.Layers.Select(layer => layer with
            {
                Name = layer.Name == from ? to : layer.Name,
                Inputs = [.. layer.Inputs.Select(input => input == from ? to : input)],
            })],
        };
        PackageFile.Write(folder["hostile.striate"], new ModelPackage(renamed, null, []));
        CliRun.Of("report", folder["hostile.striate"], "--html", folder["report.html"]).ExitCode.ShouldBe(ExitCode.Success);
        var page = File.ReadAllText(folder["report.html"]);
        page.ShouldNotContain("<script");
        page.ShouldNotContain("<img");
        page.ShouldNotContain("http:");
        page.ShouldNotContain("https:");
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
    }
}
