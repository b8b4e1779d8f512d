using System.Collections.Immutable;
using Striate.Cli;
using Striate.Import;
using Striate.Import.Onnx.Calibration;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Reference;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>Float models whose weights get fewer bits than eight.</summary>
public class WeightBitsTests
{
    private static readonly CalibrationSamples s_samples = new([12, 2, 6, 6], [.. Normal(new Random(6), 12 * 72)]);

    [Fact]
    public void Weights_have_the_bits_that_are_asked_for_and_more_bits_are_nearer()
    {
        var last = double.NegativeInfinity;
        foreach (var bits in new[] { 2, 4, 6, 8 })
        {
            var network = Import(new CalibrationOptions(Bits: bits));
            BitsOf(network).Values.ShouldAllBe(layer => layer == bits);
            var decibels = Decibels(network);

            // From 6 bits on, the activations' 8 decide.
            decibels.ShouldBeGreaterThan(last + (bits == 8 ? 0 : 3), $"{bits} bits");
            last = decibels;
        }

        last.ShouldBeGreaterThan(28);
    }

    [Fact]
    public void Fewer_bits_have_a_shorter_range_where_that_is_nearer()
    {
        // One weight of 3 and fifteen of 1: with integers of -1..1, a step of 3 would make all others 0.
        var weights = Tensor.Of(ElementType.Float32, [1, 16], [3, .. Enumerable.Repeat(1.0, 15)]);
        var node = new OnnxNode(0, "", "Gemm", 13, ["x", "w"], ["y"], ImmutableDictionary<string, AttributeMessage>.Empty);
        var two = RoundedWeights.Of(node, weights, 0, 2);
        two.Integers.ShouldAllBe(integer => integer == 1);
        two.Scales[0].ShouldBeLessThan(2);
        var eight = RoundedWeights.Of(node, weights, 0, 8);
        eight.Integers[0].ShouldBe(127);
        eight.Reals()[0].ShouldBe(3, 1e-6);
    }

    [Fact]
    public void A_budget_takes_bits_where_they_count_least()
    {
        var (all, budget) = (Import(new CalibrationOptions()), 150L);
        var network = Import(new CalibrationOptions(WeightBytes: budget));
        Bytes(network).ShouldBeInRange(budget - 30, budget);
        Bytes(all).ShouldBeGreaterThan(2 * budget);
        var bits = BitsOf(network);
        bits.Values.Distinct().Count().ShouldBeGreaterThan(1);

        // The same bytes everywhere alike lose more.
        var even = Import(new CalibrationOptions(Bits: 3));
        Bytes(even).ShouldBeInRange(budget - 30, budget + 10);
        Decibels(network).ShouldBeGreaterThan(Decibels(even));
        ModelImporter
            .Import(Model(), Options(new CalibrationOptions(WeightBytes: budget)))
            .Operators.ShouldContain(one => one.Became.StartsWith("bits of weights: Conv 0 ", StringComparison.Ordinal));
        Should
            .Throw<ImportException>(() => Import(new CalibrationOptions(WeightBytes: 50)))
            .Message.ShouldStartWith("STR1814 calibration: the weights need at least ");
    }

    [Fact]
    public void What_is_done_is_told_stage_by_stage()
    {
        var told = new List<ImportProgress>();
        var options = Options(new CalibrationOptions(WeightBytes: 150)) with
        {
            Progress = new Relay<ImportProgress>(one =>
            {
                lock (told)
                {
                    told.Add(one);
                }
            }),
        };
        ModelImporter.Import(Model(), options).Required();
        told.Select(one => one.Stage).Distinct().ShouldBe(["running samples", "measuring what fewer bits lose"]);
        foreach (var stage in told.GroupBy(one => one.Stage))
        {
            // Samples are done in any order.
            stage.Select(one => one.Done).Order().ShouldBe(Enumerable.Range(1, stage.First().Total));
        }

        told.Count(one => one.Stage == "running samples").ShouldBe(12);
        told.Count(one => one.Stage != "running samples").ShouldBe(4 * 7);
    }

    [Theory]
    [InlineData("running samples")]
    [InlineData("measuring what fewer bits lose")]
    public void It_can_be_stopped_in_each_stage(string stage)
    {
        using var stop = new CancellationTokenSource();
        var last = "";
        var options = Options(new CalibrationOptions(WeightBytes: 150)) with
        {
            Cancellation = stop.Token,
            Progress = new Relay<ImportProgress>(one =>
            {
                last = one.Stage;
                if (one.Stage == stage)
                {
                    stop.Cancel();
                }
            }),
        };
        Should.Throw<OperationCanceledException>(() => ModelImporter.Import(Model(), options));
        last.ShouldBe(stage);
    }

    [Fact]
    public void Outputs_that_have_to_be_classes_are_looked_at_first()
    {
        var options = ImportOptions.Default with
        {
            RequiresClasses = true,
            CalibrationFor = _ => throw new InvalidOperationException("samples are read"),
        };
        Should
            .Throw<StriateException>(() => ModelImporter.Import(Model(), options))
            .Message.ShouldBe(
                "the outputs of network 'network' are not said to be classes; name them where it is imported, with --labels or [import] labels"
            );
        var named = options with
        {
            Labels = [.. Enumerable.Range(0, 16).Select(label => $"class {label}")],
            CalibrationFor = null,
            Calibration = s_samples,
        };
        ModelImporter.Import(Model(), named).Required().Network.HasClasses.ShouldBeTrue();
    }

    [Theory]
    [InlineData("--bits 4", "--bits does nothing without --calibration")]
    [InlineData("--weight-bytes 1000", "--weight-bytes does nothing without --calibration")]
    [InlineData("--calibration a.npy --bits 9", "--bits 9 is outside of 2..8")]
    public void Bits_without_samples_or_beyond_the_range_are_refused(string options, string reason) =>
        CliRun.Of(["import", "model.onnx", "--out", "out.striate", .. options.Split(' ')]).ShouldBeRefused(ExitCode.Usage, reason);

    private static ImportOptions Options(CalibrationOptions quantisation) =>
        ImportOptions.Default with
        {
            Calibration = s_samples,
            Quantisation = quantisation,
        };

    private static Network Import(CalibrationOptions quantisation) =>
        ModelImporter.Import(Model(), Options(quantisation)).Required().Network;

    private static Dictionary<string, int> BitsOf(Network network) =>
        network
            .Layers.Where(layer => layer is Convolution or FullyConnected)
            .ToDictionary(
                layer => layer.Name,
                layer => layer is Convolution convolution ? convolution.Bank.WeightBits : ((FullyConnected)layer).WeightBits
            );

    private static long Bytes(Network network) =>
        network.Layers.Sum(layer =>
            layer switch
            {
                Convolution convolution => ((convolution.Bank.Weights.Length * convolution.Bank.WeightBits) + 7) / 8,
                FullyConnected connected => ((connected.Weights.Length * connected.WeightBits) + 7) / 8,
                _ => 0,
            }
        );

    private static double Decibels(Network network)
    {
        var (model, error, power, random) = (OnnxReader.Read(Model(), null), 0.0, 0.0, new Random(17));
        for (var sample = 0; sample < 20; sample++)
        {
            var values = Normal(random, 72);
            var right = GraphEvaluation
                .Walk(
                    model,
                    [
                        KeyValuePair.Create(
                            "x",
                            TensorInfo.Of(Tensor.Of(ElementType.Float32, [1, 2, 6, 6], Array.ConvertAll(values, value => (double)value)))
                        ),
                    ],
                    []
                )["y"]
                .Value!;
            var bytes = new byte[72];
            for (var place = 0; place < 72; place++)
            {
                bytes[(place % 36 * 2) + (place / 36)] = (byte)
                    (int)Math.Clamp(Math.Round(values[place] / network.Input.Scale) + network.Input.ZeroPoint, -128, 127);
            }

            var logits = ReferenceExecutor.Run(network, bytes).Logits;
            for (var index = 0; index < logits.Length; index++)
            {
                error += Math.Pow(((logits[index] - network.Logits.ZeroPoint) * network.Logits.Scale) - right.Real(index), 2);
                power += right.Real(index) * right.Real(index);
            }
        }

        return 10 * Math.Log10(power / error);
    }

    // 72 + 216 + 96 weights; the second convolution is beside a way that counts a hundred times as much.
    private static byte[] Model()
    {
        var random = new Random(9);
        float[] Weights(int count, float factor = 1) => [.. Normal(random, count).Select(value => value * factor)];
        return new OnnxBuilder()
            .Input("x", 1, 2, 6, 6)
            .Output("y", 1, 16)
            .Constant("a", [4, 2, 3, 3], Weights(72))
            .Constant("b", [6, 4, 3, 3], Weights(216, 0.01f))
            .Constant("c", [6, 4, 1, 1], Weights(24))
            .Constant("f", [6, 16], Weights(96))
            .Node("Conv", ["x", "a"], ["r"], ("pads", new[] { 1, 1, 1, 1 }))
            .Node("Conv", ["r", "b"], ["s"], ("pads", new[] { 1, 1, 1, 1 }))
            .Node("Conv", ["r", "c"], ["t"])
            .Node("Add", ["s", "t"], ["u"])
            .Node("Relu", ["u"], ["v"])
            .Node("GlobalAveragePool", ["v"], ["g"])
            .Node("Flatten", ["g"], ["h"])
            .Node("Gemm", ["h", "f"], ["y"])
            .Build();
    }

    private static float[] Normal(Random random, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))),
        ];
}
