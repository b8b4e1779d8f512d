using System.Globalization;
using SkiaSharp;
using Striate.Cli;
using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Import;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Projects;
using Striate.Trainer.Imported;
using Striate.UnitTests.Cli;
using Striate.UnitTests.DataSets;
using Striate.UnitTests.Import.Onnx;

namespace Striate.UnitTests.Import;

/// <summary>How readings become an imported network's input: what its framework did to them before.</summary>
public sealed class InputPreparationTests : IDisposable
{
    private const int Side = 6;
    private const int Pixels = Side * Side;

    private static readonly InputPreparation s_photos = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225], (0, 1));

    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<double[], double[], double[]> Preparations =>
        new()
        {
            { [0.485, 0.456, 0.406], [0.229, 0.224, 0.225], [0, 1] },
            { [0.2860], [0.3530], [0, 1] },
            { [127.5], [127.5], [] },
            { [], [], [-1, 1] },
            { [], [], [0, 1] },
            { [], [64], [] },
        };

    // A convolution whose padding is the model's 0: what is folded into it wrongly shows at the border.
    [Theory]
    [MemberData(nameof(Preparations))]
    public void Bytes_of_images_become_what_the_model_read(double[] mean, double[] deviation, double[] range)
    {
        var preparation = InputPreparation.Of(
            [.. mean],
            [.. deviation],
            [.. range],
            (key, reason) => new InvalidOperationException(key + reason)
        )!;
        var (file, random) = (Photos(), new Random(5));
        var images = Enumerable
            .Range(0, 40)
            .Select(_ => Enumerable.Range(0, Pixels * 3).Select(_ => (byte)random.Next(40, 220)).ToArray())
            .ToArray();
        var values = images.SelectMany(image => Read(preparation, image)).Select(value => (float)value);
        var result = ModelImporter.Import(
            file,
            ImportOptions.Default with
            {
                Preparation = preparation,
                Calibration = new CalibrationSamples([40, 3, Side, Side], [.. values]),
            }
        );
        var package = result.Required();
        var contract = InputContract.Of(package);
        (contract is null).ShouldBe(mean.Length == 0 && range is [] or [0, 1]);
        result
            .Operators.Single(one => one.Operator == "READINGS")
            .Became.ShouldContain(contract is null ? "bytes 0..255 of images become -128..127" : "input contract (image)");
        package.Network.Input.ZeroPoint.ShouldBe(contract is null ? -128 : 0);

        var (error, power, model) = (0.0, 0.0, OnnxReader.Read(file, null));
        foreach (var image in images.Append(new byte[Pixels * 3]).Append([.. Enumerable.Repeat((byte)255, Pixels * 3)]))
        {
            byte[] input =
            [
                .. image.Select((value, place) => contract is null ? (byte)(value - 128) : (byte)contract.Channels[place % 3].Apply(value)),
            ];
            var logits = ReferenceExecutor.Run(package.Network, input).Logits;
            var real = GraphEvaluation
                .Walk(
                    model,
                    [
                        KeyValuePair.Create(
                            "x",
                            TensorInfo.Of(Tensor.Of(ElementType.Float32, [1, 3, Side, Side], [.. Read(preparation, image)]))
                        ),
                    ],
                    []
                )["y"]
                .Value!;
            for (var index = 0; index < 3; index++)
            {
                var told = (logits[index] - package.Network.Logits.ZeroPoint) * package.Network.Logits.Scale;
                (error, power) =
                    image.Distinct().Count() > 1
                        ? (error + Math.Pow(told - real.Real(index), 2), power + Math.Pow(real.Real(index), 2))
                        : (error, power);
            }
        }

        (10 * Math.Log10(power / error)).ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Bytes_stay_themselves_where_the_range_is_symmetrical()
    {
        var result = ModelImporter.Import(
            Photos(),
            ImportOptions.Default with
            {
                Preparation = new InputPreparation([], [], (-1, 1)),
                Calibration = new CalibrationSamples([1, 3, Side, Side], [.. Enumerable.Repeat(0.5f, 3 * Pixels)]),
            }
        );
        var contract = InputContract.Of(result.Required())!;
        Enumerable.Range(0, 256).ShouldAllBe(value => contract.Channels[0].Apply(value) == value - 128);
        result.Required().Network.Input.Scale.ShouldBe(2.0 / 255, 1e-9);
    }

    [Fact]
    public void Images_of_a_folder_are_read_as_the_training_did_and_those_of_data_sets_too()
    {
        WriteImages();
        _folder.Write("model.onnx", Photos());
        Import("--input-range", "0,1", "--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225");
        var package = PackageFile.Read(_folder["out.striate"]).Package;
        var (contract, network) = (InputContract.Of(package)!, package.Network);
        var data = PackageData.Load(OwnData.Name, _folder["data"], new DataOptions(), package);
        data.Input.ShouldBe(network.Input);
        var raw = OwnData.Read(_folder["data"], new DataOptions { Size = (Side, Side) });
        var learned = OwnData.Learned(raw);
        for (var place = 0; place < 3 * Pixels; place++)
        {
            var right = s_photos.Apply(raw.Values[(learned[0] * 3 * Pixels) + place], place % 3) / network.Input.Scale;
            ((double)(sbyte)data.Training[0][place]).ShouldBe(Math.Clamp(right, -128, 127), 1.01);
        }

        data.Contract!.Channels.ShouldBe(contract.Channels);
        ImportedData.Of(network, data, "out.striate").Input.ShouldBe(network.Input);

        // A training's own toml says the same.
        _folder.Write(
            "striate.toml",
            "package = \"m.striate\"\n[import]\nmodel = \"model.onnx\"\nname = \"model\"\nlabels = [\"dark\", \"light\", \"none\"]\ncalibration = \"data\"\ninput-range = [0, 1]\nmean = [0.485, 0.456, 0.406]\nstd = [0.229, 0.224, 0.225]\n"
        );
        ProjectPackage
            .Current(ProjectFile.Read(_folder.Root), cancellation: TestContext.Current.CancellationToken)
            .Loaded.Sha256.ShouldBe(PackageFile.Read(_folder["out.striate"]).Sha256);
        var evaluated = CliRun.Of("evaluate", _folder["out.striate"], "--data", _folder["data"], "--json");
        evaluated.ExitCode.ShouldBe(ExitCode.Success, evaluated.Error);

        // The float model itself on the same samples.
        var accuracy = CliRun
            .Of(
                "import",
                _folder["model.onnx"],
                "--calibration",
                _folder["data"],
                "--labels",
                "dark,light,none",
                "--out",
                _folder["out.striate"],
                "--input-range",
                "0,1",
                "--mean",
                "0.485,0.456,0.406",
                "--std",
                "0.229,0.224,0.225",
                "--data",
                _folder["data"],
                "--json"
            )
            .Json.GetProperty("accuracy");
        accuracy.GetProperty("integer").GetDouble().ShouldBe(evaluated.Json.GetProperty("integer").GetDouble());
        var model = OnnxReader.Read(Photos(), null);
        var found = Enumerable
            .Range(0, data.Test.Count)
            .Count(sample =>
            {
                var values = Enumerable
                    .Range(0, 3 * Pixels)
                    .Select(place => (sbyte)data.Test[sample][(place % Pixels * 3) + (place / Pixels)] * network.Input.Scale);
                var told = GraphEvaluation
                    .Walk(
                        model,
                        [KeyValuePair.Create("x", TensorInfo.Of(Tensor.Of(ElementType.Float32, [1, 3, Side, Side], [.. values])))],
                        []
                    )["y"]
                    .Value!.ToReals();
                return Array.IndexOf(told, told.Max()) == data.Test.Classes[sample];
            });
        accuracy.GetProperty("float").GetDouble().ShouldBe(100.0 * found / data.Test.Count, 0.01);
        accuracy.GetProperty("samples").GetInt32().ShouldBe(data.Test.Count);
        CliRun
            .Of(
                "import",
                _folder["model.onnx"],
                "--calibration",
                _folder["data"],
                "--labels",
                "dark,light,none",
                "--out",
                _folder["other.striate"],
                "--data",
                _folder["absent"]
            )
            .ShouldBeRefused(ExitCode.BadInput, "absent", "is missing");
        File.Exists(_folder["other.striate"]).ShouldBeFalse();
    }

    [Fact]
    public void Signals_become_integers_by_the_contract_and_a_training_goes_on_from_them()
    {
        WriteRecordings();
        _folder.Write("model.onnx", Motion());
        Import("--mean", "1,2,3", "--std", "10,20,40");
        var package = PackageFile.Read(_folder["out.striate"]).Package;
        var contract = InputContract.Of(package)!;
        contract.Kind.ShouldBe("signal");
        contract.Channels.Select(channel => channel.Name).ShouldBe(["x", "y", "z"]);
        var (preparation, scale) = (new InputPreparation([1, 2, 3], [10, 20, 40], null), package.Network.Input.Scale);
        package.Network.Input.ZeroPoint.ShouldBe(0);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var value = -120.0; value < 120; value += 0.37)
            {
                var right = Math.Clamp(preparation.Apply(value, channel) / scale, -128, 127);
                ((double)contract.Channels[channel].Apply(contract.Channels[channel].ReadingOf(value))).ShouldBe(
                    right,
                    0.6,
                    $"{value} of channel {channel}"
                );
            }
        }

        var data = PackageData.Load(OwnData.Name, _folder["data"], new DataOptions(), package);
        ImportedData.Of(package.Network, data, "out.striate").Input.ShouldBe(package.Network.Input);

        var unnamed = package with { Network = package.Network with { Labels = [], HasClasses = false } };
        Should
            .Throw<StriateException>(() => PackageEvaluation.Confusion(unnamed, data))
            .Message.ShouldBe(
                "the outputs of network 'model' are not said to be classes; name them where it is imported, with --labels or [import] labels"
            );
    }

    [Fact]
    public void Without_options_readings_of_data_are_what_the_model_reads()
    {
        WriteRecordings();
        _folder.Write("model.onnx", Motion());
        Import();
        var package = PackageFile.Read(_folder["out.striate"]).Package;
        var channel = InputContract.Of(package)!.Channels[1];
        ((double)channel.Apply(channel.ReadingOf(17.3))).ShouldBe(17.3 / package.Network.Input.Scale, 0.6);
        PackageData.Load(OwnData.Name, _folder["data"], new DataOptions(), package).Input.ShouldBe(package.Network.Input);
    }

    [Fact]
    public void A_network_that_does_not_tell_names_the_import_that_does()
    {
        WriteRecordings();
        _folder.Write("model.onnx", Motion());
        var samples = ImportOptions.Default.With(_folder["data"]).CalibrationFor!(new CalibrationInput([3, 8], false));
        var bare = ModelImporter
            .Import(_folder["model.onnx"], ImportOptions.Default with { Calibration = samples with { Readings = null } })
            .Required();
        Should
            .Throw<StriateException>(() => PackageData.Load(OwnData.Name, _folder["data"], new DataOptions(), bare))
            .Message.ShouldContain(
                "does not say how readings become its input; import it again with --mean and --std (0 and 1 if it reads them as they are)"
            );

        // Those of a quantised network are told from its scale and zero point.
        var told = ModelImporter
            .Import(TfliteBuilder.Sample(), ImportOptions.Default with { Preparation = new InputPreparation([3], [2], null) })
            .Required();
        var (contract, input) = (InputContract.Of(told)!, told.Network.Input);
        ((double)contract.Channels[0].Apply(contract.Channels[0].ReadingOf(4))).ShouldBe(
            Math.Clamp((0.5 / input.Scale) + input.ZeroPoint, -128, 127),
            0.6
        );
    }

    [Theory]
    [InlineData("--std 0", "--std must be numbers in 1E-09..1000000000")]
    [InlineData("--mean 1,x", "--mean must be numbers with commas between")]
    [InlineData("--mean 1,2 --std 1,2,3", "--std has 3 numbers, and mean has 2")]
    [InlineData("--input-range 1,0", "--input-range must be two numbers")]
    [InlineData("--input-range 1", "--input-range must be two numbers")]
    public void What_is_no_preparation_is_refused(string options, string reason) =>
        CliRun.Of(["import", "model.onnx", "--out", "out.striate", .. options.Split(' ')]).ShouldBeRefused(ExitCode.Usage, reason);

    [Fact]
    public void Numbers_of_other_channels_are_refused()
    {
        WriteRecordings();
        Should
            .Throw<StriateException>(() =>
                (ImportOptions.Default with { Preparation = new InputPreparation([1, 2], [], null) })
                    .With(_folder["data"])
                    .CalibrationFor!(new CalibrationInput([3, 8], false))
            )
            .Message.ShouldContain("3 channels; mean and std are of 2: give one number, or one for each channel");
        Should
            .Throw<ImportException>(() =>
                ModelImporter.Import(
                    TfliteBuilder.Sample(),
                    ImportOptions.Default with
                    {
                        Preparation = new InputPreparation([1, 2, 3, 4, 5, 6, 7], [], null),
                    }
                )
            )
            .Message.ShouldStartWith("STR1814 input: mean and std are of 7 channels");
    }

    private void Import(params string[] more)
    {
        var run = CliRun.Of([
            "import",
            _folder["model.onnx"],
            "--calibration",
            _folder["data"],
            "--labels",
            "dark,light,none",
            "--out",
            _folder["out.striate"],
            .. more,
        ]);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
    }

    // Channels first, as the model reads it.
    private static double[] Read(InputPreparation preparation, byte[] image) =>
        [
            .. Enumerable
                .Range(0, 3 * Pixels)
                .Select(place => preparation.Apply(image[(place % Pixels * 3) + (place / Pixels)], place / Pixels)),
        ];

    private static byte[] Photos()
    {
        var random = new Random(8);
        return new OnnxBuilder()
            .Input("x", 1, 3, Side, Side)
            .Output("y", 1, 3)
            .Constant("w", [4, 3, 3, 3], [.. Enumerable.Range(0, 108).Select(_ => (float)(random.NextDouble() - 0.4))])
            .Constant("b", [4], 0.3f, -0.2f, 0.1f, 0)
            .Constant("f", [4, 3], [.. Enumerable.Range(0, 12).Select(_ => (float)(random.NextDouble() - 0.5))])
            .Node("Conv", ["x", "w", "b"], ["a"], ("pads", new[] { 1, 1, 1, 1 }))
            .Node("Relu", ["a"], ["r"])
            .Node("GlobalAveragePool", ["r"], ["g"])
            .Node("Flatten", ["g"], ["v"])
            .Node("Gemm", ["v", "f"], ["y"])
            .Build();
    }

    private static byte[] Motion() =>
        new OnnxBuilder()
            .Input("x", 1, 3, 8)
            .Output("y", 1, 3)
            .Constant("w", [3, 3, 3], [.. Enumerable.Range(0, 27).Select(place => (place % 7) - 3f)])
            .Node("Conv", ["x", "w"], ["a"])
            .Node("GlobalAveragePool", ["a"], ["b"])
            .Node("Flatten", ["b"], ["y"])
            .Build();

    private void WriteRecordings()
    {
        for (var file = 0; file < 6; file++)
        {
            var rows = Enumerable
                .Range(0, 24)
                .Select(step =>
                    string.Create(CultureInfo.InvariantCulture, $"{(file * 15) - 40 + step}.25,{step - (10 * file)}.5,{step * 2}.75")
                );
            _folder.Write($"data/{(file < 3 ? "dark" : "light")}/{file}.csv", "x,y,z\n" + string.Join('\n', rows) + "\n");
        }
    }

    private void WriteImages()
    {
        for (var file = 0; file < 8; file++)
        {
            using var picture = new SKBitmap(Side, Side);
            picture.Erase(new SKColor((byte)(30 * file), (byte)(255 - (25 * file)), 90));
            using var data = picture.Encode(SKEncodedImageFormat.Png, 100);
            _folder.Write($"data/{(file < 4 ? "dark" : "light")}/{file}.png", data.ToArray());
        }
    }
}
