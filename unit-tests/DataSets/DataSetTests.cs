using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using SkiaSharp;
using Striate.DataSets;
using Striate.Model.Graph;

namespace Striate.UnitTests.DataSets;

public sealed class DataSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("mnist", "train-images-idx3-ubyte")]
    [InlineData("fashion-mnist", "train-images-idx3-ubyte")]
    [InlineData("cifar10", "data_batch_1.bin")]
    public void Missing_files_are_named_with_their_origin_and_checksum(string name, string file)
    {
        var refusal = Should.Throw<StriateException>(() => DataSetCatalog.Load(name, _folder)).Message;
        refusal.ShouldContain(Path.Combine(_folder, file));
        refusal.ShouldContain("comes from http");
        refusal.ShouldContain("SHA-256");
    }

    [Fact]
    public void Data_sets_of_files_need_a_folder_and_unknown_names_are_refused()
    {
        foreach (var name in DataSetCatalog.Names.Where(name => name != "digits"))
        {
            Should.Throw<StriateException>(() => DataSetCatalog.Load(name, null)).Message.ShouldContain(name);
        }

        Should.Throw<StriateException>(() => DataSetCatalog.Load("nothing", _folder)).Message.ShouldContain("fashion-mnist");
    }

    [Fact]
    public void A_published_file_is_read_plain_or_compressed_and_refused_when_altered()
    {
        byte[] content = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        var file = new SourceFile("part", content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
        using (var stream = new GZipStream(File.Create(Path.Combine(_folder, "part.gz")), CompressionLevel.Fastest))
        {
            stream.Write(content);
        }

        file.Read(_folder, "here").ShouldBe(content);
        Write("part", content);
        file.Read(_folder, "here").ShouldBe(content);
        Write("part", content[..99]);
        Should.Throw<StriateException>(() => file.Read(_folder, "here")).Message.ShouldContain("100 bytes");
        Write("part", [.. content, 1]);
        Should.Throw<StriateException>(() => file.Read(_folder, "here"));
        Write("part", [.. content[..99], 0]);
        Should.Throw<StriateException>(() => file.Read(_folder, "here")).Message.ShouldContain("its SHA-256 is");
    }

    [Fact]
    public void Cifar_records_become_interleaved_channels()
    {
        var record = new byte[3073];
        record[0] = 7;
        (record[1], record[1025], record[2049], record[3]) = (10, 20, 30, 99);
        var samples = Cifar10.Parse(record, "batch");
        samples.Classes.ShouldBe([7]);
        samples.Values[..3].ShouldBe(new byte[] { 10, 20, 30 });
        samples.Values[6].ShouldBe((byte)99);
        Should.Throw<StriateException>(() => Cifar10.Parse(record.AsSpan(1), "batch")).Message.ShouldContain("3,072 bytes");
        record[0] = 10;
        Should.Throw<StriateException>(() => Cifar10.Parse(record, "batch")).Message.ShouldContain("label of record 0 is 10");
    }

    [Fact]
    public void Idx_headers_and_labels_are_checked()
    {
        var images = new byte[16 + (2 * 784)];
        var labels = new byte[] { 0, 0, 8, 1, 0, 0, 0, 2, 3, 9 };
        foreach (var (word, value) in new[] { 0x803, 2, 28, 28 }.Select((value, word) => (word, value)))
        {
            BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4 * word), value);
        }

        images[16 + 784] = 5;
        var samples = Idx.Join(images, labels, 2, "set");
        samples.Classes.ShouldBe([3, 9]);
        samples[1][0].ShouldBe((byte)5);
        Should.Throw<StriateException>(() => Idx.Join(images, labels, 3, "set"));
        labels[9] = 10;
        Should.Throw<StriateException>(() => Idx.Join(images, labels, 2, "set")).Message.ShouldContain("label 1 is 10");
        images[3] = 4;
        Should.Throw<StriateException>(() => Idx.Join(images, labels, 2, "set"));
    }

    [Fact]
    public void Images_of_a_folder_are_scaled_and_sorted()
    {
        foreach (var part in new[] { "train", "test" })
        {
            WriteImage($"{part}/red/1.png", new SKColor(255, 0, 0), 64);
            WriteImage($"{part}/blue/1.png", new SKColor(0, 0, 255), 10);
        }

        var data = ImageFolder.Load(_folder, new Shape(32, 32, 3));
        data.Labels.ShouldBe(["blue", "red"]);
        data.Training.Classes.ShouldBe([0, 1]);
        data.Training[0].ToArray().ShouldBe([.. Enumerable.Repeat(new byte[] { 0, 0, 255 }, 1024).SelectMany(pixel => pixel)]);
        data.Training[1].ToArray().ShouldBe([.. Enumerable.Repeat(new byte[] { 255, 0, 0 }, 1024).SelectMany(pixel => pixel)]);
        ImageFolder.Load(_folder, new Shape(8, 8, 1)).Test[1].ToArray().ShouldAllBe(grey => grey == ((77 * 255) + 128) >> 8);
        ImageFolder.Load(_folder, new Shape(32, 32, 3)).Checksum.ShouldBe(data.Checksum);

        Write("train/red/2.png", Encoding.ASCII.GetBytes("no image"));
        Should.Throw<StriateException>(() => ImageFolder.Load(_folder, new Shape(32, 32, 3))).Message.ShouldContain("2.png");
    }

    // Rows that are missing were black, and the training went on.
    [Theory]
    [InlineData(SKEncodedImageFormat.Png, "png")]
    [InlineData(SKEncodedImageFormat.Jpeg, "jpg")]
    [InlineData(SKEncodedImageFormat.Webp, "webp")]
    public void Images_that_are_cut_off_are_refused_wherever_they_are(SKEncodedImageFormat format, string extension)
    {
        foreach (var part in new[] { "train", "test" })
        {
            WriteImage($"{part}/red/1.png", new SKColor(255, 0, 0), 8);
            WriteImage($"{part}/blue/1.png", new SKColor(0, 0, 255), 8);
        }

        using var bitmap = new SKBitmap(64, 64);
        var random = new Random(1);
        for (var pixel = 0; pixel < 64 * 64; pixel++)
        {
            bitmap.SetPixel(pixel % 64, pixel / 64, new SKColor((uint)random.Next() | 0xff000000));
        }

        using var data = bitmap.Encode(format, 90);
        var file = data.ToArray();
        Write($"train/red/2.{extension}", file);
        ImageFolder.Load(_folder, new Shape(8, 8, 3)).Training.Count.ShouldBe(3);
        for (var percent = 0; percent < 100; percent += 3)
        {
            Write($"train/red/2.{extension}", file[..(file.Length * percent / 100)]);
            var refusal = Should.Throw<StriateException>(() => ImageFolder.Load(_folder, new Shape(8, 8, 3)), $"{percent} %").Message;
            refusal.ShouldStartWith(Path.Combine(_folder, "train", "red", "2." + extension));
        }
    }

    [Fact]
    public void Folders_that_are_no_classes_are_named()
    {
        string Refusal() => Should.Throw<StriateException>(() => ImageFolder.Load(_folder, new Shape(8, 8, 3))).Message;
        foreach (var part in new[] { "train", "test" })
        {
            WriteImage($"{part}/red/1.png", new SKColor(255, 0, 0), 8);
            WriteImage($"{part}/blue/1.png", new SKColor(0, 0, 255), 8);
        }

        ImageFolder.Load(_folder, new Shape(8, 8, 3)).Omissions.ShouldBeEmpty();
        WriteImage("train/green/1.png", new SKColor(0, 255, 0), 8);
        Refusal()
            .ShouldBe(
                $"{_folder}: train has 'green', test has not; give every class a folder in both, and remove folders that are no class"
            );
        Directory.Move(Path.Combine(_folder, "train", "green"), Path.Combine(_folder, "test", "green"));
        Refusal().ShouldContain("test has 'green', train has not");
        Directory.CreateDirectory(Path.Combine(_folder, "train", "green"));
        Refusal().ShouldStartWith(Path.Combine(_folder, "train", "green") + " holds no image (.png");
        Directory.Delete(Path.Combine(_folder, "train", "green"));
        Directory.Delete(Path.Combine(_folder, "test", "green"), recursive: true);
        WriteImage("test/.ipynb_checkpoints/1.png", new SKColor(0, 255, 0), 8);
        Refusal()
            .ShouldBe(
                Path.Combine(_folder, "test", ".ipynb_checkpoints") + ": a folder whose name begins with a dot is not a class; remove it"
            );
    }

    [Fact]
    public void Files_that_are_not_read_are_told_of()
    {
        foreach (var part in new[] { "train", "test" })
        {
            WriteImage($"{part}/red/1.png", new SKColor(255, 0, 0), 8);
            WriteImage($"{part}/blue/1.png", new SKColor(0, 0, 255), 8);
        }

        Write("train/red/Thumbs.db", [1]);
        Write("train/red/.DS_Store", [1]);
        Write("test/red/2.gif", [1]);
        Write("train/3.png", [1]);
        WriteImage("train/blue/more/4.png", new SKColor(0, 0, 255), 8);
        var data = ImageFolder.Load(_folder, new Shape(8, 8, 3));
        data.Omissions.ShouldBe([
            Path.Combine(_folder, "train") + ": 1 files beside the folders of the classes are not read, such as '3.png'",
            Path.Combine(_folder, "train", "blue") + ": 1 folders in the folder of a class are not read, such as 'more'",
            Path.Combine(_folder, "test", "red") + ": 1 files are not read, such as '2.gif'; images end in .png, .jpg, .jpeg, .bmp, .webp",
        ]);
        DataWarnings.Of(data).ShouldContain(data.Omissions[0]);
    }

    [Theory]
    [InlineData(
        "test-x",
        "<f4",
        "2, 3, 1",
        "int8 [windows, steps, channels] is needed, it holds float32 [2, 3, 1]; scale the values to -128..127 and save them with np.save("
    )]
    [InlineData("train-x", "|u1", "2, 3, 1", "it holds uint8 [2, 3, 1]")]
    [InlineData("train-x", "|i1", "2, 3", "int8 [windows, steps, channels] is needed, it holds int8 [2, 3]")]
    [InlineData("train-y", "|u1", "2,", "int64 [windows] is needed, it holds uint8 [2]; save the numbers of the classes with np.save(")]
    [InlineData("train-y", ">i8", "2,", "it holds int64 (big-endian) [2]")]
    [InlineData("test-y", "<U5", "2,", "it holds '<U5' [2]")]
    [InlineData("test-y", "|b1", "2,", "it holds bool [2]")]
    public void Numpy_files_of_another_form_are_refused_with_what_writes_them(string file, string type, string shape, string reason)
    {
        foreach (var part in new[] { "train", "test" })
        {
            Write($"{part}-x.npy", Numpy("|i1", "2, 3, 1", [1, 2, 3, 4, 5, 255]));
            Write($"{part}-y.npy", Numpy("<i8", "2,", [.. new byte[8], 1, .. new byte[7]]));
        }

        Write(file + ".npy", Numpy(type, shape, []));
        Should
            .Throw<StriateException>(() => Windows.Load(_folder))
            .Message.ShouldSatisfyAllConditions(
                message => message.ShouldStartWith(Path.Combine(_folder, file + ".npy")),
                message => message.ShouldContain(reason)
            );
    }

    // Names that no package may have as labels: they would be refused only after the training.
    [Theory]
    [InlineData("train", "a\u001b[31m", "a\\u001b[31m")]
    [InlineData("test", "a\u200bb", "a\\u200bb")]
    [InlineData("train", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaa")]
    public void A_folder_whose_name_is_no_label_is_refused(string part, string name, string shown)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not have such names");
        foreach (var each in new[] { "train", "test" })
        {
            WriteImage($"{each}/red/1.png", new SKColor(255, 0, 0), 8);
            WriteImage($"{each}/{new string('b', 64)}/1.png", new SKColor(0, 0, 255), 8);
        }

        ImageFolder.Load(_folder, new Shape(8, 8, 1)).Labels.Length.ShouldBe(2);
        WriteImage($"{part}/{name}/1.png", new SKColor(0, 255, 0), 8);
        var refusal = Should.Throw<StriateException>(() => ImageFolder.Load(_folder, new Shape(8, 8, 1))).Message;
        refusal.ShouldStartWith(Path.Combine(_folder, part, shown));
        refusal.ShouldContain("a label has 1..64 printable characters");
        refusal.ShouldAllBe(character => character >= ' ' && character < '\u007f');
    }

    [Fact]
    public void Windows_take_the_class_that_most_of_their_steps_have()
    {
        sbyte[] values = [1, -1, 2, -2, 3, -3, 4, -4, 5, -5];
        var samples = new SignalWindows(3, 2).Cut(values, [0, 1, 1, 0, 0]);
        samples.Classes.ShouldBe([1, 0]);
        samples[1].ToArray().ShouldBe(new byte[] { 3, 253, 4, 252, 5, 251 });
        new SignalWindows(6, 1).Cut(values, [0, 1, 1, 0, 0]).Count.ShouldBe(0);
    }

    [Fact]
    public void Recordings_are_split_by_person()
    {
        var line = string.Concat(Enumerable.Repeat("1.0,-100,0.26,0.5,0,0,1,WALKING\n", 128));
        const string header = "x_acc,y_acc,z_acc,x_gyro,y_gyro,z_gyro,timestamp,label\n";
        Write("DATA/s04/s04_01_sp.csv", Encoding.ASCII.GetBytes(header + line));
        Write("DATA/s05/s05_01_sp.csv", Encoding.ASCII.GetBytes(header + line.Replace("WALKING", "SEATED", StringComparison.Ordinal)));
        Write("DATA/s05/s05_01_sw.csv", Encoding.ASCII.GetBytes("not read"));

        var data = GeotecHar.Load(_folder);

        data.Input.Shape.ShouldBe(new Shape(1, 128, 6));
        data.Training.Classes.ShouldBe([2]);
        data.Test.Classes.ShouldBe([0]);
        data.Training[0][..6].ToArray().ShouldBe(new byte[] { 4, 128, 1, 6, 0, 0 });
        Should
            .Throw<StriateException>(() => GeotecHar.Parse(new StringReader(header + "1,2,3,4,5,x,7,WALKING\n"), "file"))
            .Message.ShouldContain("line 2: 'x'");
        Should.Throw<StriateException>(() => GeotecHar.Parse(new StringReader(header + "1,2,3,4,5,6,7,FLYING\n"), "file"));
        Should.Throw<StriateException>(() => GeotecHar.Parse(new StringReader("a,b\n"), "file")).Message.ShouldContain("first line");
        Should.Throw<StriateException>(() => GeotecHar.Load(Path.Combine(_folder, "nowhere"))).Message.ShouldContain("zenodo");
        // Its folders are people: where nobody names a data set, it is that one, and other files of such names are not.
        DataSetCatalog.NameFor(_folder, "").ShouldBe("geotec-har");
        DataSetCatalog.NameFor(_folder, "digits").ShouldBe("geotec-har");
        Write("mine/s04_01_sp.csv", Encoding.ASCII.GetBytes("x,y\n1,2\n"));
        DataSetCatalog.NameFor(Path.Combine(_folder, "mine"), "").ShouldBe("own");
        Write("DATA/data.toml", Encoding.ASCII.GetBytes("label = \"label\"\n"));
        DataSetCatalog.NameFor(Path.Combine(_folder, "DATA"), "motion1d").ShouldBe("own");
        Write("DATA/sab/sab_01_sp.csv", Encoding.ASCII.GetBytes(header + line));
        Should
            .Throw<StriateException>(() => GeotecHar.Load(_folder))
            .Message.ShouldContain($"{Path.Combine(_folder, "DATA", "sab", "sab_01_sp.csv")}: a recording is named sXX_YY_sp.csv");
    }

    [Fact]
    public void Windows_in_numpy_files_are_read_and_checked()
    {
        foreach (var part in new[] { "train", "test" })
        {
            Write($"{part}-x.npy", Numpy("|i1", "2, 3, 1", [1, 2, 3, 4, 5, 255]));
            Write($"{part}-y.npy", Numpy("<i8", "2,", [.. new byte[8], 1, .. new byte[7]]));
        }

        var data = DataSetCatalog.Load("windows", _folder);
        data.Input.Shape.ShouldBe(new Shape(1, 3, 1));
        data.Test[1].ToArray().ShouldBe(new byte[] { 4, 5, 255 });
        data.Test.Classes.ShouldBe([0, 1]);

        Write("test-x.npy", Numpy("|i1", "2, 3, 1", [1, 2, 3, 4, 5]));
        Should.Throw<StriateException>(() => Windows.Load(_folder)).Message.ShouldContain("says 6");
        Write("test-x.npy", Numpy("|i1", "2000000000, 2000000000, 1", [1]));
        Should.Throw<StriateException>(() => Windows.Load(_folder)).Message.ShouldContain("bytes of values");
        Write("test-x.npy", [1, 2, 3]);
        Should.Throw<StriateException>(() => Windows.Load(_folder)).Message.ShouldContain("NumPy");
    }

    private static byte[] Numpy(string type, string shape, byte[] data)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }

    private void WriteImage(string name, SKColor colour, int side)
    {
        using var bitmap = new SKBitmap(side, side);
        bitmap.Erase(colour);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        Write(name, data.ToArray());
    }

    private void Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
