using System.IO.Compression;
using SkiaSharp;
using Striate.DataSets;
using Striate.DataSets.Preparation;
using Striate.DataSets.Reading;
using Striate.Model.Packaging;

namespace Striate.UnitTests.DataSets;

/// <summary>What options do and do not, what a package remembers of them, and what reading takes.</summary>
public sealed class OwnOptionsTests : IDisposable
{
    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("images", "size", "window", "--window has no effect on images; leave it out")]
    [InlineData("images", "", "label", "--label has no effect on images; leave it out")]
    [InlineData("images", "size", "input-transform", "--input-transform has no effect on images; leave it out")]
    [InlineData("bytes", "rate", "input-transform", "--input-transform has no effect on NumPy arrays of 8 bits; leave it out")]
    [InlineData("arrays", "", "hop", "--hop has no effect on NumPy arrays; leave it out")]
    [InlineData("arrays", "rate", "group", "--group has no effect on NumPy arrays; leave it out")]
    [InlineData("rows", "label", "size", "--size has no effect on tables whose rows are samples of features; leave it out")]
    [InlineData("rows", "", "hop", "--hop has no effect on tables whose rows are samples of features; leave it out")]
    [InlineData("recordings", "hop", "size", "--size has no effect on tables; leave it out")]
    public void An_option_without_effect_is_refused_by_name(string data, string good, string bad, string reason)
    {
        Write(data);
        _folder.Read(Option(good)).Classes.Length.ShouldBeGreaterThan(1);
        _folder.Refusal(Option(bad)).ShouldBe(reason);
        _folder.Write(
            "data.toml",
            bad is "size" ? "size = \"8x8\""
                : bad is "input-transform" ? "input-transform = \"mu-law\""
                : bad is "label" or "group" ? $"{bad} = \"x\""
                : $"{bad} = 2"
        );
        _folder
            .Refusal()
            .ShouldBe(
                $"{_folder["data.toml"]}: '{bad}' {reason[(reason.IndexOf(' ', StringComparison.Ordinal) + 1)..].Replace("leave it out", "remove the line", StringComparison.Ordinal)}"
            );
    }

    [Fact]
    public void A_published_data_set_has_no_use_for_options() =>
        Should
            .Throw<StriateException>(() => DataSetCatalog.Load("digits", null, new DataOptions { Label = "x" }))
            .Message.ShouldStartWith("--label has no effect on data set 'digits'; leave it out");

    [Fact]
    public void What_was_found_out_is_remembered_and_read_the_same_again()
    {
        _folder.Write(
            "t.csv",
            "time,x,y,kind,person\n"
                + string.Concat(
                    Enumerable.Range(0, 200).Select(row => $"{row},{row % 5},{row % 7},{(row / 10 % 2 == 0 ? "a" : "b")},p{row / 10}\n")
                )
        );
        var raw = _folder.Read(
            new DataOptions
            {
                Window = 4,
                Hop = 1,
                Label = "kind",
                Group = "person",
            }
        );
        var stored = ReadingPart.Parse(ReadingPart.Format(raw.Options).AsSpan());
        stored.ShouldBe(raw.Options);
        stored.ShouldBe(
            new DataOptions
            {
                Window = 4,
                Hop = 1,
                Label = "kind",
                Group = "person",
            }
        );
        var again = OwnData.Prepare(OwnData.Read(_folder.Root, new DataOptions(), training: stored));
        again.Checksum.ShouldBe(OwnData.Prepare(raw).Checksum);
        // Other data may have other columns; what a command line gives wins.
        _folder.Write(
            "t.csv",
            "time,x,y,class\n"
                + string.Concat(Enumerable.Range(0, 200).Select(row => $"{row},{row % 5},{row % 7},{(row / 10 % 2 == 0 ? "a" : "b")}\n"))
        );
        var other = OwnData.Read(_folder.Root, new DataOptions { Hop = 2 }, training: stored);
        (other.Options.Window, other.Options.Hop, other.Options.Label, other.Options.Group).ShouldBe((4, 2, "class", null));
    }

    [Theory]
    [InlineData("{\"window\":0}")]
    [InlineData("{\"size\":\"8\"}")]
    [InlineData("{\"test\":91}")]
    [InlineData("{\"windw\":1}")]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_part_that_does_not_tell_how_data_are_read_is_refused(string text) =>
        Should
            .Throw<StriateException>(() => ReadingPart.Parse(System.Text.Encoding.UTF8.GetBytes(text)))
            .Message.ShouldStartWith(OptionalPartNames.DataReading + ": ");

    [Fact]
    public void An_archive_beside_other_arrays_is_refused()
    {
        Write("arrays");
        using (var archive = new ZipArchive(File.Create(_folder["more.npz"]), ZipArchiveMode.Create))
        {
            archive.CreateEntry("x.npy");
        }

        _folder.Refusal().ShouldBe($"{_folder.Root}: 'more.npz' is beside 'x.npy'; keep one archive, or arrays alone");
    }

    [Theory]
    [InlineData("<i8", 16777216L, 16777217L)]
    [InlineData("<i8", long.MaxValue - 1, long.MaxValue)]
    [InlineData("<u8", -2L, -1L)]
    public void Groups_and_classes_are_taken_with_all_of_their_digits(string type, long first, long second)
    {
        long[] groups = [first, first, second, second];
        _folder.Write("x.npy", OwnFormsTests.Npy("|i1", "4, 2", new byte[8]));
        _folder.Write("y.npy", OwnFormsTests.Npy("|u1", "4,", [0, 1, 0, 1]));
        _folder.Write("groups.npy", OwnFormsTests.Npy(type, "4,", [.. groups.SelectMany(BitConverter.GetBytes)]));
        string Text(long number) =>
            type[1] == 'u'
                ? unchecked((ulong)number).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _folder.Read().Groups.Select(group => group.Name).ShouldBe([Text(first), Text(second)]);
    }

    [Fact]
    public void A_decimal_comma_is_found_wherever_it_stands()
    {
        var rows = Enumerable.Range(0, 400).Select(row => $"{row % 9}{(row == 350 ? ",5" : "")};{(row % 2 == 0 ? "a" : "b")}\n").ToArray();
        _folder.Write("t.csv", "x;label\n" + string.Concat(rows));
        var data = _folder.Read();
        data.Notes[0].ShouldBe("1 CSV files: semicolons, decimal commas, a header");
        data.Values[350].ShouldBe(8.5f);
        rows[380] = "1.5;a\n";
        _folder.Write("t.csv", "x;label\n" + string.Concat(rows));
        _folder.Refusal().ShouldStartWith($"{_folder["t.csv"]}, line 382: '1.5' has a point and other numbers have a comma");
    }

    [Fact]
    public void A_header_of_the_numbers_of_the_columns_is_a_header()
    {
        foreach (var name in new[] { "a/1", "b/1" })
        {
            _folder.Write(
                name + ".csv",
                "0,1,2\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row % 3},{row % 7},{row % 5}\n"))
            );
        }

        var data = _folder.Read(new DataOptions { Window = 1 });
        data.Classes.Length.ShouldBe(40);
        data.Channels.ShouldBe(["0", "1", "2"]);
    }

    [Fact]
    public void Files_beside_the_folders_of_classes_are_told()
    {
        Write("recordings");
        _folder.Write("notes.txt", "x");
        _folder.Write("data.toml", "hop = 1\n");
        _folder.Read().Omissions.ShouldBe([$"{_folder.Root}: 1 files beside the folders of the classes are not read, such as 'notes.txt'"]);
    }

    [Fact]
    public void Lines_are_those_of_the_file_where_it_has_empty_ones()
    {
        _folder.Write("t.csv", "x,label\n1,a\n\n\n2,b\n3,a\n\n4,b\n");
        var data = _folder.Read();
        data.Places.Select(place => place.Row).ShouldBe([2, 5, 6, 8]);
        data.Groups.Select(group => group.Name).ShouldBe(["t.csv line 2", "t.csv line 5", "t.csv line 6", "t.csv line 8"]);
    }

    [Fact]
    public void More_classes_than_are_possible_are_refused_at_once()
    {
        _folder.Write("t.csv", "x,label\n" + string.Concat(Enumerable.Range(0, 300).Select(row => $"{row % 7},c{row}\n")));
        _folder
            .Refusal()
            .ShouldBe(
                $"{_folder.Root}: more than 256 classes, the first 'c0', 'c1', 'c2'; at most 256 are allowed; does --label name the right column?"
            );
    }

    // Two passes over the fields as texts, and then some tens of bytes for each row; an object more for each row is seen.
    [Fact]
    public void A_row_takes_few_bytes()
    {
        const int Rows = 20_000;
        const int MostBytes = 900;
        _folder.Write(
            "t.csv",
            "x,y,label\n"
                + string.Concat(Enumerable.Range(0, Rows).Select(row => $"{row % 100}.25,{row % 77}.5,{(row % 2 == 0 ? "a" : "b")}\n"))
        );
        OwnData.Prepare(_folder.Read());
        var before = GC.GetAllocatedBytesForCurrentThread();
        OwnData.Prepare(_folder.Read());
        ((GC.GetAllocatedBytesForCurrentThread() - before) / Rows).ShouldBeLessThan(MostBytes);
    }

    // A header may tell of more than the file holds.
    [Fact]
    public void Memory_is_not_taken_for_what_a_header_tells()
    {
        _folder.Write("x.npy", OwnFormsTests.Npy("|i1", "1000000, 900", new byte[8]));
        _folder.Write("y.npy", OwnFormsTests.Npy("|u1", "1000000,", new byte[8]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        _folder.Refusal().ShouldStartWith($"{_folder["x.npy"]}: it holds 8 bytes of values, its header says 900,000,000; save it again");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Theory]
    [InlineData(new byte[0], "is empty, or a pipe or a device; name a file that holds something")]
    [InlineData(new byte[] { 0x89, 0x50, 0x4e, 0x47 }, "no image that can be decoded")]
    [InlineData(new byte[] { 0xff, 0xd8, 0xff, 0xe0, 0, 16 }, "no image that can be decoded")]
    [InlineData(null, "the image is cut off or damaged; replace or remove it")]
    public void Images_that_are_damaged_are_refused_by_name(byte[]? content, string reason)
    {
        Write("images");
        var good = File.ReadAllBytes(_folder["a/1.png"]);
        var file = _folder.Write("a/2.png", content ?? good[..(good.Length / 2)]);
        _folder.Refusal().ShouldStartWith($"{file}: {reason}");
    }

    private static DataOptions Option(string name) =>
        name switch
        {
            "window" => new DataOptions { Window = 2 },
            "hop" => new DataOptions { Hop = 2 },
            "rate" => new DataOptions { Rate = 100 },
            "size" => new DataOptions { Size = (8, 8) },
            "label" => new DataOptions { Label = "label" },
            "group" => new DataOptions { Group = "x" },
            "input-transform" => new DataOptions { Transform = InputTransform.MuLaw },
            _ => new DataOptions(),
        };

    private void Write(string data)
    {
        switch (data)
        {
            case "images":
                using (var bitmap = new SKBitmap(32, 32))
                {
                    for (var pixel = 0; pixel < 1024; pixel++)
                    {
                        bitmap.SetPixel(pixel % 32, pixel / 32, new SKColor((byte)(pixel * 7), (byte)(pixel * 13), (byte)(pixel * 29)));
                    }

                    foreach (var name in new[] { "a/1.png", "b/1.png" })
                    {
                        _folder.Write(name, bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray());
                    }
                }

                break;
            case "arrays":
                _folder.Write("x.npy", OwnFormsTests.Npy("<i2", "4, 3, 1", new byte[24]));
                _folder.Write("y.npy", OwnFormsTests.Npy("|u1", "4,", [0, 1, 0, 1]));
                break;
            case "bytes":
                _folder.Write("x.npy", OwnFormsTests.Npy("|i1", "4, 3, 1", new byte[12]));
                _folder.Write("y.npy", OwnFormsTests.Npy("|u1", "4,", [0, 1, 0, 1]));
                break;
            case "rows":
                _folder.Write(
                    "t.csv",
                    "x,label\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row % 9},{(row % 2 == 0 ? "a" : "b")}\n"))
                );
                break;
            default:
                _folder.Write("a/1.csv", "x\n1\n2\n3\n4\n");
                _folder.Write("b/1.csv", "x\n2\n2\n3\n4\n");
                break;
        }
    }
}
