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
        _folder.Write(
            "t.csv",
            "x,y,label,person\n"
                + string.Concat(
                    Enumerable.Range(0, 240).Select(row => $"{row / 16 * 8},{row % 16 * 8},{(row % 2 == 0 ? "a" : "b")},p{row / 16}\n")
                )
        );
        var folds = OwnData.Folds(_folder.Read(new DataOptions { Group = "person" }), 5).ToArray();
        folds.Length.ShouldBe(5);
        folds.ShouldAllBe(fold => fold.Test.Count == 48 && fold.Training.Count == 192);
        folds[0].Notes.ShouldBe(["fold 1 of 5: 192 samples to learn from, 48 to test"]);
        folds.Select(fold => fold.Checksum).Distinct().Count().ShouldBe(5);
        // By the integers, which are fitted to each fold alike: x tells the person.
        folds
            .SelectMany(fold => Enumerable.Range(0, 48).Select(sample => (int)(sbyte)fold.Test[sample][0]))
            .Distinct()
            .Count()
            .ShouldBeGreaterThanOrEqualTo(15);
        foreach (var fold in folds)
        {
            int[] People(Samples samples) =>
                [.. Enumerable.Range(0, samples.Count).Select(sample => (int)(sbyte)samples[sample][0]).Distinct()];
            People(fold.Test).Length.ShouldBe(3);
            People(fold.Training).Length.ShouldBe(12);
        }
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_a_sample()
    {
        var validated = CrossValidation.Of([90, 92, 94, 96], 4);
        (validated.Mean, validated.Deviation, validated.IsFinished).ShouldBe((93, 2.58, true));
        validated.ToString().ShouldBe("4 folds: mean 93.00 %, standard deviation 2.58 points (90.00, 92.00, 94.00, 96.00)");
    }

    [Fact]
    public void What_is_not_finished_is_said_with_what_is()
    {
        CrossValidation
            .Of([90, 94], 5)
            .ToString()
            .ShouldBe("the folds were not finished (Ctrl-C): 2 of 5 folds: mean 92.00 %, standard deviation 2.83 points (90.00, 94.00)");
        CrossValidation.Of([90], 5).ToString().ShouldBe("the folds were not finished (Ctrl-C): 1 of 5 folds: 90.00 %");
        var none = CrossValidation.Of([], 5);
        (none.Mean, none.Deviation, none.IsFinished).ShouldBe((null, null, false));
        none.ToString().ShouldBe("the folds were not finished (Ctrl-C): 0 of 5 folds");
    }

    [Fact]
    public void Warnings_of_folds_are_told_once_with_their_folds()
    {
        var validated = CrossValidation.Of([1, 2, 3], 3) with
        {
            Warnings =
            [
                ["known", "one", "all", "all"],
                ["all", "two"],
                ["all", "two"],
            ],
        };
        validated.WarningsBeside(["known"]).ShouldBe(["fold 1: one", "every fold: all", "folds 2, 3: two"]);
    }

    // 'b' is in one group, which is 'a', too; 'c' in two.
    [Fact]
    public void The_only_group_of_a_class_is_learned_in_every_fold()
    {
        _folder.Write(
            "t.csv",
            "x,label,g\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 8)
                        .Select(group =>
                            $"{group * 8},a,g{group}\n{(group * 8) + 1},a,g{group}\n"
                            + (group == 3 ? "100,b,g3\n101,b,g3\n" : "")
                            + (group is 5 or 6 ? $"{150 + group},c,g{group}\n" : "")
                        )
                )
        );
        for (var seed = 1; seed <= 20; seed++)
        {
            var raw = _folder.Read(new DataOptions { Group = "g", SplitSeed = seed });
            var folds = OwnData.Folds(raw, 3).ToArray();
            folds.ShouldAllBe(fold => fold.Training.Classes.Distinct().Count() == 3);
            folds.ShouldAllBe(fold => !fold.Test.Classes.Contains(1));
            folds.Sum(fold => fold.Test.Count).ShouldBeInRange(13, 16);
            folds[0].Notes[0].ShouldStartWith("in every fold, ");
            folds[0].Notes[0].ShouldContain("'b'");
            folds[1].Notes.ShouldBe([folds[1].Split!]);
        }
    }

    // Each takes as much memory as all samples.
    [Fact]
    public void Folds_read_the_files_once_and_are_prepared_when_they_are_asked_for()
    {
        _folder.Write(
            "t.csv",
            "x,label\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row * 7 % 50},{(row % 2 == 0 ? "a" : "b")}\n"))
        );
        var (data, folds) = new DataSource(null, _folder["t.csv"], new DataOptions()).Own(3);
        File.Delete(_folder["t.csv"]);
        data!.Training.Count.ShouldBe(48);
        folds.Count().ShouldBe(3);
        folds.First().ShouldNotBeSameAs(folds.First());
        folds.Select(fold => fold.Test.Count).ShouldBe([20, 20, 20]);
    }

    // The package is written before the folds begin: what it is is told, whenever they end.
    [Fact]
    public async Task Ctrl_C_in_a_fold_leaves_the_report_and_tells_how_many_are_finished()
    {
        _folder.Write(
            "t.csv",
            "x,y,label\n"
                + string.Concat(
                    Enumerable.Range(0, 120).Select(row => $"{row * 7 % 50},{(row % 2 * 40) + (row % 7)},{(row % 2 == 0 ? "a" : "b")}\n")
                )
        );
        string[] command =
        [
            "train",
            "--baseline",
            "short",
            "--data",
            _folder["t.csv"],
            "--epochs",
            "3",
            "--folds",
            "3",
            "--out",
            _folder["p.striate"],
        ];
        var run = await CliRun.InterruptedAsync("own: fold 2 of 3", command);
        run.ExitCode.ShouldBe(ExitCode.Cancelled, run.Error);
        run.Output.ShouldContain("the folds were not finished (Ctrl-C): 1 of 3 folds: ");
        run.Output.ShouldContain("features on own");
        run.Output.ShouldNotContain("finished early");
        var json = (await CliRun.InterruptedAsync("own: fold 1 of 3", [.. command, "--json"])).Json;
        json.GetProperty("folds").GetProperty("isFinished").GetBoolean().ShouldBeFalse();
        json.GetProperty("folds").GetProperty("accuracies").GetArrayLength().ShouldBe(0);
        json.GetProperty("finishedEarly").GetBoolean().ShouldBeFalse();
        json.GetProperty("report").GetProperty("integer").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Folds_are_trained_and_told()
    {
        _folder.Write(
            "t.csv",
            "x,y,label\n"
                + string.Concat(
                    Enumerable.Range(0, 120).Select(row => $"{row * 7 % 50},{(row % 2 * 40) + (row % 7)},{(row % 2 == 0 ? "a" : "b")}\n")
                )
        );
        var run = CliRun.Of(
            "train",
            "--baseline",
            "short",
            "--data",
            _folder["t.csv"],
            "--out",
            _folder["p.striate"],
            "--epochs",
            "3",
            "--folds",
            "3",
            "--json"
        );
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("folds").GetProperty("accuracies").GetArrayLength().ShouldBe(3);
        run.Error.ShouldContain("own: fold 3 of 3: 80 samples to learn from, 40 to test");
        run.Json.GetProperty("warnings")
            .EnumerateArray()
            .Select(warning => warning.GetString()!)
            .ShouldContain(warning => warning.StartsWith("every fold: "), run.Output);
        CliRun
            .Of("train", "--baseline", "short", "--network", "digits", "--out", _folder["d.striate"], "--folds", "3")
            .ShouldFail(ExitCode.Usage, "--folds is for your own data");
        _folder.Write("few.csv", "x,label,g\n1,a,p\n2,b,p\n3,a,q\n4,b,q\n");
        CliRun
            .Of("train", "--baseline", "short", "--data", _folder["few.csv"], "--group", "g", "--out", _folder["p.striate"], "--folds", "3")
            .ShouldFail(ExitCode.BadInput, "too few recordings, rows or groups for 3 folds");
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
                _folder.Write(
                    $"{name}/{recording}.csv",
                    "x\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{(row + recording) % (name == "a" ? 3 : 7)}\n"))
                );
            }
        }

        var run = CliRun.Of(
            "train",
            "--baseline",
            "short",
            "--data",
            _folder.Root,
            "--window",
            window.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--out",
            _folder["p.striate"],
            "--epochs",
            "2"
        );
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain(window < 24 ? "short1d on own" : "motion1d on own");
    }
}
