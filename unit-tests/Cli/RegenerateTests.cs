using Striate.Cli;
using Striate.Projects;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Cli;

[Collection(TorchTests.Name)]
public class RegenerateTests
{
    [Fact]
    public void A_project_is_generated_checked_and_told_what_changed()
    {
        using var folder = Folder();
        Run(folder, "--check").ShouldFail(ExitCode.CheckFailed, "is missing", "nothing was changed");
        Directory.Exists(folder["generated"]).ShouldBeFalse();
        var first = Run(folder);
        first.ExitCode.ShouldBe(ExitCode.Success, first.Error);
        foreach (var layer in Samples.Network.Layers)
        {
            first.Output.ShouldContain(layer.Name + ": instructions");
        }

        Run(folder, "--check").Output.ShouldContain("is current");
        Write(folder, "[generator]\nstrategy = \"unrolled\"");
        Run(folder, "--check").ShouldFail(ExitCode.CheckFailed, "options");
        var json = Run(folder, "--json").Json;
        json.GetProperty("before").GetProperty("options").GetString()!.ShouldContain("planned");
        json.GetProperty("after").GetProperty("options").GetString()!.ShouldContain("unrolled");
        json.GetProperty("written").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void Fewer_golden_vectors_than_the_project_file_asks_for_are_told()
    {
        using var folder = Folder();
        Run(folder).Output.ShouldNotContain("golden vectors, all that the package has");
        Write(folder, "[generator]\ngolden = 100");
        Run(folder)
            .Output.ShouldContain(
                $"the self-test has {Samples.Package.GoldenVectors.Length} golden vectors, all that the package has; 100 were asked for"
            );
    }

    [Theory]
    [InlineData("max-il = 10", "bytes of IL")]
    [InlineData("max-heap = 10", "bytes of heap")]
    [InlineData("max-flash = 10", "bytes of flash")]
    [InlineData("max-instructions = 10", "instructions")]
    public void A_broken_budget_changes_nothing(string budget, string what)
    {
        using var folder = Folder();
        Run(folder).ExitCode.ShouldBe(ExitCode.Success);
        var before = Contents(folder);
        Write(folder, "[generator]\nstrategy = \"unrolled\"\n[budget]\n" + budget);
        Run(folder).ShouldFail(ExitCode.CheckFailed, what, "[budget]", "nothing was changed");
        Contents(folder).ShouldBe(before);
        Run(folder, "--json").ExitCode.ShouldBe(ExitCode.CheckFailed);
        Contents(folder).ShouldBe(before);
    }

    [Fact]
    public void Figures_that_were_edited_are_stale_and_damaged_ones_are_refused()
    {
        using var folder = Folder();
        Run(folder).ExitCode.ShouldBe(ExitCode.Success);
        var path = Path.Combine(folder["generated"], FiguresFile.Name);
        var figures = FiguresFile.Read(folder["generated"])!;
        FiguresFile.Write(figures with { Instructions = figures.Instructions + 1 }, folder["generated"]);
        Run(folder, "--check").ShouldFail(ExitCode.CheckFailed, FiguresFile.Name, "other figures");
        var withoutLayers = FiguresFile.Text(figures with { Layers = [] });
        var withNull = withoutLayers.Replace("\"layers\": []", "\"layers\": [null]", StringComparison.Ordinal);
        withNull.ShouldNotBe(withoutLayers);
        Write(folder, "[generator]\nstrategy = \"unrolled\"");
        foreach (var damaged in new[] { "", "null", "{}", "[]", "{\"layers\":null}", withNull, new string('[', 100_000) })
        {
            File.WriteAllText(path, damaged);
            var before = Contents(folder);
            Run(folder).ShouldBeRefused(ExitCode.BadInput, FiguresFile.Name, "delete it");
            Contents(folder).ShouldBe(before);
        }
    }

    [Fact]
    public void An_accuracy_that_is_not_reached_or_cannot_be_judged_is_refused()
    {
        using var folder = Folder();
        var figures = new Figures(new string('0', 64), "", new AccuracyFigure("digits", "", 360, 180, 50), 1, 1, 1, 1, 1, 1, 1, []);
        var project = ProjectFile.Read(folder[Project.FileName]);
        Requirements.Broken(project with { Accuracy = new AccuracyGoal(50, "digits", null) }, figures).ShouldBeEmpty();
        Requirements
            .Broken(project with { Accuracy = new AccuracyGoal(50.01, "digits", null) }, figures)
            .ShouldHaveSingleItem()
            .ShouldContain("50.00 %");
        Write(folder, "[accuracy]\nminimum = 0\ndata-set = \"digits\"");
        Run(folder).ShouldBeRefused(ExitCode.CheckFailed, "data set 'digits'");
        Run(folder, "--recorded-accuracy").ShouldBeRefused(ExitCode.CheckFailed, "no accuracy of this package");
        Write(folder, "[accuracy]\nminimum = 0\ndata-set = \"cifar10\"\ndata = \"absent\"");
        Run(folder).ShouldBeRefused(ExitCode.BadInput, "absent");
    }

    [Fact]
    public void A_folder_without_project_is_refused()
    {
        using var folder = new PackageFolder();
        CliRun.Of("regenerate", folder["."]).ShouldBeRefused(ExitCode.BadInput, "striate.toml", "missing");
    }

    private static PackageFolder Folder()
    {
        var folder = new PackageFolder();
        Write(folder, "");
        return folder;
    }

    private static void Write(PackageFolder folder, string more) =>
        File.WriteAllText(folder[Project.FileName], $"package = \"{Path.GetFileName(folder.Package)}\"\n{more}\n");

    private static CliRun Run(PackageFolder folder, params string[] options) => CliRun.Of(["regenerate", folder["."], .. options]);

    private static Dictionary<string, string> Contents(PackageFolder folder) =>
        Directory
            .EnumerateFiles(folder["generated"], "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToDictionary(path => path, File.ReadAllText);
}
