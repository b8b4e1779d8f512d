using Striate.UnitTests.Cli;

namespace Striate.UnitTests.Documents;

/// <summary>
/// The page of a report as a browser lays it out; STRIATE_UPDATE_SCREENSHOTS=1 makes the pictures of the documentation anew.
/// </summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class ReportPageTests : IDisposable
{
    private const int MostBytes = 200 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("striate-page-").FullName;

    private string Page => Path.Combine(_folder, "report.html");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("examples/cifar10/resnet8.striate")]
    [InlineData("examples/motion/motion1d.striate")]
    public void Nothing_overflows_in_narrow_and_wide_windows_light_and_dark(string package)
    {
        _ = Browser.Required();
        Report(package);
        foreach (var width in (int[])[800, 1600])
        {
            var (light, dark) = (Browser.Lines(Page, width, isDark: false), Browser.Lines(Page, width, isDark: true));
            foreach (var lines in (string[][])[light, dark])
            {
                lines[0].ShouldBe($"width {width}");
                lines[1].ShouldBe($"page {width}");
                lines.Where(line => line.StartsWith("over ", StringComparison.Ordinal)).ShouldBeEmpty();
            }

            (light[2], light[3]).ShouldBe(("paper rgb(255, 255, 255)", "ink rgb(29, 37, 48)"));
            (dark[2], dark[3]).ShouldBe(("paper rgb(20, 24, 30)", "ink rgb(227, 232, 239)"));
        }
    }

    [Fact]
    public void What_overflows_is_found()
    {
        _ = Browser.Required();
        File.WriteAllText(
            Page,
            "<!DOCTYPE html><html><body><div style=\"width:300px;white-space:nowrap\">" + new string('m', 400) + "</div></body></html>"
        );
        Browser.Lines(Page, 800, isDark: false).ShouldContain(line => line.StartsWith("over DIV", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("report-light.png", 800, 1250, false)]
    [InlineData("report-dark.png", 1600, 1000, true)]
    public void The_documentation_s_pictures_are_small_and_can_be_made(string name, int width, int height, bool isDark)
    {
        _ = Browser.Required();
        Report("examples/digits/digits.striate");
        var made = Path.Combine(_folder, name);
        Browser.Picture(Page, made, width, height, isDark);
        var picture = Path.Combine(Repository.Root, "docs", name);
        if (Environment.GetEnvironmentVariable("STRIATE_UPDATE_SCREENSHOTS") == "1")
        {
            File.Copy(made, picture, overwrite: true);
        }

        new FileInfo(made).Length.ShouldBeInRange(10_000, MostBytes);
        new FileInfo(picture).Length.ShouldBeInRange(10_000, MostBytes);
    }

    private void Report(string package)
    {
        var run = CliRun.Of("report", Path.Combine(Repository.Root, package), "--vectors", "1", "--html", Page);
        run.ExitCode.ShouldBe(0, run.Error);
    }
}
