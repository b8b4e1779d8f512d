using System.Collections.Immutable;
using CsCheck;
using Striate.DataSets;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Packaging;
using Striate.Model.Segments;
using Striate.Trainer;
using Striate.Trainer.Imported;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using Striate.Trainer.Quantisation;
using Striate.Trainer.Runs;
using Striate.UnitTests.Results;
using TorchSharp;
using Padding = Striate.Model.Graph.Padding;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.UnitTests.Trainer;

/// <summary>Integers from elsewhere become the real network that they stand for, and a training begins with it.</summary>
[Collection(TorchTests.Name)]
public sealed class ImportedNetworkTests : IDisposable
{
    private const string Sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly Lazy<(ImportedNetwork Network, DataSet Data)> s_digits = new(() =>
    {
        var file = Path.Combine(Records.Root(), "examples", "digits", "digits.striate");
        var imported = ImportedNetwork.Of(PackageFile.Read(file).Package, Sha256, file);
        return (imported, ImportedData.Of(imported.Integers, Digits.Load(), file));
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("striate-imported-").FullName;

    public ImportedNetworkTests() => TorchRuntime.Prepare();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Integers_become_the_real_parameters_that_they_were_made_of() =>
        Gen.Int[0, 1_000_000]
            .Sample(
                seed =>
                {
                    using var scope = torch.NewDisposeScope();
                    var (folded, network, images) = Quantised(seed);
                    var imported = Of(network);
                    var own = LayerParameters.Cut(folded.Layout, folded.Values, torch.zeros(0));
                    foreach (var (name, parameters) in imported.Parameters)
                    {
                        var (factors, offsets) = (own[name].Weight ?? own[name].Gain!, own[name].Bias ?? own[name].Offset!);
                        // Half a step of the weights of a channel, whose largest is 127 steps; more where a large bias makes steps coarse.
                        Difference(factors, parameters.Factors).ShouldBeLessThan(0.01 * factors.abs().max().ToDouble(), name);
                        Difference(offsets, parameters.Offsets).ShouldBeLessThan(0.01 * Math.Max(offsets.abs().max().ToDouble(), 1), name);
                    }

                    var (plan, start) = Start(imported, images);
                    var (before, after) = (Maps(folded.Plan, own, images), Maps(plan, start, images));
                    // What rounding changes in a layer's map stays in the smaller ones behind it.
                    var most = 0.0;
                    foreach (var layer in folded.Plan.Layers)
                    {
                        most = Math.Max(most, before[layer.Name].abs().max().ToDouble());
                        (after[layer.Name] - before[layer.Name]).abs().max().ToDouble().ShouldBeLessThan((0.05 * most) + 0.01, layer.Name);
                    }
                },
                iter: 10
            );

    [Fact]
    public void Zero_points_change_no_real_number() =>
        Gen.Int[0, 1_000_000]
            .Sample(
                seed =>
                {
                    using var scope = torch.NewDisposeScope();
                    var network = Quantised(seed).Network;
                    var (plain, shifted) = (Of(network), Of(Shifted(network)));
                    shifted
                        .Description.Layers.Select(layer => layer with { Inputs = [] })
                        .ShouldBe(plain.Description.Layers.Select(layer => layer with { Inputs = [] }));
                    foreach (var (name, parameters) in plain.Parameters)
                    {
                        shifted.Parameters[name].Factors.ShouldBe(parameters.Factors, name);
                        shifted
                            .Parameters[name]
                            .Offsets.Zip(parameters.Offsets)
                            .ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-5f * Math.Max(1, Math.Abs(pair.Second)), name);
                    }
                },
                iter: 5
            );

    [Fact]
    public void Batch_normalisations_are_put_back_for_maps_of_more_than_one_cell_and_see_normal_values()
    {
        using var scope = torch.NewDisposeScope();
        var (_, network, images) = Quantised(3);
        var imported = Of(network);
        var (plan, start) = Start(imported, images);
        var normalised = imported
            .Description.Layers.OfType<ConvolutionDescription>()
            .Where(layer => layer.BatchNormalisation)
            .Select(layer => layer.Name)
            .ToArray();
        normalised.ShouldBe(
            plan.Layers.Where(layer => layer.Description is ConvolutionDescription && layer.Output.Height * layer.Output.Width > 1)
                .Select(layer => layer.Name)
        );
        normalised.ShouldNotBeEmpty();

        // As in training: the batch's own statistics are those that were measured, so that the first step sees the same network.
        var (frozen, trained) = (
            FloatNetwork.Forward(plan, start, images, training: false),
            FloatNetwork.Forward(plan, start, images, training: true)
        );
        (trained - frozen).abs().max().ToDouble().ShouldBeLessThan(1e-3 * frozen.abs().max().ToDouble());
        foreach (var name in normalised)
        {
            var weight = start[name].Weight!;
            weight.square().mean().ToDouble().ShouldBe(2.0 * weight.shape[0] / weight.numel(), 1e-4);
        }
    }

    [Fact]
    public void The_start_loses_nothing_and_the_report_compares_with_what_was_imported()
    {
        var (imported, data) = s_digits.Value;
        var result = Train(new TrainingOptions { Epochs = 3 });

        var report = result.Report;
        report.DenseInteger.ShouldBe(IntegerEvaluation.Accuracy(imported.Integers, data.Test, TestContext.Current.CancellationToken));
        report.DenseFloat.ShouldBeInRange(report.DenseInteger - 1, report.DenseInteger + 1);
        report.Imported.ShouldBe(Sha256);
        result.Dense.ShouldBe(imported.Integers);
        report.Counts.RemovedConvParameters.ShouldBeInRange(69.0, 69.5);
        report.Integer.ShouldBeGreaterThan(90);
        result.Segments.Layers.OfType<Convolution>().ShouldAllBe(layer => !layer.Bank.Catalog.IsDense);
        TrainedPackages.Segments(result, 2).Report!.Imported.ShouldBe(Sha256);

        var again = Train(new TrainingOptions { Epochs = 3 });
        PackageFile.Format(TrainedPackages.Segments(again, 2), "a").ShouldBe(PackageFile.Format(TrainedPackages.Segments(result, 2), "a"));
    }

    [Fact]
    public void A_run_continues_and_belongs_to_what_was_imported()
    {
        var options = new TrainingOptions { Epochs = 3, RunFolder = Path.Combine(_folder, "run") };
        var result = Train(options);
        RunFolder
            .ReadLog(options.RunFolder)
            .Select(record => (record.Epoch, record.Phase))
            .ShouldBe([(1, TrainingPhase.Segments), (2, TrainingPhase.Segments), (3, TrainingPhase.SegmentsInteger)]);
        var again = Train(options);
        again.Report.ToString().ShouldBe(result.Report.ToString());

        var (imported, data) = s_digits.Value;
        string Refusal(TrainingOptions other, ImportedNetwork network) =>
            Should
                .Throw<StriateException>(() =>
                    TrainingRun.Train(other with { StartFromDense = true }, network, data, null, TestContext.Current.CancellationToken)
                )
                .Message;
        Refusal(options, imported with { Sha256 = Sha256.Replace('a', 'b') }).ShouldContain("imported is aaaa");
        Refusal(options with { RunFolder = null, DenseRun = options.RunFolder }, imported).ShouldContain("leave one of them out");
        Should
            .Throw<StriateException>(() =>
                TrainingRun.Train(
                    new TrainingOptions { DenseRun = options.RunFolder, Epochs = 3 },
                    null,
                    TestContext.Current.CancellationToken
                )
            )
            .Message.ShouldContain("--from");
    }

    [Fact]
    public void A_closing_softmax_and_changes_of_scale_are_passed_through()
    {
        var network = Small();
        var table = new LookUp(
            "steps",
            ["conv"],
            Map(4, 0.05, 3),
            [.. Enumerable.Range(-128, 256).Select(q => (int)Math.Clamp(Math.Round((q + 128) * 0.1 / 0.05) + 3, -128, 127))]
        );
        var softmax = new Softmax(
            "softmax",
            ["fc"],
            new FeatureMap(new Shape(1, 1, 2), IntegerType.Int8, 1.0 / 256, -128),
            [int.MaxValue, .. new int[255]]
        );
        var imported = Of(
            network with
            {
                Layers =
                [
                    network.Layers[0],
                    table,
                    (FullyConnected)network.Layers[1] with
                    {
                        Inputs = ["steps"],
                        Output = Map(2, 1, 0, 1, 1),
                        Requantisation = One(2, -128, 127),
                    },
                    softmax,
                ],
            }
        );
        imported.Description.Layers.Select(layer => layer.Name).ShouldBe(["conv", "fc"]);
        imported.Description.Layers[1].Inputs.ShouldBe(["conv"]);
        ((FullyConnectedDescription)imported.Description.Layers[1]).Relu.ShouldBeFalse();
    }

    [Theory]
    [InlineData(127, -128, true, null)]
    [InlineData(-68, -128, true, 6.0)]
    [InlineData(0, -128, true, 12.8)]
    [InlineData(127, 0, false, null)]
    [InlineData(127, 67, false, null)]
    public void A_clamp_is_a_ReLU_and_a_ceiling_where_the_type_does_not_end(int maximum, int zeroPoint, bool relu, double? ceiling)
    {
        var network = Small();
        var conv = (Convolution)network.Layers[0] with { Output = Map(4, 0.1, zeroPoint), Requantisation = One(4, -128, maximum) };
        var layer = (ConvolutionDescription)Of(network with { Layers = network.Layers.SetItem(0, conv) }).Description.Layers[0];
        (layer.Relu, layer.Ceiling is { } most ? Math.Round(most, 6) : (double?)null).ShouldBe((relu, ceiling));
    }

    [Fact]
    public void A_ceiling_holds_in_real_numbers_and_in_integers()
    {
        using var scope = torch.NewDisposeScope();
        var description = new NetworkDescription(
            "capped",
            [
                new ConvolutionDescription(
                    "conv",
                    [Network.InputName],
                    4,
                    new Window(3, 3, 1, 1, Padding.All(1)),
                    BatchNormalisation: false,
                    Ceiling: 0.5
                ),
                new FullyConnectedDescription("fc", ["conv"], 2),
            ]
        );
        var plan = NetworkLayout.From(description, SimulationTests.s_input.Shape);
        var layout = ParameterLayout.Of(plan);
        using var random = EpochLoop.Generator(1, 0);
        var values = LayerParameters.InitialValues(layout, random) * 4;
        var images = SimulationTests.RandomImages(1, 4);
        var maps = Maps(plan, LayerParameters.Cut(layout, values, torch.zeros(0)), images * SimulationTests.s_input.Scale);
        maps["conv"].max().ToDouble().ShouldBe(0.5);

        foreach (var form in Enum.GetValues<MultiplierForm>())
        {
            var folded = new FoldedNetwork(plan, layout, values);
            var fit = QuantisationFit.Fit(
                folded,
                SimulationTests.s_input,
                images * SimulationTests.s_input.Scale,
                new QuantisationOptions(Form: form)
            );
            var quantised = new QuantisedNetwork(plan, layout, SimulationTests.s_input, fit);
            var network = NetworkExport.Export(quantised, values, null, []);
            (((Convolution)network.Layers[0]).Requantisation!.Maximum * network.Layers[0].Output.Scale).ShouldBeLessThanOrEqualTo(
                0.5 + network.Layers[0].Output.Scale
            );
            SimulationTests.ShouldEqualReference(quantised, network, values, images);
        }
    }

    public static TheoryData<string, string> Refused =>
        new()
        {
            { "sigmoid", "a training does not know layers of the kind LookUp (an activation other than ReLU)" },
            { "gate", "layers of the kind Multiply" },
            { "dilated", "2x2 apart (dilation)" },
            { "partial", "its windows leave padding out" },
            { "difference", "a summand is multiplied by -1" },
            { "clamped", "its maximum is clamped" },
            { "raised", "its output ends at 1.2" },
            { "logits", "it is the last layer" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_no_training_knows_is_refused_with_the_layer(string layer, string reason)
    {
        var network = Small();
        var conv = (Convolution)network.Layers[0];
        var (map, window) = (conv.Output, new Window(2, 2, 1, 1, new Padding(0, 0, 1, 1)));
        Layer odd = layer switch
        {
            "sigmoid" => new LookUp(layer, ["conv"], map, [.. Enumerable.Range(-128, 256).Select(q => q / 2)]),
            "gate" => new Multiply(layer, ["conv", "conv"], map, One(1, -128, 127)),
            "dilated" => conv with
            {
                Name = layer,
                Window = new Window(3, 3, 1, 1, Padding.All(1)),
                Bank = conv.Bank with { Catalog = SegmentCatalog.Dense(2, 2, 2, 2) },
            },
            "partial" => new AveragePooling(layer, ["conv"], map, window, One(4, -128, 127), [new PartialWindow(2, One(4, -128, 127))]),
            "difference" => new Add(layer, ["conv", "conv"], map, 2, -2, 1, -128, 127),
            "clamped" => new MaxPooling(layer, ["conv"], map, window, Minimum: -120),
            "raised" => conv with { Name = layer, Inputs = ["conv"], Requantisation = One(4, -116, 127) },
            _ => new MaxPooling(layer, ["fc"], network.Logits, new Window(1, 1, 1, 1, Padding.None)),
        };
        var layers = layer == "logits" ? network.Layers.Add(odd) : [conv, odd, network.Layers[1] with { Inputs = [layer] }];
        Should
            .Throw<StriateException>(() => Of(network with { Layers = layers }))
            .Message.ShouldStartWith($"net.striate: layer '{layer}': ");
        Should.Throw<StriateException>(() => Of(network with { Layers = layers })).Message.ShouldContain(reason);
    }

    [Fact]
    public void Data_that_the_network_does_not_read_are_refused()
    {
        var data = Digits.Load();
        string Refusal(FeatureMap input) =>
            Should.Throw<StriateException>(() => ImportedData.Of(Small() with { Input = input }, data, "net.striate")).Message;
        Refusal(data.Input with { Shape = new Shape(8, 9, 1) })
            .ShouldBe(
                "net.striate: its input is 8x9x1, and the samples of data set 'digits' are 8x8x1; name the data that the network was trained on"
            );
        Refusal(data.Input with { Type = IntegerType.Int8, ZeroPoint = 3 })
            .ShouldContain("int8 with zero point 3, and the samples of data set 'digits' are uint5 with zero point 0");

        // Bytes are read as int8 by a network that has -128 for 0; the training goes on with bytes.
        var bytes = data with
        {
            Input = data.Input with { Type = IntegerType.UInt8 },
        };
        var network = Small() with { Input = new FeatureMap(data.Input.Shape, IntegerType.Int8, 0.25, -128) };
        var own = ImportedData.Of(network, bytes, "net.striate");
        own.Input.ShouldBe(new FeatureMap(data.Input.Shape, IntegerType.UInt8, 0.25));
        ImportedData.For(network, own, own.Test).Values[..64].ShouldBe(data.Test.Values[..64].Select(value => (byte)(value ^ 0x80)));
    }

    /// <summary>Samples that stand for the same numbers with another zero point: the training is the same.</summary>
    [Fact]
    public void An_input_with_a_zero_point_is_learned_from_as_the_numbers_that_it_stands_for()
    {
        const int Zero = -3;
        var (imported, data) = s_digits.Value;
        var input = data.Input with { Type = IntegerType.Int8, ZeroPoint = Zero };
        Samples Moved(Samples samples) => samples with { Values = Array.ConvertAll(samples.Values, value => (byte)(value + Zero)) };
        var network = imported.Integers with { Input = input };
        var moved = ImportedData.Of(
            network,
            data with
            {
                Input = input,
                Training = Moved(data.Training),
                Test = Moved(data.Test),
                Validation = data.Validation is null ? null : Moved(data.Validation),
            },
            "digits.striate"
        );
        var options = new TrainingOptions { Epochs = 2 };
        var result = TrainingRun.Train(
            TrainingOptions.ForImported("digits", moved, Sha256) with
            {
                Epochs = options.Epochs,
            },
            Of(network),
            moved,
            null,
            TestContext.Current.CancellationToken
        );
        var plain = Train(options);

        result.Segments.Input.ShouldBe(input);
        result.Report.Integer.ShouldBe(plain.Report.Integer);
        result.Report.DenseInteger.ShouldBe(plain.Report.DenseInteger);
        IntegerEvaluation.Accuracy(result.Segments, moved.Test, TestContext.Current.CancellationToken).ShouldBe(result.Report.Integer);
        Bytes(result.Segments with { Input = plain.Segments.Input }).ShouldBe(Bytes(plain.Segments));

        static byte[] Bytes(Network network) => PackageFile.Format(new ModelPackage(network, null, []), "network");
    }

    [Fact]
    public void A_layer_that_does_not_take_the_zero_point_of_the_input_off_is_refused_by_name()
    {
        var data = s_digits.Value.Data;
        var input = data.Input with { Type = IntegerType.Int8, ZeroPoint = 5 };
        var affine = new ScaleShift("affine", [Network.InputName], input, [3], [0], [1], -128, 127);
        var network = new Network("net", input, [affine], [], false);
        Should
            .Throw<StriateException>(() => ImportedData.Of(network, data with { Input = input }, "net.striate"))
            .Message.ShouldStartWith(
                "net.striate: layer 'affine' is ScaleShift of an input with zero point 5, which a training cannot compute; quantise the source network"
            );
    }

    private static TrainingResult Train(TrainingOptions options) =>
        TrainingRun.Train(
            TrainingOptions.ForImported("digits", s_digits.Value.Data, Sha256) with
            {
                Epochs = options.Epochs,
                RunFolder = options.RunFolder,
            },
            s_digits.Value.Network,
            s_digits.Value.Data,
            null,
            TestContext.Current.CancellationToken
        );

    private static ImportedNetwork Of(Network network) => ImportedNetwork.Of(new ModelPackage(network, null, []), Sha256, "net.striate");

    /// <summary>A random network of every kind of layer: folded, in integers, and real-valued images.</summary>
    private static (FoldedNetwork Folded, Network Network, Tensor Images) Quantised(int seed)
    {
        var (plan, layout, values, statistics) = SimulationTests.RandomNetwork(seed);
        var folded = BatchNormFolding.Fold(plan, layout, values, statistics);
        var images = SimulationTests.RandomImages(seed, 8) * SimulationTests.s_input.Scale;
        var fit = QuantisationFit.Fit(folded, SimulationTests.s_input, images, new QuantisationOptions(MultiplierBits: 16));
        return (
            folded,
            NetworkExport.Export(new QuantisedNetwork(folded.Plan, folded.Layout, SimulationTests.s_input, fit), folded.Values, null, []),
            images
        );
    }

    private static (NetworkLayout Plan, Dictionary<string, LayerParameters> Parameters) Start(ImportedNetwork imported, Tensor images)
    {
        var plan = NetworkLayout.From(imported.Description, imported.Integers.Input.Shape);
        var layout = ParameterLayout.Of(plan);
        var (values, statistics) = ImportedStart.Of(plan, layout, imported, images);
        return (plan, LayerParameters.Cut(layout, values, statistics));
    }

    private static Dictionary<string, Tensor> Maps(
        NetworkLayout plan,
        IReadOnlyDictionary<string, LayerParameters> parameters,
        Tensor images
    )
    {
        var maps = new Dictionary<string, Tensor>();
        FloatNetwork.Forward(plan, parameters, images, training: false, (name, map) => maps[name] = map);
        return maps;
    }

    private static double Difference(Tensor own, float[] other) => (own.flatten() - torch.tensor(other)).abs().max().ToDouble();

    /// <summary>The same network with bytes of -128..127, where those of 0..255 were.</summary>
    private static Network Shifted(Network network)
    {
        FeatureMap Moved(FeatureMap map) => map.Type == IntegerType.UInt8 ? map with { Type = IntegerType.Int8, ZeroPoint = -128 } : map;
        Requantisation? Below(Requantisation? rule, FeatureMap output) =>
            rule is null || output.Type != IntegerType.UInt8
                ? rule
                : rule with
                {
                    Minimum = rule.Minimum - 128,
                    Maximum = rule.Maximum - 128,
                    Constants = [.. rule.Shifts.Select(shift => Requantisation.Half(shift) + (-128L << shift))],
                };
        int By(FeatureMap map) => map.Type == IntegerType.UInt8 ? 128 : 0;
        return network with
        {
            Input = Moved(network.Input),
            Layers =
            [
                .. network
                    .Layers.Select(layer =>
                        layer switch
                        {
                            Convolution own => own with { Requantisation = Below(own.Requantisation, own.Output) },
                            FullyConnected own => own with { Requantisation = Below(own.Requantisation, own.Output) },
                            AveragePooling own => own with { Requantisation = Below(own.Requantisation, own.Output) },
                            Add own => own with
                            {
                                Minimum = own.Minimum - By(own.Output),
                                Maximum = own.Maximum - By(own.Output),
                                Constant =
                                    own.ConstantOrHalf
                                    + ((long)own.MultiplierA * By(network.InputsOf(own)[0]))
                                    + ((long)own.MultiplierB * By(network.InputsOf(own)[1]))
                                    - ((long)By(own.Output) << own.Shift),
                            },
                            ScaleShift own => own with
                            {
                                Minimum = own.Minimum - By(own.Output),
                                Maximum = own.Maximum - By(own.Output),
                                Offsets =
                                [
                                    .. own.Offsets.Select(
                                        (offset, channel) =>
                                            offset
                                            + ((long)own.Multipliers[channel] * By(network.InputsOf(own)[0]))
                                            - ((long)By(own.Output) << own.Shifts[channel])
                                    ),
                                ],
                            },
                            _ => layer,
                        }
                    )
                    .Select(layer => layer with { Output = Moved(layer.Output) }),
            ],
        };
    }

    private static FeatureMap Map(int channels, double scale, int zeroPoint, int height = 4, int width = 4) =>
        new(new Shape(height, width, channels), IntegerType.Int8, scale, zeroPoint);

    private static Requantisation One(int channels, int minimum, int maximum) =>
        new([.. Enumerable.Repeat(1, channels)], [.. Enumerable.Repeat(2, channels)], minimum, maximum);

    /// <summary>A convolution of 2x2 over one channel and a fully connected layer.</summary>
    private static Network Small()
    {
        var bank = new KernelBank(
            SegmentCatalog.Dense(2, 2),
            4,
            1,
            8,
            [0, 0, 0, 0],
            [.. Enumerable.Range(-8, 16).Select(weight => (sbyte)weight)]
        );
        return new Network(
            "small",
            Map(1, 0.5, -128),
            [
                new Convolution(
                    "conv",
                    [Network.InputName],
                    Map(4, 0.1, -128),
                    new Window(2, 2, 1, 1, new Padding(0, 0, 1, 1)),
                    1,
                    bank,
                    [0, 1, 2, 3],
                    One(4, -128, 127)
                ),
                new FullyConnected(
                    "fc",
                    ["conv"],
                    new FeatureMap(new Shape(1, 1, 2), IntegerType.Int32, 0.01),
                    8,
                    [.. Enumerable.Range(-64, 128).Select(weight => (sbyte)weight)],
                    [5, 6],
                    null
                ),
            ],
            []
        );
    }
}
