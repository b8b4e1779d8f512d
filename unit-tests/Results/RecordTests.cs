using System.Text.Json.Nodes;
using CsCheck;
using Striate.Cli;
using Striate.Results;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.Results;

/// <summary>striate results: records, garbage in their place, the page of a folder.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class RecordTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-records-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string this[string name] => Path.Combine(_folder, name);

    [Fact]
    public void A_run_becomes_a_record_with_its_command_and_a_page()
    {
        string[] options =
        [
            "--seed 3",
            "--budget 75",
            "--epochs 2",
            "--bits 6",
            "--width 0.5",
            "--distillation 0.25",
            "--start dense",
            "--baseline short",
            "--importance taylor",
            "--shared-weights",
            "--prune-start 0.1",
            "--prune-end 0.5",
            "--budget-unit macs",
            "--scales power-of-two",
            "--layer-bits conv1=5,conv2=7",
            "--qat-fraction 0.5",
            "--learning-rate 0.05",
            "--qat-learning-rate 0.002",
            "--weight-decay 0.001",
            "--batch 32",
            "--precision mixed",
            "--golden 2",
        ];
        var trained = CliRun.Of([
            "train",
            "--network",
            "digits",
            .. string.Join(' ', options).Split(' '),
            "--run",
            this["run"],
            "--out",
            this["a.striate"],
            "--out-dense",
            this["dense.striate"],
        ]);
        trained.ExitCode.ShouldBe(0, trained.Error);
        Directory.CreateDirectory(this["records"]);
        var record = this["records/a.json"];
        string[] packages = ["--package", this["a.striate"], "--dense", this["dense.striate"], "--vectors", "1", "--json"];

        var run = CliRun.Of(["results", "record", record, "--run", this["run"], .. packages]);

        run.ExitCode.ShouldBe(0, run.Error);
        var written = JsonNode.Parse(File.ReadAllText(record))!;
        ((string?)written["command"]).ShouldBe($"striate train --network digits {string.Join(' ', options)} --out digits.striate");
        written["segments"]!["code"]!.AsArray().Count.ShouldBe(4);
        ((double)written["segments"]!["code"]![3]!["instructions"]!).ShouldBeLessThan(
            (double)written["dense"]!["code"]![3]!["instructions"]!
        );
        ((long)written["segments"]!["storage"]!["totalBytes"]!).ShouldBe((long)written["totalBytes"]!);
        written["segments"]!["shapes"]!.AsArray().Count.ShouldBe(3);
        ((string?)written["segments"]!["layerBits"]).ShouldBe("conv1=5,conv2=7,conv3=6,logits=6");
        written["dense"]!["shapes"]!.AsArray().Count.ShouldBe(0);

        CliRun.Of(["results", "record", record, "--note", "as it was", .. packages]).ExitCode.ShouldBe(0);
        CliRun.Of(["results", "record", record, "--run", this["run"], .. packages]).ExitCode.ShouldBe(0);
        var before = File.ReadAllText(record);
        before.ShouldContain("\"note\": \"as it was\"");
        CliRun.Of(["results", "record", record, .. packages]).ExitCode.ShouldBe(0);
        File.ReadAllText(record).ShouldBe(before);
        CliRun.Of("results", "record", record, "--package", this["a.striate"]).ShouldBeRefused(ExitCode.Usage, "--dense");
        CliRun
            .Of("results", "record", record, "--run", this["run"], "--package", this["dense.striate"])
            .ShouldBeRefused(ExitCode.BadInput, "dense.striate", "SHA-256");
        CliRun
            .Of("results", "record", record, "--run", this["run"], "--package", this["a.striate"], "--dense", this["a.striate"])
            .ShouldBeRefused(ExitCode.BadInput, "a.striate", "--out-dense");

        CliRun
            .Of("inspect", this["a.striate"], "--sheet", this["records/a-kernels.png"], "--beside", this["dense.striate"])
            .ExitCode.ShouldBe(0);
        ShouldHaveAPage();
    }

    [Fact]
    public void Garbage_is_refused_in_one_line()
    {
        var path = this["damaged.json"];
        Gen.String.Sample(
            text =>
            {
                File.WriteAllText(path, text);
                CliRun.Of("results", "page", _folder, "--out", this["page.md"]).ShouldBeRefused(ExitCode.BadInput, "damaged.json");
            },
            iter: 30,
            threads: 1
        );
        File.Delete(path);
        File.WriteAllText(this["training-speed.json"], "{}");
        CliRun.Of("results", "page", _folder, "--out", this["page.md"]).ShouldBeRefused(ExitCode.BadInput, "training-speed.json");
    }

    // Each value of a true record in turn replaced by something that does not belong there.
    [Fact]
    public void A_record_with_a_wrong_value_is_refused_in_one_line()
    {
        var text = File.ReadAllText(Path.Combine(Records.Root(), "docs", "results", "motion1d.json"));
        var path = this["damaged.json"];
        var count = Values(JsonNode.Parse(text)!).Count();
        count.ShouldBeGreaterThan(100);
        string[] wrong = ["null", "[]", "{\"a\": 1}", "\"|\\u0000\"", "1e999", "true"];
        for (var index = 0; index < count; index++)
        {
            foreach (var value in wrong)
            {
                var record = JsonNode.Parse(text)!;
                var replaced = Values(record).ElementAt(index);
                // What may be left out may be null.
                if (value == "null" && replaced.GetPropertyName() is "command" or "instructions" or "heapBytes")
                {
                    continue;
                }

                var where = replaced.GetPath();
                replaced.ReplaceWith(JsonNode.Parse("\"@\"")!);
                File.WriteAllText(path, record.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal));
                var problem = Should.Throw<StriateException>(() => ResultSheet.Read(path), $"{where} is {value}").Message;
                problem.ShouldStartWith(path);
                problem.ShouldNotContain('\n');
            }
        }
    }

    [Fact]
    public void A_run_that_took_networks_names_its_source()
    {
        Directory.CreateDirectory(this["run"]);
        File.WriteAllText(this["run/config.json"], "{\"network\": \"digits\", \"taken\": \"dense abc\"}");
        File.Copy(Path.Combine(Records.Root(), "docs", "results", "digits.json"), this["run/results.json"]);
        var package = Path.Combine(Records.Root(), "examples", "digits", "digits.striate");
        CliRun
            .Of("results", "record", this["a.json"], "--run", this["run"], "--package", package)
            .ShouldBeRefused(ExitCode.Usage, "--source");
        File.WriteAllText(this["run/config.json"], "{\"network\": \"digits\", \"seed\": 2}");
        CliRun
            .Of("results", "record", this["a.json"], "--run", this["run"], "--package", package)
            .ShouldBeRefused(ExitCode.BadInput, "another training");
        File.WriteAllText(this["run/config.json"], "{\"network\": \"digits\", \"epochs\": 40}");
        CliRun
            .Of("results", "record", this["a.json"], "--run", this["run"], "--package", package)
            .ShouldBeRefused(ExitCode.BadInput, "has 100 epochs", "asks for 40");
        File.WriteAllText(this["run/config.json"], "{\"network\": 5}");
        CliRun
            .Of("results", "record", this["a.json"], "--run", this["run"], "--package", package)
            .ShouldBeRefused(ExitCode.BadInput, "config.json");
    }

    [Fact]
    public void A_measured_speed_replaces_that_of_the_same_network()
    {
        var path = this[TrainingSpeed.File];
        foreach (var (network, plain, trainer) in new[] { ("resnet8", 1000.0, 2000.0), ("densenet40", 30, 60), ("resnet8", 1000, 2500) })
        {
            TrainingSpeed.Record(path, "a machine", new TrainingRate(network, 2, 128, "mixed", 5, plain, trainer));
        }

        CliRun.Of("results", "page", _folder, "--out", this["page.md"]).ExitCode.ShouldBe(0);
        var page = File.ReadAllText(this["page.md"]);
        page.ShouldContain(
            "| resnet8 | 2 | 128 | mixed | 5 | 1,000 | 2,500 | 2.50 |\n| densenet40 | 2 | 128 | mixed | 5 | 30 | 60 | 2.00 |"
        );
        page.ShouldContain("both networks take about 176 hours at 60 images/s in floating point (a machine)");
        TrainingSpeed.Read(path).Networks.Length.ShouldBe(2);
    }

    [Fact]
    public void What_is_not_there_is_refused()
    {
        CliRun.Of("results", "page", this["nowhere"], "--out", this["page.md"]).ShouldBeRefused(ExitCode.BadInput, "nowhere");
        using var package = new PackageFolder();
        CliRun
            .Of("results", "record", this["a.json"], "--package", package.Package)
            .ShouldBeRefused(ExitCode.BadInput, "a.json", "--results");
        CliRun.Of("inspect", package.Package, "--sheet", this["a.png"]).ShouldBeRefused(ExitCode.Usage, "--beside");
    }

    private void ShouldHaveAPage()
    {
        string[] page = ["results", "page", this["records"], "--out", this["page.md"]];
        CliRun.Of([.. page, "--check"]).ExitCode.ShouldBe(ExitCode.CheckFailed);
        File.Exists(this["page.md"]).ShouldBeFalse();
        CliRun.Of(page).ExitCode.ShouldBe(0);
        CliRun.Of([.. page, "--check"]).ExitCode.ShouldBe(0);
        File.ReadAllText(this["page.md"]).ShouldContain("(records/a-kernels.png)");

        File.AppendAllText(this["page.md"], "by hand");
        CliRun.Of([.. page, "--check"]).ExitCode.ShouldBe(ExitCode.CheckFailed);
        CliRun.Of(page).ExitCode.ShouldBe(0);
        File.Delete(this["records/a-shapes.png"]);
        CliRun.Of([.. page, "--check"]).Output.ShouldContain("a-shapes.png");
        File.Copy(Path.Combine(Records.Root(), "docs", "results", "digits-kernels.png"), this["records/a-kernels.png"], overwrite: true);
        CliRun.Of(page).ShouldBeRefused(ExitCode.BadInput, "a-kernels.png", "inspect");
    }

    private static IEnumerable<JsonNode> Values(JsonNode node) =>
        node switch
        {
            JsonObject fields => fields.Where(field => field.Value is not null).SelectMany(field => Values(field.Value!)),
            JsonArray items => items.SelectMany(item => Values(item!)),
            _ => [node],
        };
}
