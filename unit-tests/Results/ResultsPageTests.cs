using Striate.Results;
using Striate.Results.Page;
using Striate.Trainer;
using Striate.Trainer.Learning;
using Striate.UnitTests.Cli;
using Striate.UnitTests.Documents;
using Striate.Zoo.Trained;

namespace Striate.UnitTests.Results;

/// <summary>docs/results.md, and what the page says of records.</summary>
public class ResultsPageTests
{
    private const int LargestPicture = 200_000;

    private static string Records => Path.Combine(Results.Records.Root(), "docs", "results");

    [Fact]
    public void The_page_is_what_the_records_come_to()
    {
        var run = CliRun.Of("results", "page", Records, "--out", Records + ".md", "--check", "--json");
        run.ExitCode.ShouldBe(0, $"'striate results page docs/results --out docs/results.md' writes it anew. {run.Output}{run.Error}");
        run.Json.GetProperty("records").GetInt32().ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public void The_full_schedule_costs_what_the_trainer_reckons_with()
    {
        PaperSection.IntegerCost.ShouldBe(Schedule.IntegerCosts(1).Single());
        PaperSection.IntegerPart.ShouldBe(TrainingOptions.For(PaperSection.Network).IntegerPart);
    }

    [Fact]
    public void Every_picture_is_small_and_on_the_page()
    {
        var shown = Markdown.Links(File.ReadAllText(Records + ".md")).ToHashSet();
        var files = Directory.GetFiles(Records, "*.png");
        files.Length.ShouldBeGreaterThanOrEqualTo(8);
        files.ShouldAllBe(file => new FileInfo(file).Length < LargestPicture && shown.Contains("results/" + Path.GetFileName(file)));
    }

    [Fact]
    public void Trained_networks_of_the_examples_have_records_with_all_figures()
    {
        var records = ResultFolder.Read(Records);
        foreach (var network in TrainedNetwork.All)
        {
            var sheet = records.Find(Path.GetFileNameWithoutExtension(network.File)).ShouldNotBeNull();
            (sheet.Package, sheet.Segments?.Package).ShouldBe((network.Read().Sha256, network.Read().Sha256), network.Name);
            sheet.Command.ShouldNotBeNull();
            sheet.Dense.ShouldNotBeNull().Instructions("planned").ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData(88.5, 30_000, 9e6, "**1.50 points better**")]
    [InlineData(87, 30_000, 9e6, "as accurate, and no better")]
    [InlineData(86.25, 77_000, 19e6, "**0.75 points worse**")]
    [InlineData(90, 77_001, 9e6, "No segment network that was measured")]
    [InlineData(90, 30_000, 19.1e6, "No segment network that was measured")]
    public void Segments_are_compared_with_the_dense_network_of_no_less_cost(
        double accuracy,
        long bytes,
        double instructions,
        string expected
    )
    {
        var full = Results.Records.Measured(Results.Records.Sheet(segments: 50), (77_000, 80_000), (19e6, 9e6));
        var wide = Results.Records.Measured(
            Results.Records.Sheet(width: 1.4, dense: 95, segments: accuracy),
            (150_000, bytes),
            (38e6, instructions)
        );
        Text(("pareto-w100", full), ("pareto-w140", wide)).ShouldContain(expected);
        Text(("pareto-w140", wide)).ShouldContain("nothing can be said");
    }

    [Theory]
    [InlineData(85, "1.00 points below 8 bits; this project's goal, at most 1.5, is reached")]
    [InlineData(84, "2.00 points below 8 bits; this project's goal, at most 1.5, is **not reached**")]
    public void Few_bits_are_compared_with_the_record_that_lent_the_networks(double accuracy, string expected)
    {
        var (most, few) = (
            Results.Records.Sheet(segments: 86),
            Results.Records.Sheet(segments: accuracy, bits: 4) with
            {
                Source = "resnet8",
            }
        );
        Text(("resnet8", most), ("bits-4", few)).ShouldContain(expected);
    }

    [Theory]
    [InlineData(69, 59, 1.5, "69 % of the parameters and 59 % of the MACs removed: reached by `densenet40`, 1.50 points below")]
    [InlineData(69, 59, -0.5, "reached by `densenet40`, 0.50 points above")]
    [InlineData(69, 59, 1.51, "**falls short**, `densenet40` loses 1.51 points")]
    [InlineData(68.99, 59, 0, "69 % of the parameters and 59 % of the MACs removed: **not reached**")]
    [InlineData(80, 58.99, 0, "69 % of the parameters and 59 % of the MACs removed: **not reached**")]
    [InlineData(75, 70, 1, "75 % of the parameters and 70 % of the MACs removed: reached by `densenet40`, 1.00 points below")]
    public void The_paper_is_reached_or_the_page_says_so(double parameters, double macs, double lost, string expected)
    {
        var sheet = Results.Records.Sheet("densenet40", dense: 93, segments: 93 - lost) with
        {
            RemovedParameters = parameters,
            RemovedMacs = macs,
        };
        Text(("densenet40", sheet)).ShouldContain(expected);
    }

    [Fact]
    public void An_ablation_says_what_was_changed()
    {
        var usual = Results.Records.Sheet(segments: 86) with
        {
            Command = "striate train --network resnet8 --data FOLDER --epochs 24 --out resnet8.striate",
        };
        var taylor = Results.Records.Sheet(segments: 86.4) with
        {
            Command = "striate train --network resnet8 --data FOLDER --epochs 24 --importance taylor --out resnet8.striate",
        };
        var shared = taylor with
        {
            Integer = 80,
            Command = "striate train --network resnet8 --data FOLDER --epochs 24 --shared-weights --out resnet8.striate",
        };
        var text = Text(("pareto-w100", usual), ("ablation-taylor", taylor), ("ablation-shared", shared));
        text.ShouldContain("| `--importance taylor` | 24 | 86.40 % | 86.40 % | +0.40 |");
        text.ShouldContain("| `--shared-weights` | 24 | 86.40 % | 80.00 % | -6.00 |");
        text.ShouldContain("Best is `--importance taylor`, 0.40 points above the default.");
        text.ShouldContain("| [pareto-w100](results/pareto-w100.json) | default | 24 |");

        Text(("pareto-w100", usual), ("ablation-taylor", taylor with { Integer = 86.39 }))
            .ShouldContain("Best is `--importance taylor`, 0.39 points above the default: less than the 0.40 points of one standard error");
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        var text = Text();
        foreach (
            var part in new[]
            {
                "no record of `densenet40`",
                "`pareto-*`",
                "`bits-*`",
                "`ablation-*`",
                "No packages have been measured",
                "It has not been measured",
            }
        )
        {
            text.ShouldContain(part);
        }
    }

    private static string Text(params (string Name, ResultSheet Sheet)[] sheets) =>
        ResultsPage.Of(Results.Records.Folder(sheets), "results").Text;

    [Theory]
    [InlineData(94, 4_660_458, 700_000, "none: 94 assemblies, with firmware and libraries ")]
    [InlineData(1, 60_000, 20_000, "all")]
    [InlineData(12, 531_682, 74_364, "`esp32`, `esp32-16mb`, `esp32-psram`, ")]
    [InlineData(12, 531_682, 200_000, "`esp32-psram`, `esp32-s3-psram`, `esp32-p4`")]
    [InlineData(40, 5_000_000, 70_000, "none: too much heap or flash")]
    public void A_row_says_which_targets_hold_its_code(int assemblies, int il, long heap, string holders) =>
        DeviceSection.Holders(new CodeFigures("planned", il, 0, assemblies, 4, 1, heap)).ShouldStartWith(holders);
}
