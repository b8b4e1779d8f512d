using System.IO.Compression;
using System.Text;
using NAudio.Wave;
using SkiaSharp;
using Striate.DataSets;
using Striate.DataSets.Numpy;
using Striate.DataSets.Reading;
using Striate.Model.Graph;

namespace Striate.UnitTests.DataSets;

/// <summary>Arrays, images, sounds and data.toml: good ones and wrong ones.</summary>
public sealed class OwnFormsTests : IDisposable
{
    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Arrays_come_through_a_pipe()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            new NumpyArray("|i1", [3, 2], [1, 2, 3, 4, 5, 6]).Write(deflate);
        }

        packed.Position = 0;
        using var pipe = new DeflateStream(packed, CompressionMode.Decompress);
        pipe.CanSeek.ShouldBeFalse();
        var array = NumpyArray.Read(pipe, "pipe");
        array.Shape.ShouldBe([3, 2]);
        array.Data.ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void A_data_toml_says_what_options_do_not()
    {
        _folder.Write("a/1.csv", "x\n1\n2\n3\n4\n5\n6\n");
        _folder.Write("b/1.csv", "x\n2\n2\n3\n4\n5\n6\n");
        _folder.Write("data.toml", "window = 3\nhop = 1\nunits = \"m/s^2\"\nrate = 50\nsplit-seed = 7\ntest = 30\nvalidation = 10\n");
        var data = _folder.Read(new DataOptions { Window = 2 });
        data.Shape.ShouldBe(new Shape(1, 2, 1));
        data.Classes.Length.ShouldBe(10);
        data.Options.ShouldBe(
            new DataOptions
            {
                Window = 2,
                Hop = 1,
                Units = "m/s^2",
                Rate = 50,
                SplitSeed = 7,
                Test = 30,
                Validation = 10,
            }
        );
    }

    [Theory]
    [InlineData("windw = 3", "FILE, line 1: there is no key 'windw'; did you mean 'window'?")]
    [InlineData("hop = 1\nwindow = 0", "FILE, line 2: window must be a whole number in 1..65536")]
    [InlineData("window = \"3\"", "FILE, line 1: window must be a whole number in 1..65536")]
    [InlineData("size = \"32\"", "FILE, line 1: size must be rows and columns in 1..512, such as \"32x48\"")]
    [InlineData("fit = \"strech\"", "FILE, line 1: fit is 'strech'; did you mean 'stretch'? there are: crop, stretch")]
    [InlineData("[data]\nwindow = 3", "FILE, line 1: there is no section [data]; the file has only keys")]
    [InlineData("window = ", "FILE, line 1: ")]
    [InlineData("rate = 99999999999", "FILE, line 1: rate must be a whole number in 1..1000000")]
    public void A_data_toml_that_is_wrong_is_refused_with_its_line(string text, string reason)
    {
        _folder.Write("a/1.csv", "x\n1\n2\n");
        var file = _folder.Write("data.toml", text);
        Should
            .Throw<StriateException>(() => _folder.Read())
            .Message.ShouldStartWith(reason.Replace("FILE", file, StringComparison.Ordinal));
    }

    // The same three samples of two features, however they are written.
    [Theory]
    [InlineData("|i1", false)]
    [InlineData("|u1", false)]
    [InlineData("<i2", false)]
    [InlineData(">i2", true)]
    [InlineData("<u4", true)]
    [InlineData(">i8", false)]
    [InlineData("<f2", false)]
    [InlineData(">f4", true)]
    [InlineData("<f8", true)]
    public void Arrays_of_any_type_and_order_are_the_same_numbers(string type, bool isFortran)
    {
        int[] values = [1, 2, 3, 4, 5, 6];
        int[] stored = isFortran ? [1, 3, 5, 2, 4, 6] : values;
        _folder.Write("x.npy", Npy(type, "3, 2", [.. stored.SelectMany(value => Bytes(type, value))], isFortran));
        _folder.Write(
            "y.npy",
            Npy("<U3", "3,", [.. new[] { "no", "yes", "no" }.SelectMany(text => Encoding.UTF32.GetBytes(text.PadRight(3, '\0')))])
        );
        var data = _folder.Read();
        data.Kind.ShouldBe(DataKind.Features);
        data.Values.ShouldBe([1f, 2, 3, 4, 5, 6]);
        data.Labels.ShouldBe(["no", "yes"]);
        data.Classes.ShouldBe([0, 1, 0]);
        data.Integers.ShouldBe(
            type switch
            {
                "|i1" => IntegerType.Int8,
                "|u1" => IntegerType.UInt8,
                _ => null,
            }
        );
        data.PlaceOf(2).ShouldBe(_folder["x.npy"] + ", sample 2");
    }

    [Fact]
    public void Fortran_order_of_three_dimensions_is_turned()
    {
        // [2, 3, 2]: value 100 * a + 10 * b + c.
        float[] expected = [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121];
        float[] stored = [0, 100, 10, 110, 20, 120, 1, 101, 11, 111, 21, 121];
        using var file = new MemoryStream(Npy("<f4", "2, 3, 2", [.. stored.SelectMany(BitConverter.GetBytes)], isFortran: true));
        NumpyArray.Read(file, "x").Reals().ShouldBe(expected.Select(value => (double)value));
    }

    [Fact]
    public void An_archive_has_parts_by_the_names_of_its_arrays()
    {
        WriteArchive(
            ("x_train", Npy("<f4", "2, 4, 3", new byte[96])),
            ("y_train", Npy("<i8", "2,", [10, .. new byte[7], 9, .. new byte[7]])),
            ("x_test", Npy("<f4", "2, 4, 3", new byte[96])),
            ("y_test", Npy("<i8", "2,", [9, .. new byte[7], 10, .. new byte[7]])),
            ("notes", [1])
        );
        var data = _folder.Read();
        (data.Kind, data.Shape).ShouldBe((DataKind.Signal, new Shape(1, 4, 3)));
        data.Labels.ShouldBe(["9", "10"]);
        data.Groups.Select(group => group.Part).ShouldBe([DataPart.Training, DataPart.Training, DataPart.Test, DataPart.Test]);
        data.Omissions.ShouldBe([
            _folder["all.npz"] + ", array 'notes' is not read; arrays are called x, y and groups, with train, test or validation",
        ]);
        var set = OwnData.Prepare(data);
        (set.Training.Count, set.Test.Count, set.Contract!.Channels.Length).ShouldBe((2, 2, 3));
    }

    [Fact]
    public void Int8_windows_are_the_networks_integers_and_groups_stay_together()
    {
        _folder.Write("x.npy", Npy("|i1", "20, 5, 1", [.. Enumerable.Range(0, 100).Select(value => (byte)(value - 50))]));
        _folder.Write("y.npy", Npy("|u1", "20,", [.. Enumerable.Range(0, 20).Select(value => (byte)(value % 2))]));
        _folder.Write("groups.npy", Npy("|u1", "20,", [.. Enumerable.Range(0, 20).Select(value => (byte)(value / 4))]));
        var raw = _folder.Read();
        raw.Groups.Select(group => group.Name).ShouldBe(["0", "1", "2", "3", "4"]);
        var data = OwnData.Prepare(raw);
        data.Contract.ShouldBeNull();
        data.Input.Type.ShouldBe(IntegerType.Int8);
        (data.Training.Count, data.Test.Count).ShouldBe((16, 4));
        data.Training.Values.Concat(data.Test.Values).Select(value => (int)(sbyte)value).Order().ShouldBe(Enumerable.Range(-50, 100));
    }

    [Theory]
    [InlineData("x", "<c8", "2, 2", "it holds complex64 [2, 2]")]
    [InlineData("x", "<f4", "2, 2", "it holds 0 bytes of values, its header says 16; save it again")]
    [InlineData("x", "<f4", "2000000000, 2000000000", "its header says 2,147,483,647")]
    [InlineData("x", "<f4", "0,", "one for each sample is needed")]
    [InlineData("x", "<U4", "0, 2", "holds texts; the values of samples are numbers")]
    [InlineData("y", "<f4", "0, 2", "one for each sample is needed")]
    [InlineData("x", "<f4", "1, 1, 1, 1, 1, 1, 1, 1, 1", "with 1..8 dimensions are needed, it holds float32 [1, 1, 1, 1, 1, 1, 1, 1, 1]")]
    public void Arrays_that_are_wrong_are_refused(string name, string type, string shape, string reasons)
    {
        _folder.Write("x.npy", Npy("<f4", "2, 2", new byte[16]));
        _folder.Write("y.npy", Npy("|u1", "2,", [0, 1]));
        _folder.Write(name + ".npy", Npy(type, shape, []));
        var refusal = _folder.Refusal();
        refusal.ShouldContain(_folder[name + ".npy"]);
        reasons.Split('|').ShouldContain(reason => refusal.Contains(reason), refusal);
    }

    [Fact]
    public void Values_and_classes_that_are_wrong_are_refused_with_their_sample()
    {
        _folder.Write("x.npy", Npy("<f4", "2, 2", [.. new[] { 1f, 2, float.NaN, 4 }.SelectMany(BitConverter.GetBytes)]));
        _folder.Refusal().ShouldContain("has no array of the classes of");
        _folder.Write("y.npy", Npy("<f4", "2,", [.. new[] { 1f, 1.5f }.SelectMany(BitConverter.GetBytes)]));
        _folder.Refusal().ShouldBe(_folder["x.npy"] + ", sample 1: NaN is not a number that can be learned from; fix or remove the sample");
        _folder.Write("x.npy", Npy("<f4", "2, 2", new byte[16]));
        _folder.Refusal().ShouldBe(_folder["y.npy"] + ", sample 1: 1.5 is not a class; whole numbers or texts are needed");
        _folder.Write("train-x.npy", Npy("<f4", "2, 3", new byte[24]));
        _folder.Write("train-y.npy", Npy("|u1", "2,", [0, 1]));
        _folder.Write("y.npy", Npy("|u1", "2,", [0, 1]));
        _folder.Refusal().ShouldContain("save both with the same type and extents");
        File.Delete(_folder["train-x.npy"]);
        _folder.Write("X_train.npy", Npy("<f4", "2, 2", new byte[16]));
        _folder.Write("x-train.npy", Npy("<f4", "2, 2", new byte[16]));
        _folder.Refusal().ShouldContain("mean the same; remove one");
        _folder.Write("b/1.csv", "x\n1\n");
        _folder.Refusal().ShouldContain("; keep one kind");
    }

    [Theory]
    [InlineData("nothing", "is not an .npz archive that can be read; save it with numpy.savez")]
    [InlineData("PK\u0003\u0004", "is not an .npz archive that can be read; save it with numpy.savez")]
    public void An_archive_that_is_none_is_refused(string text, string reason)
    {
        _folder.Write("all.npz", text);
        _folder.Refusal().ShouldBe($"{_folder["all.npz"]} {reason}");
    }

    [Fact]
    public void Images_have_their_own_size_or_the_one_that_is_given()
    {
        WriteImages(10, 12);
        var data = _folder.Read();
        (data.Kind, data.Shape, data.Integers).ShouldBe((DataKind.Image, new Shape(12, 10, 3), IntegerType.UInt8));
        data.Labels.ShouldBe(["blue", "red"]);
        data.Values[..3].ShouldBe([0f, 0, 255]);
        _folder.Read(new DataOptions { Size = (8, 6), IsGrey = true }).Shape.ShouldBe(new Shape(8, 6, 1));
        WriteImage("red/3.png", 40, 20, (_, _) => SKColors.Red);
        _folder.Read().Shape.ShouldBe(new Shape(32, 32, 3));
        var set = OwnData.Prepare(_folder.Read());
        (set.Contract, set.Input.Type, set.Input.Scale).ShouldBe((null, IntegerType.UInt8, 1.0 / 255));
    }

    [Fact]
    public void What_is_transparent_lies_on_white_and_a_cut_keeps_the_middle()
    {
        // Left and right quarters black, the middle red, half of it transparent.
        WriteImage(
            "a/1.png",
            16,
            8,
            (x, _) =>
                x is < 4 or >= 12 ? SKColors.Black
                : x < 8 ? SKColors.Red
                : new SKColor(255, 0, 0, 0)
        );
        WriteImage("b/1.png", 16, 8, (_, _) => SKColors.Blue);
        var data = _folder.Read(new DataOptions { Size = (8, 8), IsCropped = true });
        data.Values[..3].ShouldBe([255f, 0, 0]);
        data.Values[(7 * 3)..(8 * 3)].ShouldBe([255f, 255, 255]);
        _folder.Read(new DataOptions { Size = (8, 8) }).Values[..3].ShouldBe([0f, 0, 0]);
    }

    // The corner that is red when upright, for each of the eight orientations that EXIF has.
    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, true, false)]
    [InlineData(3, true, true)]
    [InlineData(4, false, true)]
    [InlineData(5, false, false)]
    [InlineData(6, true, false)]
    [InlineData(7, true, true)]
    [InlineData(8, false, true)]
    public void Images_stand_as_their_orientation_says(int orientation, bool isRight, bool isBottom)
    {
        using var bitmap = new SKBitmap(32, 16);
        for (var pixel = 0; pixel < 32 * 16; pixel++)
        {
            bitmap.SetPixel(pixel % 32, pixel / 32, pixel % 32 < 16 && pixel / 32 < 8 ? SKColors.White : SKColors.Black);
        }

        var file = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100).ToArray();
        byte[] exif =
        [
            0xff,
            0xe1,
            0,
            34,
            .. "Exif\0\0II*\0"u8,
            8,
            0,
            0,
            0,
            1,
            0,
            0x12,
            1,
            3,
            0,
            1,
            0,
            0,
            0,
            (byte)orientation,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        _folder.Write("a/1.jpg", [.. file[..2], .. exif, .. file[2..]]);
        _folder.Write("b/1.jpg", [.. file[..2], .. exif, .. file[2..]]);
        var data = _folder.Read();
        data.Shape.ShouldBe(orientation < 5 ? new Shape(16, 32, 3) : new Shape(32, 16, 3));
        for (var corner = 0; corner < 4; corner++)
        {
            var (row, column) = (corner / 2 * (data.Shape.Height - 1), corner % 2 * (data.Shape.Width - 1));
            (data.Values[((row * data.Shape.Width) + column) * 3] > 128).ShouldBe(
                (corner % 2 == 1, corner / 2 == 1) == (isRight, isBottom),
                $"corner {corner}"
            );
        }
    }

    [Theory]
    [InlineData("loose.png", "'loose.png' is not; move it into one, or remove it")]
    [InlineData("red/2.png", "2.png: no image that can be decoded")]
    public void Images_that_are_wrong_are_refused(string name, string reason)
    {
        WriteImages(8, 8);
        _folder.Write(name, "no image");
        _folder.Refusal().ShouldContain(reason);
    }

    // A tone of 1 kHz in 16, 24 and 32 bits and in floating point, mono and stereo.
    [Theory]
    [InlineData(8, 1)]
    [InlineData(16, 1)]
    [InlineData(16, 2)]
    [InlineData(24, 2)]
    [InlineData(32, 1)]
    public void Sounds_of_any_width_are_mixed_and_resampled(int bits, int channels)
    {
        var format = bits == 32 ? WaveFormat.CreateIeeeFloatWaveFormat(16000, channels) : new WaveFormat(16000, bits, channels);
        foreach (var (name, hertz) in new[] { ("high", 1000.0), ("low", 200.0), ("beyond", 3500.0) })
        {
            WriteTone($"{name}/1.wav", format, hertz, 16000);
        }

        var own = _folder.Read(new DataOptions { Window = 800 });
        (own.Kind, own.Shape).ShouldBe((DataKind.Sound, new Shape(1, 800, 1)));
        own.Notes[0].ShouldBe("3 WAV files at 16000 readings in a second");
        var data = _folder.Read(
            new DataOptions
            {
                Window = 400,
                Hop = 400,
                Rate = 4000,
            }
        );
        data.Options.Rate.ShouldBe(4000);
        data.Labels.ShouldBe(["beyond", "high", "low"]);
        // What a rate of 4 kHz cannot hold is gone, not folded down.
        for (var name = 0; name < 3; name++)
        {
            var window = Enumerable.Range(0, data.Classes.Length).Where(sample => data.Classes[sample] == name).Skip(3).First();
            var loudness = Math.Sqrt(data.Values.Skip(window * 400).Take(400).Average(value => (double)value * value));
            loudness.ShouldBe(name == 0 ? 0 : 0.5 / Math.Sqrt(2), 0.02, data.Labels[name]);
        }
    }

    [Fact]
    public void Sounds_that_are_wrong_are_refused()
    {
        var format = new WaveFormat(8000, 16, 1);
        WriteTone("a/1.wav", format, 100, 800);
        WriteTone("b/1.wav", format, 100, 800);
        var good = File.ReadAllBytes(_folder["b/1.wav"]);
        foreach (
            var (content, reason) in new (byte[], string)[]
            {
                ([], ": is empty, or a pipe or a device; name a file that holds something"),
                ([1, 2, 3], " is not a WAV file that can be read; save it as PCM or floating point"),
                (good[..30], " is not a WAV file that can be read; save it as PCM or floating point"),
                (good[..44], " has no sound; record it again or remove it"),
                ([.. good[..24], 1, 0, 0, 0, .. good[28..]], ": 1 channels at 1 readings in a second"),
            }
        )
        {
            var file = _folder.Write("b/1.wav", content);
            _folder.Refusal().ShouldStartWith(file + reason);
        }

        _folder.Write("b/1.wav", good);
        _folder.Read().Shape.ShouldBe(new Shape(1, 800, 1));
        var padded = _folder.Read(new DataOptions { Window = 1000 });
        padded.Notes.ShouldContain("2 sounds are shorter than a window and end in silence");
        padded.Values.Length.ShouldBe(2000);
        padded.Values[700..800].Max().ShouldBeGreaterThan(0.1f);
        padded.Values[800..1000].ShouldAllBe(value => value == 0);
        _folder
            .Refusal(new DataOptions { Rate = 9 })
            .ShouldBe(_folder["a/1.wav"] + ": its 800 readings at 8000 in a second are none at 9; give a higher --sample-rate");
        var (slow, slower) = (
            _folder.Read(new DataOptions { Window = 200, Rate = 4000 }),
            _folder.Read(new DataOptions { Window = 200, Rate = 4100 })
        );
        slow.Checksum.ShouldNotBe(slower.Checksum);
    }

    [Fact]
    public void Validation_is_apart_from_test_and_both_are_whole_groups()
    {
        _folder.Write(
            "t.csv",
            "x,label\n" + string.Concat(Enumerable.Range(0, 200).Select(row => $"{row % 13},{(row % 2 == 0 ? "a" : "b")}\n"))
        );
        var first = OwnData.Prepare(_folder.Read(new DataOptions { Test = 20, Validation = 10 }));
        (first.Training.Count, first.Validation!.Count, first.Test.Count).ShouldBe((140, 20, 40));
        first.Split.ShouldBe(
            "split by whole rows, files or groups, 20 % of each class to test and 10 % for validation, seed 1: 140 samples to learn from, 20 for validation, 40 to test"
        );
        var again = OwnData.Prepare(_folder.Read(new DataOptions { Test = 20, Validation = 10 }));
        again.Test.Values.ShouldBe(first.Test.Values);
        again.Checksum.ShouldBe(first.Checksum);
        var other = OwnData.Prepare(
            _folder.Read(
                new DataOptions
                {
                    Test = 20,
                    Validation = 10,
                    SplitSeed = 2,
                }
            )
        );
        other.Test.Values.ShouldNotBe(first.Test.Values);
        other.Checksum.ShouldNotBe(first.Checksum);
        OwnData.Prepare(_folder.Read()).Validation.ShouldBeNull();
    }

    private void WriteImages(int width, int height)
    {
        WriteImage("red/1.png", width, height, (_, _) => SKColors.Red);
        WriteImage("red/2.png", width, height, (_, _) => SKColors.Red);
        WriteImage("blue/1.png", width, height, (_, _) => SKColors.Blue);
    }

    private void WriteImage(string name, int width, int height, Func<int, int, SKColor> colour)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var pixel = 0; pixel < width * height; pixel++)
        {
            bitmap.SetPixel(pixel % width, pixel / width, colour(pixel % width, pixel / width));
        }

        _folder.Write(name, bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray());
    }

    private void WriteTone(string name, WaveFormat format, double hertz, int steps)
    {
        using var stream = new MemoryStream();
        using (var writer = new WaveFileWriter(stream, format))
        {
            for (var step = 0; step < steps; step++)
            {
                // Two channels are of opposite noise and one tone.
                var tone = (float)(0.5 * Math.Sin(2 * Math.PI * hertz * step / format.SampleRate));
                for (var channel = 0; channel < format.Channels; channel++)
                {
                    var value =
                        tone
                        + (
                            format.Channels == 1 ? 0
                            : channel == 0 ? 0.25f
                            : -0.25f
                        );
                    if (format.BitsPerSample == 8)
                    {
                        writer.WriteByte((byte)Math.Round((value * 127) + 128));
                    }
                    else
                    {
                        writer.WriteSample(value);
                    }
                }
            }
        }

        _folder.Write(name, stream.ToArray());
    }

    private void WriteArchive(params (string Name, byte[] Content)[] arrays)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in arrays)
            {
                using var entry = archive.CreateEntry(name + ".npy").Open();
                entry.Write(content);
            }
        }

        _folder.Write("all.npz", stream.ToArray());
    }

    internal static byte[] Npy(string type, string shape, byte[] data, bool isFortran = false)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {(isFortran ? "True" : "False")}, 'shape': ({shape}), }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }

    private static byte[] Bytes(string type, int value)
    {
        byte[] bytes = type[1..] switch
        {
            "i1" or "u1" => [(byte)value],
            "i2" => BitConverter.GetBytes((short)value),
            "u4" => BitConverter.GetBytes((uint)value),
            "i8" => BitConverter.GetBytes((long)value),
            "f2" => BitConverter.GetBytes((Half)value),
            "f4" => BitConverter.GetBytes((float)value),
            _ => BitConverter.GetBytes((double)value),
        };
        return type[0] == '>' ? [.. bytes.Reverse()] : bytes;
    }
}
