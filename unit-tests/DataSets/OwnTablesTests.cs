using System.Text;
using Striate.DataSets;
using Striate.DataSets.Preparation;
using Striate.DataSets.Reading;
using Striate.Model.Graph;

namespace Striate.UnitTests.DataSets;

public sealed class OwnTablesTests : IDisposable
{
    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Semicolons, decimal commas, a header in German and in Latin-1, a time column.
    [Fact]
    public void Recordings_in_folders_of_classes_become_windows()
    {
        foreach (
            var (name, start) in new[] { ("train/gehen/1", 0), ("train/stehen/1", 100), ("test/gehen/2", 200), ("test/stehen/2", 300) }
        )
        {
            _folder.Write(
                name + ".csv",
                "Zeit [ms];Höhe;Länge\n" + string.Concat(Enumerable.Range(start, 5).Select(row => $"{10 * row};{row},5;-{row},25\r\n")),
                Encoding.Latin1
            );
        }

        var data = _folder.Read(new DataOptions { Window = 2, Hop = 2 });

        data.Kind.ShouldBe(DataKind.Signal);
        data.Shape.ShouldBe(new Shape(1, 2, 2));
        data.Channels.ShouldBe(["Höhe", "Länge"]);
        data.Labels.ShouldBe(["gehen", "stehen"]);
        data.Classes.ShouldBe([0, 0, 1, 1, 0, 0, 1, 1]);
        data.Values[..8].ShouldBe([200.5f, -200.25f, 201.5f, -201.25f, 202.5f, -202.25f, 203.5f, -203.25f]);
        data.Groups.Select(group => (group.Name, group.Part))
            .ShouldBe([
                ("test/gehen/2.csv", DataPart.Test),
                ("test/stehen/2.csv", DataPart.Test),
                ("train/gehen/1.csv", DataPart.Training),
                ("train/stehen/1.csv", DataPart.Training),
            ]);
        data.PlaceOf(1).ShouldBe(_folder["test/gehen/2.csv"] + ", line 4");
        data.Notes.ShouldContain("4 CSV files: semicolons, decimal commas, a header");
        data.Notes.ShouldContain("left out, because times and row numbers say nothing about the class: 'Zeit [ms]'");
        data.Notes.ShouldContain("windows of 2 steps, one every 2, 2 channels, of 4 recordings");
    }

    [Theory]
    [InlineData("1,2\n3,4\n5,6\n", "commas, decimal points, no header", 1f, 2f)]
    [InlineData("x,y\n1.5,-2e1\n3,4\n5,6\n", "commas, decimal points, a header", 1.5f, -20f)]
    [InlineData("1,5;2\n3;4\n5;6\n", "semicolons, decimal commas, no header", 1.5f, 2f)]
    [InlineData("x\ty\n1,5\t2\n3\t4\n", "tabs, decimal commas, a header", 1.5f, 2f)]
    [InlineData("\ufeffx;y\n\n 1.25 ; 2 \n\n3;4\n", "semicolons, decimal points, a header", 1.25f, 2f)]
    [InlineData("\"x\",\"y\"\n\"1,5\",\"2\"\n\"3\",\"4\"\n", "commas, decimal commas, a header", 1.5f, 2f)]
    [InlineData("2026-11-30 10:00:00.5,7,8\n2026-11-30 10:00:01,9,1\n", "commas, decimal points, no header", 7f, 8f)]
    [InlineData("0,7,8\n1,9,1\n2,4,4\n3,4,4\n4,4,4\n5,4,4\n6,4,4\n7,4,4\n", "commas, decimal points, no header", 7f, 8f)]
    public void The_form_of_a_file_is_found_out(string text, string form, float first, float second)
    {
        _folder.Write("a/1.csv", text);
        _folder.Write("b/1.csv", text);
        var data = _folder.Read(new DataOptions { Window = 1 });
        data.Shape.Channels.ShouldBe(2);
        data.Values[..2].ShouldBe([first, second]);
        data.Notes[0].ShouldBe("2 CSV files: " + form);
    }

    // Files have millions of fields: looking for decimal marks takes no memory beside the fields' own.
    [Fact]
    public void Finding_out_how_a_file_is_written_costs_no_more_than_reading_it()
    {
        var content = Encoding.UTF8.GetBytes(
            "a,b,c,d,e,f,g,h\n" + string.Concat(Enumerable.Range(0, 20_000).Select(row => $"{row},{row + 1}.5,3,4,5,6,7,8\n"))
        );
        var text = new DelimitedText(content, "t.csv");
        text.Values().Count().ShouldBe(20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        text.Values().Count().ShouldBe(20_000);
        var reading = GC.GetAllocatedBytesForCurrentThread() - before;
        new DelimitedText(content, "t.csv").RowCount.ShouldBe(20_000);
        (GC.GetAllocatedBytesForCurrentThread() - before - reading).ShouldBeLessThan(reading * 5 / 4);
    }

    [Fact]
    public void A_table_with_times_is_a_signal_whose_runs_of_a_class_are_recordings()
    {
        _folder.Write(
            "all.csv",
            "timestamp,x,activity\n"
                + string.Concat(Enumerable.Range(0, 24).Select(row => $"{row},{row % 5},{(row / 4 % 2 == 0 ? "walk" : "sit")}\n"))
        );
        var data = _folder.Read(new DataOptions { Window = 2, Hop = 1 });
        data.Kind.ShouldBe(DataKind.Signal);
        data.Labels.ShouldBe(["sit", "walk"]);
        data.Groups.Length.ShouldBe(6);
        data.Classes.Length.ShouldBe(6 * 3);
        data.PlaceOf(3).ShouldBe(_folder["all.csv"] + ", line 6");
        // A window never goes over the end of a recording.
        data.Values[..6].ShouldBe([0, 1, 1, 2, 2, 3]);
    }

    [Fact]
    public void A_table_without_times_has_samples_of_features_and_row_numbers_are_left_out()
    {
        _folder.Write(
            "flowers.csv",
            "Id,width,length,Species,ripe\n"
                + string.Concat(
                    Enumerable.Range(0, 10).Select(row => $"{row},{row % 3}.5,{row % 4},{(row % 2 == 0 ? "rose" : "lily")},{row % 2}\n")
                )
        );
        var data = _folder.Read();
        data.Kind.ShouldBe(DataKind.Features);
        data.Shape.ShouldBe(new Shape(1, 1, 3));
        data.Channels.ShouldBe(["width", "length", "ripe"]);
        data.Values[..6].ShouldBe([0.5f, 0, 0, 1.5f, 1, 1]);
        data.Groups.Length.ShouldBe(10);
        data.Notes.ShouldContain("left out, because times and row numbers say nothing about the class: 'Id'");
    }

    [Fact]
    public void The_name_of_a_class_column_wins_over_a_column_of_text()
    {
        _folder.Write(
            "t.csv",
            "x,y,subject,activity\n"
                + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row % 3},{row % 7},{(row % 4 == 0 ? "ann" : "bob")},{row % 2}\n"))
        );
        _folder.Refusal().ShouldContain("column 'subject' holds 'ann', no number; remove the column, or name it with --label or --group");
        _folder.Read(new DataOptions { Group = "subject" }).Labels.ShouldBe(["0", "1"]);
    }

    [Fact]
    public void A_header_of_numbers_and_a_label_is_a_header()
    {
        _folder.Write(
            "t.csv",
            "0,1,2,label\n"
                + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row % 3},{row % 7},{row % 5},{(row % 2 == 0 ? "a" : "b")}\n"))
        );
        var data = _folder.Read();
        data.Labels.ShouldBe(["a", "b"]);
        data.Channels.ShouldBe(["0", "1", "2"]);
    }

    [Fact]
    public void A_contract_is_applied_to_what_it_tells_of_and_nothing_else()
    {
        Write("length,width,label");
        var first = OwnData.Prepare(_folder.Read());
        var contract = first.Contract.ShouldNotBeNull();
        // Of half the range: a fit of their own would give the same integers again.
        Write("length,width,label", divisor: 2);
        var halved = OwnData.Prepare(_folder.Read(), contract);
        int Widest(DataSet data) => data.Training.Values.Max(value => Math.Abs((int)(sbyte)value));
        Widest(halved).ShouldBeLessThan(Widest(first) * 2 / 3);

        Write("width,length,label");
        Should
            .Throw<StriateException>(() => OwnData.Prepare(_folder.Read(), contract))
            .Message.ShouldEndWith(
                "its columns of values are 'width', 'length'; the network reads 'length', 'width', in this order; give the columns these names and this order"
            );
        Should
            .Throw<StriateException>(() => OwnData.Prepare(_folder.Read(new DataOptions { Window = 1 }), contract))
            .Message.ShouldContain("the data are read as signal, and the network reads features");

        void Write(string header, double divisor = 1) =>
            _folder.Write(
                "t.csv",
                header
                    + "\n"
                    + string.Concat(
                        Enumerable
                            .Range(0, 40)
                            .Select(row =>
                                FormattableString.Invariant(
                                    $"{((row % 9) - 4.25) / divisor},{((row % 7) - 3.25) / divisor},{(row % 2 == 0 ? "a" : "b")}\n"
                                )
                            )
                    )
            );
    }

    [Fact]
    public void Parts_that_leave_nothing_to_learn_from_are_refused()
    {
        _folder.Write(
            "t.csv",
            "x,label\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row % 9},{(row % 2 == 0 ? "a" : "b")}\n"))
        );
        _folder
            .Refusal(new DataOptions { Test = 60, Validation = 60 })
            .ShouldContain("60 % to test and 60 % for validation leave nothing to learn from; both together must be below 100");
    }

    [Theory]
    [InlineData("altimeter")]
    [InlineData("centimeters")]
    [InlineData("sentiment")]
    [InlineData("overtime pay")]
    [InlineData("t")]
    [InlineData("temperature")]
    public void A_column_is_one_of_times_only_if_a_word_of_its_name_says_so_and_it_rises(string name)
    {
        _folder.Write(
            "t.csv",
            $"y,{name},label\n"
                + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row % 3},{row * 3 % 7},{(row % 2 == 0 ? "a" : "b")}\n"))
        );
        _folder.Read().Channels.ShouldBe(["y", name]);
    }

    [Theory]
    [InlineData("Elapsed_Time [ms]")]
    [InlineData("timestamp_us")]
    [InlineData("SensorTime")]
    [InlineData("Uhrzeit")]
    public void Names_of_times_are_found(string name)
    {
        _folder.Write(
            "t.csv",
            $"y,{name},label\n"
                + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row % 3},{row / 2 % 8},{(row % 2 == 0 ? "a" : "b")}\n"))
        );
        _folder.Read(new DataOptions { Window = 1 }).Channels.ShouldBe(["y"]);
    }

    [Fact]
    public void A_first_column_of_measured_values_that_rise_is_no_row_number()
    {
        _folder.Write(
            "t.csv",
            "volt,y,label\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row}.5,{row % 7},{(row % 2 == 0 ? "a" : "b")}\n"))
        );
        _folder.Read().Channels.ShouldBe(["volt", "y"]);
    }

    [Fact]
    public void Classes_that_are_numbers_are_in_order_of_their_values_and_others_of_their_text()
    {
        _folder.Write("t.csv", "x,y,label\n1,2,10\n3,1,9\n0,1,-1\n2,2,9.5\n");
        _folder.Read().Labels.ShouldBe(["-1", "9", "9.5", "10"]);
        _folder.Write("t.csv", "x,y,label\n1,2,b10\n3,1,b9\n0,1,B\n2,2,ä\n");
        _folder.Read().Labels.ShouldBe(["B", "b10", "b9", "ä"]);
    }

    [Fact]
    public void What_a_group_column_holds_together_is_never_learned_and_tested()
    {
        _folder.Write(
            "people.csv",
            "x,label,person\n"
                + string.Concat(Enumerable.Range(0, 400).Select(row => $"{row % 7},{(row % 2 == 0 ? "a" : "b")},p{row / 20}\n"))
        );
        var raw = _folder.Read(new DataOptions { Group = "person" });
        raw.Groups.Length.ShouldBe(20);
        var data = OwnData.Prepare(raw);
        (data.Training.Count, data.Test.Count).ShouldBe((320, 80));
        data.Split.ShouldBe(
            "split by whole rows, files or groups, 20 % of each class to test, seed 1: 320 samples to learn from, 80 to test"
        );
        // Rows of a person that are apart in the file belong together, too.
        _folder.Write("people.csv", "x,label,person\n1,a,p\n2,b,q\n3,a,p\n4,b,r\n5,a,s\n");
        _folder.Read(new DataOptions { Group = "person" }).Groups.Select(group => group.Name).ShouldBe(["p", "q", "r", "s"]);
    }

    [Fact]
    public void Recordings_that_are_too_short_are_told_of()
    {
        _folder.Write("a/1.csv", Rows(10));
        _folder.Write("b/1.csv", Rows(10));
        _folder.Write("b/2.csv", Rows(3));
        var data = _folder.Read(new DataOptions { Window = 5 });
        data.Groups.Length.ShouldBe(2);
        data.Omissions.ShouldBe([
            $"{_folder.Root}: 1 recordings are shorter than a window of 5 steps and are not read, such as b/2.csv of 3",
        ]);
    }

    // Each is one line with file, row, reason and remedy.
    [Theory]
    [InlineData("x;y\n1;2\n3\n", "FILE, line 3: 1 fields, expected 2; fix or remove the line")]
    [InlineData("x;y\n1;2\n3;\n", "FILE, line 3: column 'y' is empty; fix or remove the line")]
    [InlineData(
        "x;y\n1;2\n3;abc\n",
        "FILE, line 3: column 'y' holds 'abc', no number; remove the column, or name it with --group, or with --label where it is the class and not the folder"
    )]
    [InlineData("x;y\n1;2\n3;nan\n", "FILE, line 3: column 'y' holds 'nan', no number")]
    [InlineData("x;y\n1;2\n3;1e99\n", "FILE, line 3: column 'y' holds '1e99', no number")]
    [InlineData("x;y\n1;2\n3;1.234,5\n", "FILE, line 3: column 'y' holds '1.234,5', no number")]
    [InlineData("x;y\n1;2\n\"3;4\n5;6\n", "FILE, line ")]
    [InlineData("x;y\n", "FILE has a header and no rows; record it again or remove it")]
    [InlineData(
        "x;y\n1,234;5.5\n3;4\n",
        "FILE, line 2: '5.5' has a point and other numbers have a comma; write all numbers with the same decimal mark"
    )]
    [InlineData("n/a;2\n3;4\n5;6\n", "FILE, line 1: column '1' holds 'n/a', no number")]
    [InlineData("", "FILE: is empty, or a pipe or a device; name a file that holds something")]
    [InlineData("\n\n", "FILE has no rows; record it again or remove it")]
    [InlineData("a\0b", "FILE is not a text file; save it as CSV")]
    [InlineData("t\n0\n1\n", "FILE: no column of values is left beside times, row numbers and classes; its columns are 't'")]
    public void A_recording_that_is_wrong_is_refused_with_its_line(string text, string reason)
    {
        _folder.Write("b/1.csv", "x;y\n1;2\n3;4\n");
        var file = _folder.Write("a/1.csv", text);
        var refusal = _folder.Refusal(new DataOptions { Window = 1 });
        refusal.ShouldStartWith(reason.Replace("FILE", file, StringComparison.Ordinal));
        refusal.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("x,label\n1,a\n2,\n3,b\n", "FILE, line 3: the class in column 'label' is empty; fill it in or remove the line")]
    [InlineData("x,label\n1,a\n2,a\n", "ROOT: all samples are of class 'a'; a network tells at least two classes apart")]
    [InlineData("x,y\n1,2\n2,3\n", "FILE: which column holds the class? name it with --label; its columns are 'x', 'y'")]
    [InlineData("x,a,b\n1,p,q\n2,q,p\n", "FILE: which column holds the class? name it with --label; its columns are 'x', 'a', 'b'")]
    [InlineData(
        "x,label\n1,a\u200b\n2,b\n",
        "FILE, line 2: 'a\\u200b' is not a class name: a label has 1..64 printable characters; rename it"
    )]
    [InlineData(
        "x,label\n1,a\n2,b\n",
        "FILE: nothing is left to test: no class has two rows, files or groups, and one is never both learned and tested"
    )]
    [InlineData("label,x\nz,1\nz,2,3\n", "FILE, line 3: 3 fields, expected 2; fix or remove the line")]
    public void A_table_that_is_wrong_is_refused_with_its_line(string text, string reason)
    {
        var file = _folder.Write("t.csv", text);
        var refusal = _folder.Refusal();
        refusal.ShouldStartWith(
            reason.Replace("FILE", file, StringComparison.Ordinal).Replace("ROOT", _folder.Root, StringComparison.Ordinal)
        );
        refusal.ShouldNotContain('\n');
    }

    [Fact]
    public void Folders_and_columns_that_do_not_fit_are_refused()
    {
        _folder.Refusal().ShouldStartWith(_folder.Root + " holds no data that can be read");
        _folder.Write("a/1.csv", Rows(4));
        var second = _folder.Write("b/1.csv", "p;q\n1;2\n");
        _folder
            .Refusal()
            .ShouldBe($"{second}, line 1: its columns are 'p', 'q', those of {_folder["a/1.csv"]} are 'x', 'y'; give all files the same");
        _folder.Write("b/1.csv", Rows(4));
        _folder
            .Refusal(new DataOptions { Label = "z" })
            .ShouldBe($"{_folder["a/1.csv"]} has no column 'z' (--label); its columns are 'x', 'y'");
        _folder
            .Refusal(new DataOptions { Group = "z" })
            .ShouldBe($"{_folder["a/1.csv"]} has no column 'z' (--group); its columns are 'x', 'y'");
        _folder
            .Refusal(new DataOptions { Window = 9 })
            .ShouldBe($"{_folder.Root}: no recording has the 9 steps of a window; the longest has 4; a smaller --window fits");
        _folder.Write("loose.csv", Rows(4));
        _folder
            .Refusal()
            .ShouldBe($"{_folder.Root}: 'a/1.csv' is in the folder of a class, 'loose.csv' is not; move it into one, or remove it");
        Should
            .Throw<StriateException>(() => OwnData.Read(_folder["absent"], new DataOptions()))
            .Message.ShouldBe(_folder["absent"] + " is missing; check the path");
    }

    // People's folders, and the class in a column: the folder is not a class, and no person is learned and tested.
    [Fact]
    public void Files_with_a_column_of_the_class_in_folders_belong_together_by_folder()
    {
        foreach (var person in Enumerable.Range(1, 6))
        {
            foreach (var take in new[] { 1, 2 })
            {
                _folder.Write(
                    $"p{person}/{take}.csv",
                    "time_ms,x,activity\n"
                        + string.Concat(
                            Enumerable.Range(0, 80).Select(row => $"{row * 20},{row % 7 + person},{(row < 40 ? "walk" : "sit")}\n")
                        )
                );
            }
        }

        _folder
            .Refusal()
            .ShouldBe(
                $"{_folder["p1/1.csv"]}, line 2: column 'activity' holds 'walk', no number; "
                    + "remove the column, or name it with --group, or with --label where it is the class and not the folder"
            );
        _folder
            .Refusal(new DataOptions { Label = "activity", Group = "activity" })
            .ShouldStartWith($"{_folder["p1/1.csv"]}: column 'activity' is both the class and the group");
        var raw = _folder.Read(
            new DataOptions
            {
                Label = "activity",
                Window = 10,
                Hop = 10,
            }
        );
        raw.Kind.ShouldBe(DataKind.Signal);
        raw.Labels.ShouldBe(["sit", "walk"]);
        raw.Groups.Select(group => group.Name).ShouldBe(["p1", "p2", "p3", "p4", "p5", "p6"]);
        raw.Classes.Length.ShouldBe(6 * 2 * 8);
        raw.Notes[1].ShouldBe("classes in column 'activity'; files of one folder belong together");
        var split = DataSplit.Of(raw);
        split
            .Training.Select(sample => raw.Places[sample].Group)
            .Intersect(split.Test.Select(sample => raw.Places[sample].Group))
            .ShouldBeEmpty();
        // As a package that remembers the column reads them again.
        _folder.Write("data.toml", "window = 10\nhop = 10\n");
        OwnData.Read(_folder.Root, new DataOptions(), null, raw.Options).Checksum.ShouldBe(raw.Checksum);
    }

    [Fact]
    public void A_group_in_two_parts_is_refused()
    {
        _folder.Write("train/a.csv", "x,label,person\n1,a,p\n2,b,p\n");
        _folder.Write("test/a.csv", "x,label,person\n1,a,p\n2,b,q\n");
        _folder.Refusal(new DataOptions { Group = "person" }).ShouldContain("group 'p' is in another part already");
    }

    private static string Rows(int count) => "x;y\n" + string.Concat(Enumerable.Range(0, count).Select(row => $"{row % 3};{row % 2}\n"));
}
