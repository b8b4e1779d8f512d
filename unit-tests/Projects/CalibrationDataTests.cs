using System.Globalization;
using SkiaSharp;
using Striate.Cli;
using Striate.Import;
using Striate.Model.Packaging;
using Striate.Projects;
using Striate.UnitTests.Cli;
using Striate.UnitTests.DataSets;
using Striate.UnitTests.Import.Onnx;

namespace Striate.UnitTests.Projects;

/// <summary>Float models that are quantised by a person's own data.</summary>
public sealed class CalibrationDataTests : IDisposable
{
    private const int Steps = 24;
    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new[] { 1, 3, 1, 8 }, true)]
    [InlineData(new[] { 1, 3, 8 }, true)]
    [InlineData(new[] { 1, 8, 3 }, false)]
    [InlineData(new[] { 1, 1, 8, 3 }, false)]
    public void Windows_of_recordings_are_as_long_as_the_model_reads_and_in_its_order(int[] input, bool isFirst)
    {
        WriteRecordings();
        var samples = SamplesOf(input);

        samples.Shape.ShouldBe([5 * 4, .. input[1..]]);
        // The first two windows: 8 steps, one every 4.
        for (var place = 0; place < 24; place++)
        {
            var (step, channel) = isFirst ? (place % 8, place / 8) : (place / 3, place % 3);
            samples.Values[place].ShouldBe(Value(0, step, channel));
            samples.Values[24 + place].ShouldBe(Value(0, step + 4, channel));
        }
    }

    // 3 steps of 3 channels fit in both orders.
    [Fact]
    public void Where_both_orders_fit_it_is_that_of_the_framework_and_said_of_ONNX()
    {
        WriteRecordings();
        var (first, last) = (SamplesOf([1, 3, 3]), SamplesOf([1, 3, 3], isLast: true));
        for (var place = 0; place < 9; place++)
        {
            first.Values[place].ShouldBe(Value(0, place % 3, place / 3));
            last.Values[place].ShouldBe(Value(0, place / 3, place % 3));
        }

        first
            .Note.ShouldNotBeNull()
            .ShouldContain(
                "were given channels first, as ONNX's operators read them; if the model reads channels last, give an array [N, 3, 3] as a .npy file"
            );
        last.Note.ShouldBeNull();
        SamplesOf([1, 3, 8]).Note.ShouldBeNull();
        SamplesOf([1, 3, 8], isLast: true).Values[..8].ShouldBe(SamplesOf([1, 3, 8]).Values[..8]);
        _folder.Write("model.onnx", Model(1, 3, 3));
        ModelImporter
            .Import(_folder["model.onnx"], ImportOptions.Default.With(_folder["data"]))
            .Operators.ShouldContain(one => one.Became == first.Note);
    }

    [Fact]
    public void What_a_folder_tells_of_its_data_holds_and_tests_stay_out()
    {
        WriteRecordings("train/");
        _folder.Write("data/test/a/9.csv", Recording(900));
        _folder.Write("data/data.toml", "hop = 8\n");
        var samples = SamplesOf([1, 3, 8]);
        samples.Shape[0].ShouldBe(6 * 3);
        samples.Values.Max().ShouldBeLessThan(900);
    }

    [Fact]
    public void Images_are_scaled_to_what_the_model_reads()
    {
        foreach (
            var (name, colour) in new[]
            {
                ("red/1", SKColors.Red),
                ("red/2", SKColors.Red),
                ("blue/1", SKColors.Blue),
                ("blue/2", SKColors.Blue),
            }
        )
        {
            using var picture = new SKBitmap(20, 10);
            picture.Erase(colour);
            _folder.Write($"data/{name}.png", picture.Encode(SKEncodedImageFormat.Png, 100).ToArray());
        }

        var planes = SamplesOf([1, 3, 4, 6]);
        planes.Shape.ShouldBe([2, 3, 4, 6]);
        planes.Values[..72].ShouldBe([.. Enumerable.Repeat(0f, 48), .. Enumerable.Repeat(255f, 24)]);
        var pixels = SamplesOf([1, 4, 6, 3]);
        pixels.Values[..6].ShouldBe([0, 0, 255, 0, 0, 255]);
        SamplesOf([1, 1, 4, 6]).Shape.ShouldBe([2, 1, 4, 6]);
    }

    [Fact]
    public void Rows_of_features_are_taken_evenly()
    {
        _folder.Write(
            "data/rows.csv",
            "a,b,kind\n"
                + string.Concat(Enumerable.Range(0, 1000).Select(row => $"{row + 0.25},{row + 0.5},{(row % 2 == 0 ? "even" : "odd")}\n"))
        );
        var samples = SamplesOf([1, 2]);
        samples.Shape.ShouldBe([CalibrationData.MostSamples, 2]);
        float[] rows = [.. samples.Values.Where((_, place) => place % 2 == 0)];
        rows.ShouldBeInOrder();
        (rows[0] < 10 && rows[^1] > 990).ShouldBeTrue();
    }

    [Fact]
    public void Samples_of_another_shape_and_places_without_samples_are_refused_in_a_line()
    {
        WriteRecordings();
        _folder.Write("model.onnx", Model(1, 4, 8));
        CliRun
            .Of("import", _folder["model.onnx"], "--out", _folder["a.striate"], "--calibration", _folder["data"])
            .ShouldBeRefused(
                ExitCode.BadInput,
                "samples of 1x24x3 (height, width, channels); the model reads [4, 8]; give data of that shape, or an array [N, 4, 8] as a .npy file"
            );
        CliRun
            .Of("import", _folder["model.onnx"], "--out", _folder["a.striate"], "--calibration", _folder["absent"])
            .ShouldBeRefused(ExitCode.BadInput, "absent is missing; check the path");
        CliRun
            .Of("import", _folder["model.onnx"], "--out", _folder["a.striate"], "--calibration", _folder["absent.npy"])
            .ShouldBeRefused(ExitCode.BadInput, "absent.npy");
        _folder.Write("data/data.toml", "widnow = 8\n");
        CliRun
            .Of("import", _folder["model.onnx"], "--out", _folder["a.striate"], "--calibration", _folder["data"])
            .ShouldBeRefused(ExitCode.BadInput, "data.toml, line 1: there is no key 'widnow'; did you mean 'window'");
        File.Exists(_folder["a.striate"]).ShouldBeFalse();
    }

    [Fact]
    public void A_project_imports_a_float_model_and_sees_that_its_samples_changed()
    {
        WriteRecordings();
        _folder.Write("model.onnx", Model(1, 3, 8));
        _folder.Write("striate.toml", "package = \"m.striate\"\n[import]\nmodel = \"model.onnx\"\n");
        CliRun
            .Of("regenerate", _folder.Root)
            .ShouldBeRefused(
                ExitCode.BadInput,
                "STR1805",
                "give inputs that are like the real ones with [import] calibration, or quantise"
            );
        _folder.Write("striate.toml", "package = \"m.striate\"\n[import]\nmodel = \"model.onnx\"\ncalibration = \"data\"\n");
        var run = CliRun.Of("regenerate", _folder.Root);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Output + run.Error);
        var package = PackageFile.Read(_folder["m.striate"]);
        var alone = CliRun.Of("import", _folder["model.onnx"], "--out", _folder["alone.striate"], "--calibration", _folder["data"]);
        alone.ExitCode.ShouldBe(ExitCode.Success, alone.Error);
        PackageFile.Read(_folder["alone.striate"]).Sha256.ShouldBe(package.Sha256);
        CliRun.Of("regenerate", _folder.Root, "--check").ExitCode.ShouldBe(ExitCode.Success);
        foreach (
            var (key, option) in new[]
            {
                ("ranges = \"percentile\"", "--ranges percentile"),
                ("equalisation = false", "--no-equalisation"),
                ("bias-correction = false", "--no-bias-correction"),
            }
        )
        {
            _folder.Write("striate.toml", $"package = \"m.striate\"\n[import]\nmodel = \"model.onnx\"\ncalibration = \"data\"\n{key}\n");
            var settings = ProjectFile.Read(_folder.Root).Import!;
            CliRun
                .Of([
                    "import",
                    _folder["model.onnx"],
                    "--out",
                    _folder["alone.striate"],
                    "--calibration",
                    _folder["data"],
                    .. option.Split(' '),
                ])
                .ExitCode.ShouldBe(ExitCode.Success);
            ProjectPackage
                .Current(ProjectFile.Read(_folder.Root), cancellation: TestContext.Current.CancellationToken)
                .Loaded.Sha256.ShouldBe(PackageFile.Read(_folder["alone.striate"]).Sha256, key);
            settings.Options.Quantisation.ShouldNotBe(new CalibrationOptions(), key);
        }

        CliRun
            .Of("regenerate", _folder.Root, "--check")
            .ShouldBeRefused(ExitCode.CheckFailed, "[import], its samples or striate has changed");
        _folder.Write("striate.toml", "package = \"m.striate\"\n[import]\nmodel = \"model.onnx\"\ncalibration = \"data\"\n");
        CliRun.Of("regenerate", _folder.Root, "--check").ExitCode.ShouldBe(ExitCode.Success);
        _folder.Write("data/a/1.csv", Recording(5000));
        CliRun
            .Of("regenerate", _folder.Root, "--check")
            .ShouldBeRefused(ExitCode.CheckFailed, "[import], its samples or striate has changed");
    }

    private CalibrationSamples SamplesOf(int[] input, bool isLast = false) =>
        ImportOptions.Default.With(_folder["data"]).CalibrationFor!(new CalibrationInput([.. input[1..]], isLast));

    private static byte[] Model(params int[] input) =>
        new OnnxBuilder()
            .Input("x", input)
            .Output("y", 1, 2)
            .Constant("w", [2, input[1], 3], [.. Enumerable.Range(0, 6 * input[1]).Select(place => (place % 7) - 3f)])
            .Node("Conv", ["x", "w"], ["a"])
            .Node("GlobalAveragePool", ["a"], ["b"])
            .Node("Flatten", ["b"], ["y"])
            .Build();

    private void WriteRecordings(string part = "")
    {
        for (var file = 0; file < 6; file++)
        {
            _folder.Write($"data/{part}{(file < 3 ? "a" : "b")}/{file}.csv", Recording(100 * file));
        }
    }

    private static float Value(int first, int step, int channel) => first + step + 0.125f + (channel * 0.25f);

    private static string Recording(int first) =>
        "x,y,z\n"
        + string.Concat(
            Enumerable
                .Range(0, Steps)
                .Select(step =>
                    string.Join(
                        ',',
                        Enumerable.Range(0, 3).Select(channel => Value(first, step, channel).ToString(CultureInfo.InvariantCulture))
                    ) + "\n"
                )
        );
}
