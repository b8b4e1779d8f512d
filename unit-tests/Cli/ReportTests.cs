using Striate.Cli;
using Striate.Codegen;
using Striate.Codegen.Reporting;
using Striate.Platform;
using Striate.UnitTests.Model;
using Striate.Verification;

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
        layers
            .Select(layer => layer.GetProperty("layer").GetString())
            .SkipLast(1)
            .ShouldBe(Samples.Network.Layers.Select(layer => layer.Name));
        foreach (
            var layer in layers.Where(layer =>
                layer.GetProperty("plan").GetString()!.StartsWith("computed with", StringComparison.Ordinal) is false
            )
        )
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
        foreach (
            var part in Samples
                .Network.Layers.Select(layer => layer.Name)
                .Concat(["costs more", "chosen", "total", "frames of the deepest call"])
        )
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

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void What_does_not_fit_is_shown_and_fails()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of("report", folder.Package, "--max-flash", "1K");
        run.ExitCode.ShouldBe(ExitCode.CheckFailed);
        run.Output.ShouldContain("STR1703");
        CliRun.Of("report", "conv16").ShouldBeRefused(ExitCode.Usage, "conv16-int8-m1");
        CliRun.Of("report", "nothing").ShouldBeRefused(ExitCode.Usage, "nothing", "conv16");
    }

    [Fact]
    public void Names_of_layers_are_escaped()
    {
        const string Hostile = "</text><script>alert(1)</script>\"'&";
        var options = new GeneratorOptions();
        var build = Generator.Build(Samples.Network, options, new string('0', 64), cancellation: TestContext.Current.CancellationToken);
        var report = NetworkReports.Of(build, Samples.Network, options, new string('0', 64), counted: null);
        var page = ReportPage.Of(
            report with
            {
                Network = "</title><img src=x onerror=alert(1)>",
                PackageSha256 = Hostile,
                Options = Hostile,
                Diagnostics = [Hostile],
                Layers =
                [
                    .. report.Layers.Select(layer =>
                        layer with
                        {
                            Layer = Hostile,
                            Kind = Hostile,
                            Shape = Hostile,
                            Plan = Hostile,
                            RunnersUp = [.. layer.RunnersUp.Select(other => other with { Plan = Hostile, Rejected = Hostile })],
                        }
                    ),
                ],
                Map = report.Map with
                {
                    Buffers = [.. report.Map.Buffers.Select(buffer => buffer with { Name = Hostile, Shape = Hostile })],
                    Objects = [.. report.Map.Objects.Select(entry => entry with { What = Hostile, Layer = Hostile })],
                },
            },
            Samples.Network with
            {
                Layers = [.. Samples.Network.Layers.Select(layer => layer with { Name = Hostile })],
            },
            Targets.Default,
            []
        );
        page.ShouldNotContain("<script");
        page.ShouldNotContain("<img");
        page.ShouldNotContain("http:");
        page.ShouldNotContain("https:");
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
    }
}
