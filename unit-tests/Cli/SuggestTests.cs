using System.Text.RegularExpressions;
using Striate.Cli;
using Striate.Model.Graph;
using Striate.Trainer.Networks;
using Striate.UnitTests.DataSets;
using Striate.Zoo.Chains;

namespace Striate.UnitTests.Cli;

public sealed class SuggestTests : IDisposable
{
    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Shapes from the smallest on, of each kind of data.</summary>
    public static TheoryData<int, int, int> Shapes =>
        new()
        {
            { 1, 1, 1 },
            { 1, 1, 40 },
            { 1, 2, 3 },
            { 1, 5, 1 },
            { 1, 7, 2 },
            { 1, 16, 1 },
            { 1, 20, 3 },
            { 1, 40, 3 },
            { 1, 128, 6 },
            { 1, 1023, 1 },
            { 1, 1024, 1 },
            { 1, 2000, 1 },
            { 2, 2, 1 },
            { 8, 8, 1 },
            { 3, 40, 3 },
        };

    // What is planned is what will be trained: the same layers, maps and weights.
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_proposal_s_text_is_the_network_that_was_planned(int rows, int columns, int channels)
    {
        var input = new FeatureMap(new Shape(rows, columns, channels), IntegerType.Int8, 1.0 / 64);
        foreach (var proposal in Proposals.For(input.Shape, 3))
        {
            var planned = proposal.Make(input);
            var described = NetworkLayout.From(NetworkText.Parse(proposal.Name, proposal.Text), input.Shape);
            described
                .Layers.Select(layer => (layer.Name, layer.Output))
                .ShouldBe(planned.Layers.Select(layer => (layer.Name, layer.Output.Shape)));
            described.Layers[^1].Output.Length.ShouldBe(3);
        }
    }

    [Fact]
    public void The_largest_that_fits_is_proposed_and_written()
    {
        WriteRecordings();
        var file = _folder["my.network"];
        var run = CliRun.Of("suggest", _folder["data"], "--window", "16", "--milliseconds", "20", "--out", file, "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var networks = run.Json.GetProperty("networks").EnumerateArray().ToArray();
        var proposed = networks.First(network => network.GetProperty("fits").GetBoolean());
        run.Json.GetProperty("proposed").GetString().ShouldBe(proposed.GetProperty("name").GetString());
        proposed.GetProperty("most").GetDouble().ShouldBeLessThanOrEqualTo(20);
        networks
            .TakeWhile(network => !network.GetProperty("fits").GetBoolean())
            .ShouldAllBe(network => network.GetProperty("tooLarge").GetString() == "time");
        networks[0].GetProperty("fits").GetBoolean().ShouldBeFalse();
        File.ReadAllText(file).ShouldBe(proposed.GetProperty("text").GetString());

        CliRun.Of("suggest", _folder["data"], "--window", "16", "--max-flash", "1K").Output.ShouldContain("none of them fits");
        CliRun.Of("suggest", _folder["data"], "--out", _folder["my.txt"]).ShouldFail(ExitCode.Usage, "a network's file ends in .network");
        CliRun.Of("suggest").ShouldFail(ExitCode.Usage, "give the folder or file of the data");
    }

    // The limit that is exceeded says what helps; what the user set is loosened before another board is bought.
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void What_helps_depends_on_what_is_too_large()
    {
        WriteRecordings();
        string Remedy(params string[] options) =>
            CliRun.Of(["suggest", _folder["data"], "--window", "16", "--json", .. options]).Json.GetProperty("remedy").GetString()!;
        Remedy("--max-flash", "1K").ShouldEndWith(" takes too much flash; take a larger --max-flash");
        Remedy("--max-heap", "100").ShouldEndWith(" takes too much heap; take a larger --max-heap or a shorter window");
        Remedy("--max-il", "100").ShouldEndWith(" takes too much IL; take a larger --max-il");
        Remedy("--milliseconds", "1", "--max-il", "100")
            .ShouldEndWith(" takes too much IL and time; take a larger --max-il, more --milliseconds or a shorter window");
        SuggestAdvice
            .Remedy(
                new Shape(1, 1, 9),
                new Striate.Codegen.GeneratorOptions(Target: Striate.Platform.Targets.Default),
                "tiny",
                ["flash", "heap"]
            )
            .ShouldBe(
                "even tiny takes too much flash and heap; take a --target with more flash, a --target with more heap or fewer columns"
            );
        SuggestAdvice
            .Remedy(new Shape(9, 9, 1), new Striate.Codegen.GeneratorOptions(Target: Striate.Platform.Targets.Default), "tiny", ["time"])
            .ShouldBe("even tiny takes too much time; take more --milliseconds or smaller images");
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void The_command_that_trains_reads_the_data_as_they_were_planned_for()
    {
        WriteRecordings();
        var file = _folder["my network.network"];
        var run = CliRun.Of("suggest", _folder["data"], "--window", "16", "--hop", "4", "--out", file);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain(
            $"    striate train --network \"{file}\" --data {_folder["data"]} --window 16 --hop 4 --out \"{_folder["my network.striate"]}\""
        );
        var digits = CliRun.Of("suggest", "--data-set", "digits", "--milliseconds", "1000", "--out", _folder["d.network"], "--json");
        digits
            .Json.GetProperty("train")
            .GetString()
            .ShouldBe($"striate train --network {_folder["d.network"]} --data-set digits --out {_folder["d.striate"]}");
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_network_that_a_person_changed_is_not_replaced()
    {
        WriteRecordings();
        var file = _folder["my.network"];
        string[] command = ["suggest", _folder["data"], "--window", "16", "--out", file];
        CliRun.Of(command).ExitCode.ShouldBe(ExitCode.Success);
        var proposed = File.ReadAllText(file);
        CliRun.Of([.. command, "--milliseconds", "2000"]).ExitCode.ShouldBe(ExitCode.Success, "what suggest wrote is written again");
        foreach (var changed in new[] { proposed.Replace("conv", "CONV", StringComparison.Ordinal), proposed + new string('#', 100_000) })
        {
            File.WriteAllText(file, changed);
            CliRun.Of(command).ShouldFail(ExitCode.BadInput, file, "was changed since", "--force");
            File.ReadAllText(file).ShouldBe(changed);
        }

        CliRun.Of([.. command, "--force"]).ExitCode.ShouldBe(ExitCode.Success);
        File.ReadAllText(file).ShouldBe(proposed);
    }

    [Fact]
    public void The_help_of_train_shows_the_form_of_networks()
    {
        var help = CliRun.Of("train", "--help").Output;
        help.ShouldContain("  conv1:  conv 3x3 16");
        // Every line of a layer in it is one that is understood.
        string[] layers =
        [
            .. NetworkText
                .Help.Select(line => Regex.Match(line, "^  (\\S+:) +(.+?)(   |$)"))
                .Where(match => match.Success && !match.Value.Contains("from=", StringComparison.Ordinal))
                .Select(match => match.Groups[1].Value + " " + match.Groups[2].Value),
        ];
        layers.Length.ShouldBeGreaterThan(4);
        NetworkText.Parse("help", string.Join('\n', layers)).Layers.Length.ShouldBe(layers.Length);
        NetworkText.Help.ShouldAllBe(line => line.Length <= 60);
    }

    private void WriteRecordings()
    {
        foreach (var name in new[] { "a/1", "a/2", "b/1", "b/2" })
        {
            _folder.Write($"data/{name}.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row % 7},{row % 5}\n")));
        }
    }
}
