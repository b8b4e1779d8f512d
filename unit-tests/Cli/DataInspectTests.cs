using SkiaSharp;
using Striate.Cli;
using Striate.DataSets;
using Striate.Model.Graph;
using Striate.UnitTests.DataSets;

namespace Striate.UnitTests.Cli;

public sealed class DataInspectTests : IDisposable
{
    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Samples_ranges_and_faults_are_shown_with_file_and_row()
    {
        _folder.Write(
            "train.csv",
            "x,y,z,label\n"
                + string.Concat(Enumerable.Range(0, 30).Select(row => $"{row},{-row}.5,7,{(row % 2 == 0 ? "a" : "b")}\n"))
                + "3,-3.5,7,a\n"
        );
        _folder.Write("test.csv", "x,y,z,label\n100,1.5,7,a\n5,-5.5,7,b\n200,2.5,7,c\n");
        var run = CliRun.Of("data", "inspect", _folder.Root, "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var json = run.Json;
        json.GetProperty("classes")
            .EnumerateArray()
            .Select(figures =>
                (
                    figures.GetProperty("name").GetString(),
                    figures.GetProperty("training").GetInt32(),
                    figures.GetProperty("test").GetInt32()
                )
            )
            .ShouldBe([("a", 16, 1), ("b", 15, 1), ("c", 0, 1)]);
        json.GetProperty("channels")
            .EnumerateArray()
            .Select(figures =>
                (
                    figures.GetProperty("name").GetString(),
                    figures.GetProperty("minimum").GetDouble(),
                    figures.GetProperty("maximum").GetDouble()
                )
            )
            .ShouldBe([("x", 0, 200), ("y", -29.5, 2.5), ("z", 7, 7)]);
        json.GetProperty("repeated").GetInt32().ShouldBe(1);
        string[] faults = [.. json.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()!)];
        faults.ShouldContain(
            "there are no training samples of class 'c', which the network cannot learn; number the classes from 0 without gaps"
        );
        faults.ShouldContain("channel 'z' is always 7: it carries nothing; remove it");
        faults.ShouldContain(
            $"{_folder["test.csv"]}, line 3 is tested and has the values of {_folder["train.csv"]}, line 7, which is learned"
        );
        faults.ShouldContain(
            $"{_folder["train.csv"]}, line 32 has another class than {_folder["train.csv"]}, line 5, whose values are the same"
        );
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

        static int DarkOf(SKBitmap picture, int x, int top) =>
            Enumerable.Range(top, 81).First(y => picture.GetPixel(x, y) is { Blue: > 150, Red: < 100 });
    }

    // 0.1 and 0.2 in a range of -1000..1000 are the same integer, and not the same reading.
    [Fact]
    public void Samples_that_become_the_same_are_not_called_the_same()
    {
        string Rows(string x) =>
            string.Concat(Enumerable.Range(0, 20).Select(row => $"{(row - 10) * 100}{x},{(row % 2 == 0 ? "a" : "b")}\n"));
        _folder.Write("train.csv", "x,label\n" + Rows(".1"));
        _folder.Write("test.csv", "x,label\n" + Rows(".2"));
        var json = CliRun.Of("data", "inspect", _folder.Root, "--json").Json;
        json.GetProperty("repeated").GetInt32().ShouldBe(0);
        string[] faults = [.. json.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()!)];
        faults.ShouldContain(
            "20 of 20 test samples (100.0 %) have the integers of a training sample: the network cannot tell them apart, and the accuracy tells how well they were memorised"
        );
        faults.ShouldAllBe(fault => !fault.Contains("has the values of") && !fault.Contains("training samples, too"));

        // The same readings in the test, each once and of the other class: as many in the count as in the warning.
        _folder.Write("test.csv", "x,label\n" + Rows(".1").Replace(",a", ",?").Replace(",b", ",a").Replace(",?", ",b"));
        json = CliRun.Of("data", "inspect", _folder.Root, "--json").Json;
        (json.GetProperty("repeated").GetInt32(), json.GetProperty("contradictory").GetInt32()).ShouldBe((20, 20));
        json.GetProperty("faults")
            .EnumerateArray()
            .Select(fault => fault.GetString()!)
            .ShouldContain(fault => fault.StartsWith("20 of 20 test samples"));
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_sheet_is_bounded_and_says_what_it_does_not_show()
    {
        const int Classes = 70;
        var samples = new Samples(new byte[Classes * 130 * 260], [.. Enumerable.Range(0, Classes)]);
        samples.Values.AsSpan(0, 65 * 260).Fill(255);
        var data = new DataSet(
            "own",
            "",
            new FeatureMap(new Shape(130, 260, 1), IntegerType.UInt8, 1),
            [.. Enumerable.Range(0, Classes).Select(number => $"{number}")],
            samples,
            samples
        );
        SampleSheet.Left(data).ShouldBe(6);
        using var file = new MemoryStream();
        SampleSheet.Write(data, file);
        file.Position = 0;
        using var picture = SKBitmap.Decode(file);
        (picture.Width, picture.Height).ShouldBe((4 + (8 * 132), 4 + (64 * 68)));
        // The upper half of the first sample is white: 65 of 130 rows become 32 of 64.
        ((int)picture.GetPixel(60, 4 + 31).Red, (int)picture.GetPixel(60, 4 + 32).Red).ShouldBe((255, 0));

        for (var name = 0; name < Classes; name++)
        {
            _folder.Write($"data/{name}/a.csv", $"x\n1\n{name}\n3\n");
            _folder.Write($"data/{name}/b.csv", $"x\n2\n{name}\n4\n");
        }

        string[] command = ["data", "inspect", _folder["data"], "--window", "2", "--sheet", _folder["sheet.png"]];
        CliRun.Of(command).Output.ShouldContain("a row of samples for each of the first 64 classes; 6 more are not shown");
        CliRun.Of([.. command, "--json"]).Json.GetProperty("sheetClassesLeft").GetInt32().ShouldBe(6);
    }

    [Fact]
    public void Published_data_are_inspected_and_nothing_is_refused()
    {
        var run = CliRun.Of("data", "inspect", "--data-set", "digits");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("digits: samples of 8x8x1");
        CliRun.Of("data", "inspect").ShouldFail(ExitCode.Usage, "give the folder or file of the data, or --data-set NAME");
        CliRun.Of("data", "inspect", _folder["nothere"]).ShouldFail(ExitCode.BadInput, "is missing");
        CliRun
            .Of("data", "inspect", "--data-set", "digits", "--label", "x")
            .ShouldFail(ExitCode.Usage, "--label has no effect on data set 'digits'");
    }
}
