using System.Text.Json;
using CsCheck;

namespace Striate.UnitTests.Cli;

[Collection(TorchTests.Name)]
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class CompareTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-compare-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Trainings_write_sheets_that_compare_shows_side_by_side()
    {
        var (package, dense, sheet, run) = (
            Path.Combine(_folder, "a.striate"),
            Path.Combine(_folder, "dense.striate"),
            Path.Combine(_folder, "a.json"),
            Path.Combine(_folder, "run")
        );
        var trained = CliRun.Of(
            "train",
            "--baseline",
            "short",
            "--network",
            "digits",
            "--epochs",
            "2",
            "--start",
            "dense",
            "--distillation",
            "0.25",
            "--precision",
            "mixed",
            "--out",
            package,
            "--results",
            sheet,
            "--run",
            run,
            "--out-dense",
            dense,
            "--layer-bits",
            "conv1=5"
        );
        trained.ExitCode.ShouldBe(0, trained.Error);
        CliRun.Of("inspect", dense, "--json").Output.ShouldContain("\"removedMacs\": 0");
        var errors = JsonDocument
            .Parse(CliRun.Of("inspect", package, "--layer-error", "--json").Output)
            .RootElement.GetProperty("layerErrors");
        errors.EnumerateArray().ShouldAllBe(error => error.GetProperty("signalToNoise").GetDouble() > 0);
        errors[0].GetProperty("bitsPerWeight").GetInt32().ShouldBe(5);
        CliRun.Of("inspect", package, "--layer-error").Output.ShouldContain("| conv1");

        var compared = CliRun.Of("compare", sheet, run, "--json");

        compared.ExitCode.ShouldBe(0, compared.Error);
        var rows = JsonDocument.Parse(compared.Output).RootElement;
        rows.GetArrayLength().ShouldBe(2);
        CliRun.Of("compare", "--help").Output.ShouldContain("one JSON array");
        var first = rows[0].GetProperty("sheet");
        first.GetRawText().ShouldBe(rows[1].GetProperty("sheet").GetRawText());
        foreach (
            var key in new[]
            {
                "network",
                "dataSet",
                "epochs",
                "seed",
                "denseFloat",
                "segmentsFloat",
                "integer",
                "bits",
                "removedParameters",
                "removedMacs",
                "weightBytes",
                "indexBytes",
                "totalBytes",
                "seconds",
                "baseline",
            }
        )
        {
            first.TryGetProperty(key, out _).ShouldBeTrue(key);
        }

        (first.GetProperty("start").GetString(), first.GetProperty("distillation").GetDouble()).ShouldBe(("dense", 0.25));
        var table = CliRun.Of("compare", sheet, run).Output;
        table.ShouldContain("| " + sheet);
        table.ShouldContain("| most frequent |");
    }

    [Fact]
    public void Damaged_sheets_are_refused_in_one_line()
    {
        var path = Path.Combine(_folder, "damaged.json");
        CliRun.Of("compare", path).ExitCode.ShouldBe(3);
        Gen.String.Sample(
            text =>
            {
                File.WriteAllText(path, text);
                var refused = CliRun.Of("compare", path);
                refused.ExitCode.ShouldBe(3);
                refused.Error.TrimEnd().Split('\n').Length.ShouldBe(1);
            },
            iter: 50,
            threads: 1
        );
    }

    [Theory]
    [InlineData("--width", "9")]
    [InlineData("--distillation", "two")]
    [InlineData("--start", "nowhere")]
    [InlineData("--learning-rate", "NaN")]
    [InlineData("--layer-bits", "conv1=9")]
    [InlineData("--layer-bits", "conv1=4,conv1=5", "conv1=5")]
    [InlineData("--layer-bits", "nowhere=4", "nowhere")]
    public void Options_out_of_range_are_refused(string option, string value, string? named = null)
    {
        var refused = CliRun.Of("train", "--network", "digits", option, value, "--out", Path.Combine(_folder, "x.striate"));
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain(named ?? value);
    }
}
