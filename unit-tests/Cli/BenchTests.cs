using System.Text.Json;
using Striate.Cli;

namespace Striate.UnitTests.Cli;

public class BenchTests
{
    // Golden: a change of the generator that moves them shows here.
    [Theory]
    [InlineData("conv16-int8-m1", "planned", 0.75)]
    [InlineData("conv16-int4-m1", "planned", 0.45)]
    [InlineData("conv16-int8-m1", "planned-64k", 0.75)]
    [InlineData("conv16-int8-m1", "unrolled", 14.0)]
    [InlineData("digits", "planned", 1.2)]
    public void Instructions_per_dense_multiply_accumulate_stay_below(string network, string strategy, double most)
    {
        var run = CliRun.Of("bench", "--network", network, "--strategy", strategy, "--vectors", "3", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var row = run.Json.GetProperty("rows")[0];
        row.GetProperty("instructionsPerDenseMac").GetDouble().ShouldBeInRange(most * 0.8, most);
        row.GetProperty("equalVectors").GetInt32().ShouldBe(3);
        row.GetProperty("vectors").GetInt32().ShouldBe(3);
        row.GetProperty("assemblies").GetInt32().ShouldBe(1);
        row.GetProperty("ilBytes").GetInt32().ShouldBeGreaterThan(0);
        row.GetProperty("refusal").ValueKind.ShouldBe(JsonValueKind.Null);
        var predicted = row.GetProperty("predictedInstructions");
        if (strategy.StartsWith("planned", StringComparison.Ordinal))
        {
            predicted.GetDouble().ShouldBe(row.GetProperty("instructions").GetDouble(), tolerance: 0.05 * predicted.GetDouble());
        }
        else
        {
            predicted.ValueKind.ShouldBe(JsonValueKind.Null);
        }
    }

    [Fact]
    public void A_page_keeps_the_rows_that_were_not_measured()
    {
        using var folder = new PackageFolder();
        File.WriteAllText(
            folder["speed.md"],
            """
            # Speed

            Written by `striate bench --update docs/speed.md`, by an older version.

            | network | strategy | instructions | cost units | per dense MAC | goal | predicted | bytes of IL | bytes of tables | bytes of heap | assemblies | equal vectors | goal reached |
            |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|
            | digits | dense | 123 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 of 1 |  |
            | conv16-int8-m1 | planned | 456 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 of 1 | no |
            | conv16-int8-m1 | planned-64k | 789 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 of 1 | no |

            * digits, dense: a note
            * conv16-int8-m1, planned: another
            * a bullet of another form
            * one, with, commas: three
            """
        );
        var run = CliRun.Of(
            "bench",
            "--network",
            "conv16-int8-m1",
            "--strategy",
            "planned",
            "--vectors",
            "1",
            "--update",
            folder["speed.md"]
        );
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var page = File.ReadAllText(folder["speed.md"]);
        var rows = page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToArray();
        rows.Length.ShouldBe(3, page);
        rows[0].ShouldStartWith("| conv16-int8-m1 | planned | ");
        rows[0].Split(" | ")[5].ShouldBe("442,368");
        rows[0].ShouldEndWith("| 1 of 1 | yes |");
        rows[1].ShouldStartWith("| conv16-int8-m1 | planned-64k | 789 |");
        rows[2].ShouldStartWith("| digits | dense | 123 |");
        page.ShouldContain("\n* digits, dense: a note\n");
        page.ShouldNotContain("another");
        page.ShouldNotContain("commas");
    }

    [Theory]
    [InlineData("class Mine { }\n")]
    [InlineData("# Speed\n\nof my own\n")]
    [InlineData("\n")]
    public void A_file_that_is_no_such_page_is_refused_and_stays(string text)
    {
        using var folder = new PackageFolder();
        File.WriteAllText(folder["mine"], text);
        Update(folder["mine"])
            .ShouldBeRefused(ExitCode.BadInput, folder["mine"], "not written by 'striate bench --update'", "name another file");
        File.ReadAllText(folder["mine"]).ShouldBe(text);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_refused_before_anything_is_measured()
    {
        using var folder = new PackageFolder();
        Update(folder["."]).ShouldBeRefused(ExitCode.Usage, "--update", "is a folder");
        Update(folder["absent/speed.md"]).ShouldBeRefused(ExitCode.BadInput, "does not exist");
    }

    [Fact]
    public void A_page_is_written_anew_and_over_one_with_other_line_endings()
    {
        using var folder = new PackageFolder();
        File.WriteAllText(folder["speed.md"], "");
        Update(folder["speed.md"]).ExitCode.ShouldBe(ExitCode.Success);
        var page = File.ReadAllText(folder["speed.md"]);
        page.ShouldStartWith("# Speed\n\nWritten by `striate bench --update docs/speed.md`; with `--network`");
        File.WriteAllText(folder["speed.md"], page.ReplaceLineEndings("\r\n"));
        Update(folder["speed.md"]).ExitCode.ShouldBe(ExitCode.Success);
        File.ReadAllText(folder["speed.md"]).ShouldBe(page);
    }

    private static CliRun Update(string page) =>
        CliRun.Of("bench", "--network", "conv16-int8-m1", "--strategy", "planned", "--vectors", "1", "--update", page);

    [Fact]
    public void A_page_is_not_for_packages() =>
        CliRun.Of("bench", "--network", "a.striate", "--update", "speed.md").ShouldBeRefused(ExitCode.Usage, "--update", "a.striate");

    [Fact]
    public void A_network_that_the_zoo_does_not_have_is_refused() =>
        CliRun.Of("bench", "--network", "resnet9").ShouldBeRefused(ExitCode.Usage, "resnet9", "conv16", "digits");

    [Fact]
    public void A_fuzz_run_prints_cases_and_differences()
    {
        var run = CliRun.Of("fuzz", "--iterations", "5", "--seed", "3", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("cases").GetInt32().ShouldBeGreaterThanOrEqualTo(5);
        run.Json.GetProperty("differences").GetInt32().ShouldBe(0);
    }
}
