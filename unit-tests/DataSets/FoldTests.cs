using Striate.Cli;
using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.DataSets;

[Collection(TorchTests.Name)]
public sealed class FoldTests : IDisposable
{
    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Each sample has a value of its own.
    [Fact]
    public void Every_group_is_tested_once_and_never_learned_beside()
    {
        _folder.Write("t.csv", "x,y,label,person\n" + string.Concat(Enumerable.Range(0, 240).Select(row => $"{row / 16 * 8},{row % 16 * 8},{(row % 2 == 0 ? "a" : "b")},p{row / 16}\n")));
        var folds = OwnData.Folds(_folder.Read(new DataOptions { Group = "person" }), 5);
        folds.Length.ShouldBe(5);
        folds.ShouldAllBe(fold => fold.Test.Count == 48 && fold.Training.Count == 192);
        folds[0].Notes.ShouldBe(["fold 1 of 5: 192 samples to learn from, 48 to test"]);
        folds.Select(fold => fold.Checksum).Distinct().Count().ShouldBe(5);
        // By the integers, which are fitted to each fold alike: x tells the person.
        folds.SelectMany(fold => Enumerable.Range(0, 48).Select(sample => (int)(sbyte)fold.Test[sample][0])).Distinct().Count().ShouldBeGreaterThanOrEqualTo(15);
        foreach (var fold in folds)
        {
            int[] People(Samples samples) => [.. Enumerable.Range(0, samples.Count).Select(sample => (int)(sbyte)samples[sample][0]).Distinct()];
            People(fold.Test).Length.ShouldBe(3);
            People(fold.Training).Length.ShouldBe(12);
        }
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_a_sample()
    {
        var validated = CrossValidation.Of([90, 92, 94, 96]);
        (validated.Mean, validated.Deviation).ShouldBe((93, 2.58));
        validated.ToString().ShouldBe("4 folds: mean 93.00 %, standard deviation 2.58 points (90.00, 92.00, 94.00, 96.00)");
    }

    [Fact]
    public void Folds_are_trained_and_told()
    {
        _folder.Write("t.csv", "x,y,label\n" + string.Concat(Enumerable.Range(0, 120).Select(row => $"{row * 7 % 50},{(row % 2 * 40) + (row % 7)},{(row % 2 == 0 ? "a" : "b")}\n")));
        var run = CliRun.Of("train", "--data", _folder["t.csv"], "--out", _folder["p.striate"], "--epochs", "3", "--folds", "3", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("folds").GetProperty("accuracies").GetArrayLength().ShouldBe(3);
        run.Error.ShouldContain("own: fold 3 of 3: 80 samples to learn from, 40 to test");
        CliRun.Of("train", "--network", "digits", "--out", _folder["d.striate"], "--folds", "3").ShouldFail(ExitCode.Usage, "--folds is for your own data");
        _folder.Write("few.csv", "x,label,g\n1,a,p\n2,b,p\n3,a,q\n4,b,q\n");
        CliRun.Of("train", "--data", _folder["few.csv"], "--group", "g", "--out", _folder["p.striate"], "--folds", "3").ShouldFail(ExitCode.BadInput, "too few recordings, rows or groups for 3 folds");
    }

    // Windows of two steps: no kernel sees nothing but padding.
    [Theory]
    [InlineData(2)]
    [InlineData(23)]
    [InlineData(24)]
    public void Windows_of_any_length_have_a_usual_network(int window)
    {
        foreach (var name in new[] { "a", "b" })
        {
            for (var recording = 0; recording < 4; recording++)
            {
                _folder.Write($"{name}/{recording}.csv", "x\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{(row + recording) % (name == "a" ? 3 : 7)}\n")));
            }
        }

        var run = CliRun.Of("train", "--data", _folder.Root, "--window", window.ToString(System.Globalization.CultureInfo.InvariantCulture), "--out", _folder["p.striate"], "--epochs", "2");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain(window < 24 ? "short1d on own" : "motion1d on own");
    }
}
