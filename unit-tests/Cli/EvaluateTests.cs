using Striate.Cli;
using Striate.DataSets;
using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Cli;

public class EvaluateTests
{
    [Fact]
    public void Every_test_sample_is_judged()
    {
        using var folder = new PackageFolder();
        PackageFile.Write(folder.Package, new ModelPackage(AlwaysThree(), null, []));
        var run = CliRun.Slowly("evaluate", folder.Package, "--data-set", "digits", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Error.ShouldContain("360 of 360, 00:00 left");
        CliRun.Of("evaluate", folder.Package, "--data-set", "digits").Error.ShouldBeEmpty();
        var json = run.Json;
        json.GetProperty("samples").GetInt32().ShouldBe(Digits.TestCount);
        json.GetProperty("correct").GetInt32().ShouldBe(36);
        json.GetProperty("integer").GetDouble().ShouldBe(10.00);
        json.GetProperty("baseline").GetDouble().ShouldBe(10.00);
        int[][] confusion =
        [
            .. json.GetProperty("confusion")
                .EnumerateArray()
                .Select(row => row.EnumerateArray().Select(count => count.GetInt32()).ToArray()),
        ];
        confusion.Length.ShouldBe(10);
        confusion.ShouldAllBe(row => row.Sum() == 36);
        confusion.Select((row, number) => row[number]).Sum().ShouldBe(json.GetProperty("correct").GetInt32());
        json.GetProperty("recalls")
            .EnumerateArray()
            .Select((recall, number) => recall.GetDouble() - Percentages.Of(confusion[number][number], 36))
            .ShouldAllBe(difference => difference == 0);
    }

    [Fact]
    public void What_cannot_be_judged_is_refused()
    {
        using var folder = new PackageFolder();
        CliRun.Of("evaluate", folder.Package).ShouldBeRefused(ExitCode.CheckFailed, "4x4x2", "8x8x1");
        CliRun.Of("evaluate", folder.Package, "--data-set", "digit").ShouldBeRefused(ExitCode.Usage, "digit", "fashion-mnist");
        CliRun
            .Of("evaluate", folder.Package, "--data-set", "cifar10", "--data", folder["absent"])
            .ShouldBeRefused(ExitCode.BadInput, "data_batch_1.bin");
        PackageFile.Write(folder.Package, new ModelPackage(AlwaysThree(), null, []));
        CliRun.Of("evaluate", folder.Package).ShouldBeRefused(ExitCode.Usage, "--data-set");
    }

    private static Network AlwaysThree()
    {
        var input = Digits.Load().Input;
        var flat = new Flatten("flat", [Network.InputName], input with { Shape = new Shape(1, 1, 64) });
        return new Network(
            "three",
            input,
            [
                flat,
                new FullyConnected(
                    "logits",
                    ["flat"],
                    new FeatureMap(new Shape(1, 1, 10), IntegerType.Int32, 1),
                    8,
                    [.. new sbyte[640]],
                    [0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
                    null
                ),
            ],
            []
        );
    }
}
