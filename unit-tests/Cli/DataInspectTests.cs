using SkiaSharp;
using Striate.Cli;
using Striate.UnitTests.DataSets;

namespace Striate.UnitTests.Cli;

public sealed class DataInspectTests : IDisposable
{
    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Samples_ranges_and_faults_are_shown_with_file_and_row()
    {
        _folder.Write("train.csv", "x,y,z,label\n" + string.Concat(Enumerable.Range(0, 30).Select(row => $"{row},{-row}.5,7,{(row % 2 == 0 ? "a" : "b")}\n")) + "3,-3.5,7,a\n");
        _folder.Write("test.csv", "x,y,z,label\n100,1.5,7,a\n5,-5.5,7,b\n200,2.5,7,c\n");
        var run = CliRun.Of("data", "inspect", _folder.Root, "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var json = run.Json;
        json.GetProperty("classes").EnumerateArray().Select(figures => (figures.GetProperty("name").GetString(), figures.GetProperty("training").GetInt32(), figures.GetProperty("test").GetInt32()))
            .ShouldBe([("a", 16, 1), ("b", 15, 1), ("c", 0, 1)]);
        json.GetProperty("channels").EnumerateArray().Select(figures => (figures.GetProperty("name").GetString(), figures.GetProperty("minimum").GetDouble(), figures.GetProperty("maximum").GetDouble()))
            .ShouldBe([("x", 0, 200), ("y", -29.5, 2.5), ("z", 7, 7)]);
        json.GetProperty("repeated").GetInt32().ShouldBe(1);
        string[] faults = [.. json.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()!)];
        faults.ShouldContain("there are no training samples of class 'c', which the network cannot learn; number the classes from 0 without gaps");
        faults.ShouldContain("channel 'z' is always 7: it carries nothing; remove it");
        faults.ShouldContain($"{_folder["test.csv"]}, line 3 is tested and has the values of {_folder["train.csv"]}, line 7, which is learned");
        faults.ShouldContain($"{_folder["train.csv"]}, line 32 has another class than {_folder["train.csv"]}, line 5, whose values are the same");
        faults.ShouldAllBe(fault => !fault.Contains('\n'));
        CliRun.Of("data", "inspect", _folder.Root).Output.ShouldContain("warning: channel 'z' is always 7");
    }

    [Fact]
    public void A_sheet_has_a_row_of_samples_for_each_class()
    {
        for (var recording = 0; recording < 3; recording++)
        {
            _folder.Write($"data/low/{recording}.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 16).Select(row => $"{row},7\n")));
            _folder.Write($"data/high/{recording}.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 16).Select(row => $"{100 - row},7\n")));
        }

        var sheet = _folder["sheet.png"];
        var run = CliRun.Of("data", "inspect", _folder["data"], "--window", "16", "--sheet", sheet);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        using var picture = SKBitmap.Decode(sheet);
        (picture.Width, picture.Height).ShouldBe((4 + (8 * 164), 4 + (2 * 84)));
        // The first channel falls in the first row and rises in the second.
        DarkOf(picture, 8, 4).ShouldBeLessThan(DarkOf(picture, 150, 4));
        DarkOf(picture, 8, 88).ShouldBeGreaterThan(DarkOf(picture, 150, 88));

        static int DarkOf(SKBitmap picture, int x, int top) => Enumerable.Range(top, 81).First(y => picture.GetPixel(x, y) is { Blue: > 150, Red: < 100 });
    }

    [Fact]
    public void Published_data_are_inspected_and_nothing_is_refused()
    {
        var run = CliRun.Of("data", "inspect", "--data-set", "digits");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("digits: samples of 8x8x1");
        CliRun.Of("data", "inspect").ShouldFail(ExitCode.Usage, "give the folder or file of the data, or --data-set NAME");
        CliRun.Of("data", "inspect", _folder["nothere"]).ShouldFail(ExitCode.BadInput, "is missing");
        CliRun.Of("data", "inspect", "--data-set", "digits", "--label", "x").ShouldFail(ExitCode.Usage, "--label has no effect on data set 'digits'");
    }
}
