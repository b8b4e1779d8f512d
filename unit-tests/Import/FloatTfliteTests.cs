using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Striate.Import;
using Striate.Import.FloatModels;
using Striate.Import.Onnx.Calibration;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Import.Reading;
using Striate.Import.Shapes;
using Striate.Import.Simplification;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Model.Reference;

namespace Striate.UnitTests.Import;

/// <summary>Float models of TensorFlow Lite: what they compute, and what becomes of them.</summary>
public class FloatTfliteTests
{
    private const int Int32 = 2;
    private const int Same = 0;
    private const int Valid = 1;

    private static readonly CalibrationSamples Blank = new([1, 4, 4, 2], [.. new float[32]]);

    public static TheoryData<string> Networks =>
        ["mlperf_ad_f32", "pretrainedResnet", "tinymaix_cifar10_f", "tinymaix_mnist_dw_f", "tinymaix_mnist_valid_f"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_float_network_computes_what_its_own_runtime_computes(string name)
    {
        KnownModels.Require();
        var model = Graph(File.ReadAllBytes(KnownModels.FileOf(name)));
        var (inputs, outputs) = (Floats(KnownModels.Results(name, "inputs.npy")), Floats(KnownModels.Results(name, "outputs.npy")));
        foreach (var (input, output) in inputs.Zip(outputs).Take(4))
        {
            var own = Evaluate(model, input);
            var largest = output.Max(Math.Abs);
            own.Zip(output).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-5 * largest, name);
        }
    }

    [Fact]
    public void Padding_order_and_fused_activations_are_the_source_files()
    {
        var random = new Random(5);
        var (w, b, m) = (Weights(random, 3 * 3 * 3 * 2), Weights(random, 3), Weights(random, 4 * 18));
        var file = Model(w, b, m);
        for (var trial = 0; trial < 8; trial++)
        {
            var x = Weights(random, 5 * 4 * 2, 8);
            var map = new double[3 * 2 * 3];
            for (var index = 0; index < map.Length; index++)
            {
                // SAME: 5 rows in steps of 2 have one row of padding on each side, 4 columns none before and one behind.
                var (row, column, channel) = (index / 6, index / 3 % 2, index % 3);
                double sum = b[channel];
                for (var cell = 0; cell < 18; cell++)
                {
                    var (y, z) = ((row * 2) - 1 + (cell / 6), (column * 2) + (cell / 2 % 3));
                    sum += y is >= 0 and < 5 && z < 4 ? (double)x[(((y * 4) + z) * 2) + (cell % 2)] * w[(channel * 18) + cell] : 0;
                }

                map[index] = Math.Clamp(sum, 0, 6);
            }

            double[] logits =
            [
                .. Enumerable.Range(0, 4).Select(neuron => map.Select((value, index) => value * m[(neuron * 18) + index]).Sum()),
            ];
            Evaluate(Graph(file), x).Zip(logits).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
        }
    }

    [Fact]
    public void A_float_model_becomes_a_package_near_it_that_tells_of_its_own_operators()
    {
        var random = new Random(5);
        var file = Model(Weights(random, 54), Weights(random, 3), Weights(random, 72));
        var samples = new CalibrationSamples([32, 5, 4, 2], [.. Weights(random, 32 * 40, 8)]);
        var result = ModelImporter.Import(file, ImportOptions.Default with { Calibration = samples });

        var network = result.Required().Network;
        network.Layers.Select(layer => layer.GetType().Name).ShouldBe([nameof(Convolution), nameof(FullyConnected)]);
        network.Input.Shape.ShouldBe(new Striate.Model.Graph.Shape(5, 4, 2));
        result.Source!.Framework.ShouldBe("tflite");
        result.Source.InputShape.ShouldBe([1, 5, 4, 2]);
        result
            .Operators.Where(one => one.Index >= 0)
            .Select(one => (one.Index, one.Operator, one.Layer))
            .ShouldBe([
                (0, "CONV_2D", network.Layers[0].Name),
                (1, "RESHAPE", network.Layers[0].Name),
                (2, "FULLY_CONNECTED", network.Layers[1].Name),
            ]);
        result.Operators.Single(one => one.Index == 0).Shape.ShouldBe([1, 3, 2, 3]);

        var (error, power) = (0.0, 0.0);
        for (var sample = 0; sample < 32; sample++)
        {
            var values = samples.Values.AsSpan(sample * 40, 40).ToArray();
            var right = Evaluate(Graph(file), values);
            byte[] bytes =
            [
                .. values.Select(value =>
                    (byte)(int)Math.Clamp(Math.Round(value / network.Input.Scale) + network.Input.ZeroPoint, -128, 127)
                ),
            ];
            var logits = ReferenceExecutor.Run(network, bytes).Logits;
            error += logits
                .Zip(right)
                .Sum(pair => Math.Pow(((pair.First - network.Logits.ZeroPoint) * network.Logits.Scale) - pair.Second, 2));
            power += right.Sum(value => value * value);
        }

        (10 * Math.Log10(power / error)).ShouldBeGreaterThan(30);
        Should
            .Throw<ImportException>(() => ModelImporter.Import(file, ImportOptions.Default))
            .Message.ShouldStartWith("STR1805 file: it is a float model");
        Should
            .Throw<ImportException>(() =>
                ModelImporter.Import(TfliteBuilder.Sample(), ImportOptions.Default with { Calibration = samples })
            )
            .Message.ShouldStartWith("STR1814 calibration: the model is quantised already");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void What_has_no_twin_is_refused_with_the_operator(int axis)
    {
        var builder = new TfliteBuilder();
        var (input, output, axes) = (
            Float(builder, 1, 4, 4, 2),
            Float(builder, 1, 4, axis == 3 ? 4 : 2),
            builder.Tensor(Int32, [1], Bytes(axis))
        );
        builder.Operator(40, [input, axes], [output]);
        var file = builder.Build([input], [output]);
        ModelImporter
            .Import(file, ImportOptions.Default with { Calibration = Blank })
            .Problems.Single()
            .ToString()
            .ShouldStartWith("STR1803 operator 0 MEAN: a mean over dimensions other than height and width together");
    }

    [Fact]
    public void Problems_of_the_twin_name_the_operator_of_the_file()
    {
        var builder = new TfliteBuilder();
        var (input, half, soft, output) = (Float(builder, 1, 4, 4, 2), Float(builder, 1, 32), Float(builder, 1, 32), Float(builder, 1, 32));
        builder.Operator(22, [input, builder.Tensor(Int32, [2], Bytes(1, 32))], [half]);
        builder.Operator(25, [half], [soft]);
        builder.Operator(0, [soft, half], [output], (0, (sbyte)0));
        ModelImporter
            .Import(builder.Build([input], [output]), ImportOptions.Default with { Calibration = Blank })
            .Problems.Single()
            .ToString()
            .ShouldStartWith("STR1812 operator 1 SOFTMAX: it stands inside the network", Case.Sensitive);
    }

    [Theory]
    [InlineData(Same)]
    [InlineData(Valid)]
    public void Zeros_around_a_map_are_padding_of_the_convolution_that_reads_it(int padding)
    {
        var random = new Random(9);
        var (w, d) = (Weights(random, 3 * 9 * 2), Weights(random, 9 * 2));
        var (rows, columns) = padding == Same ? (5, 4) : (3, 2);
        var file = Padded(padding, w, d, [0, 0, 1, 0, 0, 1, 0, 0], 0);
        var x = Weights(random, 4 * 3 * 2, 8);
        var output = new double[rows * columns * 5];

        // The map is 4x3, and 5x4 with a row of zeros above and a column behind; SAME adds one more on each side.
        for (var (index, more) = (0, padding == Same ? 1 : 0); index < output.Length; index++)
        {
            var (row, column, channel) = (index / 5 / columns, index / 5 % columns, index % 5);
            for (var cell = 0; cell < 9; cell++)
            {
                var (y, z) = (row + (cell / 3) - more - 1, column + (cell % 3) - more);
                if (y is >= 0 and < 4 && z is >= 0 and < 3)
                {
                    double Value(int of) => x[(((y * 3) + z) * 2) + of];
                    output[index] +=
                        channel < 3
                            ? (Value(0) * w[(((channel * 9) + cell) * 2)]) + (Value(1) * w[(((channel * 9) + cell) * 2) + 1])
                            : Value(channel - 3) * d[(cell * 2) + channel - 3];
                }
            }
        }

        Evaluate(Graph(file), x).Zip(output).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
        var result = ModelImporter.Import(
            file,
            ImportOptions.Default with
            {
                Calibration = new CalibrationSamples([16, 4, 3, 2], [.. Weights(random, 16 * 24, 8)]),
            }
        );
        result.Problems.ShouldBe([]);
        result
            .Operators.Where(one => one.Index >= 0)
            .Select(one => one.Operator)
            .ShouldBe(["PADV2", "CONV_2D", "DEPTHWISE_CONV_2D", "CONCATENATION"]);
        result.Operators.Single(one => one.Operator == "PADV2").Became.ShouldBe("folded into the padding of the convolutions that read it");
    }

    [Theory]
    [InlineData(new[] { 0, 0, 1, 0, 0, 1, 0, 0 }, 0.5f, "STR1803 operator 0 PADV2: padding with another value than 0")]
    [InlineData(
        new[] { 0, 0, 0, 0, 0, 0, 1, 1 },
        0f,
        "STR1803 operator 0 PADV2: padding by [0, 0, 0, 0, 0, 0, 1, 1]; rows and columns alone"
    )]
    [InlineData(
        new[] { 0, 0, 3, 0, 0, 0, 0, 0 },
        0f,
        "STR1803 operator 1 CONV_2D: padding of 3, 0 rows and 0, 0 columns with that of the PAD before it"
    )]
    public void What_is_no_padding_of_a_convolution_is_refused(int[] amounts, float value, string problem)
    {
        var random = new Random(9);
        var channels = 2 + amounts[6] + amounts[7];
        Refused(Padded(Valid, Weights(random, 27 * channels), Weights(random, 9 * channels), amounts, value), [1, 4, 3, 2])
            .ShouldStartWith(problem);

        var builder = new TfliteBuilder();
        var (input, padded, output) = (Float(builder, 1, 4, 4, 2), Float(builder, 1, 6, 6, 2), Float(builder, 1, 6, 6, 2));
        builder.Operator(34, [input, builder.Tensor(Int32, [4, 2], Bytes(0, 0, 1, 1, 1, 1, 0, 0))], [padded]);
        builder.Operator(19, [padded], [output]);
        Refused(builder.Build([input], [output]), [1, 4, 4, 2])
            .ShouldStartWith(
                "STR1802 operator 0 PAD: operators other than convolutions read what it pads; pad with zeros right before convolutions"
            );
    }

    [Fact]
    public void Equalised_channels_compute_the_same_and_reach_as_far_in_both_layers()
    {
        var random = new Random(7);
        var weights = Weights(random, 4 * 9);
        for (var index = 0; index < weights.Length; index++)
        {
            weights[index] *= MathF.Pow(10, (index / 9) - 1);
        }

        var builder = new TfliteBuilder();
        var input = Float(builder, 1, 6, 6, 1);
        var (w, d, p) = (
            Constant(builder, weights, 4, 3, 3, 1),
            Constant(builder, Weights(random, 36), 1, 3, 3, 4),
            Constant(builder, Weights(random, 8), 2, 1, 1, 4)
        );
        var (bias, none) = (Constant(builder, Weights(random, 4), 4), Constant(builder, new float[4], 4));
        var (one, two, three) = (Float(builder, 1, 6, 6, 4), Float(builder, 1, 6, 6, 4), Float(builder, 1, 6, 6, 2));
        builder.Operator(3, [input, w, bias], [one], (0, (sbyte)Same), (1, 1), (2, 1), (3, (sbyte)1));
        builder.Operator(4, [one, d, none], [two], (0, (sbyte)Same), (1, 1), (2, 1), (3, 1), (4, (sbyte)1));
        builder.Operator(3, [two, p, -1], [three], (0, (sbyte)Same), (1, 1), (2, 1), (3, (sbyte)0));
        var model = Graph(builder.Build([input], [three]));

        var equal = Equalisation.Of(model, model.Constants);

        var x = Weights(random, 36, 4);
        Evaluate(equal, x).Zip(Evaluate(model, x)).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
        double[] Reach(OnnxModel one, int conv, bool isFirst)
        {
            var tensor = one.Constants[one.Nodes.Where(node => node.Kind == "Conv").ElementAt(conv).Inputs[1]];
            var inner = isFirst || tensor.Shape[1] == 1 ? tensor.Length / tensor.Shape[0] : 1;
            return
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(channel => tensor.ToReals().Where((_, index) => index / inner % 4 == channel).Max(Math.Abs)),
            ];
        }

        (Reach(model, 0, true).Max() / Reach(model, 0, true).Min()).ShouldBeGreaterThan(100);
        Reach(equal, 0, true).Zip(Reach(equal, 1, false)).ShouldAllBe(pair => Math.Abs((pair.First / pair.Second) - 1) < 0.05);
        Reach(equal, 1, true).Zip(Reach(equal, 2, false)).ShouldAllBe(pair => Math.Abs((pair.First / pair.Second) - 1) < 0.05);
    }

    [Fact]
    public void Ranges_are_all_numbers_or_nearly_all_or_those_of_least_error()
    {
        var histogram = new Histogram();
        histogram.Add([.. Enumerable.Range(0, 100_000).Select(index => index / 50_000.0), 40, -30]);
        var other = new Histogram();
        other.Add([.. Enumerable.Repeat(0.0, 1000)]);
        histogram.Add(other);

        RangeChoice.Of(histogram, CalibrationRanges.MinimumMaximum).ShouldBe((-30, 40));
        var (low, high) = RangeChoice.Of(histogram, CalibrationRanges.Percentile);
        low.ShouldBe(0);
        high.ShouldBe(2, 0.02);
        (low, high) = RangeChoice.Of(histogram, CalibrationRanges.LeastError);
        high.ShouldBeInRange(1.9, 39);
        low.ShouldBeInRange(-29.9, 0);

        // The error itself, number by number, is less than with all numbers.
        double Error((double Low, double High) range)
        {
            var step = (range.High - range.Low) / 255;
            return Enumerable
                .Range(0, 100_000)
                .Select(index => index / 50_000.0)
                .Concat([40, -30])
                .Sum(value => Math.Pow(Math.Clamp(Math.Round(value / step) * step, range.Low, range.High) - value, 2));
        }

        Error((low, high)).ShouldBeLessThan(Error((-30, 40)));
        var blank = new Histogram();
        blank.Add(new double[3]);
        Enum.GetValues<CalibrationRanges>().Select(rule => RangeChoice.Of(blank, rule)).Distinct().ShouldBe([(0, 0)]);
    }

    [Fact]
    public void Biases_take_away_what_rounded_weights_add()
    {
        // Two groups of one output channel each, two input channels a group, one cell.
        var weights = Tensor.Of(ElementType.Float64, [2, 2, 1], [1.0, 2, 3, 4]);
        BiasCorrection.Of(weights, [1.5, 2, 3, 3], 0, 2, [10, 20, 30, 40]).ShouldBe([5, -40]);
        BiasCorrection
            .Of(Tensor.Of(ElementType.Float64, [2, 3], [1.0, 2, 3, 4, 5, 6]), [1, 2, 3, 4, 5, 8], 1, 1, [10, 20])
            .ShouldBe([0, 0, 40]);
    }

    private static string Refused(byte[] file, ImmutableArray<int> sides) =>
        ModelImporter
            .Import(
                file,
                ImportOptions.Default with
                {
                    Calibration = new CalibrationSamples(sides, [.. new float[sides.Aggregate(1, (product, side) => product * side)]]),
                }
            )
            .Problems[0]
            .ToString();

    // A convolution and a depthwise one beside it read a map that PADV2 made larger.
    private static byte[] Padded(int padding, float[] w, float[] d, int[] amounts, float value)
    {
        var builder = new TfliteBuilder();
        var (height, width, channels) = (4 + amounts[2] + amounts[3], 3 + amounts[4] + amounts[5], 2 + amounts[6] + amounts[7]);
        var (rows, columns) = padding == Same ? (height, width) : (height - 2, width - 2);
        var (input, padded) = (Float(builder, 1, 4, 3, 2), Float(builder, 1, height, width, channels));
        var (one, two, output) = (
            Float(builder, 1, rows, columns, 3),
            Float(builder, 1, rows, columns, channels),
            Float(builder, 1, rows, columns, 3 + channels)
        );
        builder.Operator(60, [input, builder.Tensor(Int32, [4, 2], Bytes(amounts)), Constant(builder, [value], 1)], [padded]);
        builder.Operator(3, [padded, Constant(builder, w, 3, 3, 3, channels), -1], [one], (0, (sbyte)padding), (1, 1), (2, 1));
        builder.Operator(4, [padded, Constant(builder, d, 1, 3, 3, channels), -1], [two], (0, (sbyte)padding), (1, 1), (2, 1), (3, 1));
        builder.Operator(2, [one, two], [output], (0, 3));
        return builder.Build([input], [output]);
    }

    private static byte[] Model(float[] weights, float[] bias, float[] matrix)
    {
        var builder = new TfliteBuilder();
        var (input, map, flat, logits) = (
            Float(builder, 1, 5, 4, 2),
            Float(builder, 1, 3, 2, 3),
            Float(builder, 1, 18),
            Float(builder, 1, 4)
        );
        var (w, b, m, sides) = (
            Constant(builder, weights, 3, 3, 3, 2),
            Constant(builder, bias, 3),
            Constant(builder, matrix, 4, 18),
            builder.Tensor(Int32, [2], Bytes(1, 18))
        );
        builder.Operator(3, [input, w, b], [map], (0, (sbyte)Same), (1, 2), (2, 2), (3, (sbyte)3));
        builder.Operator(22, [map, sides], [flat]);
        builder.Operator(9, [flat, m, -1], [logits]);
        return builder.Build([input], [logits]);
    }

    private static OnnxModel Graph(byte[] file)
    {
        var model = TfliteReader.Read(file);
        var (ends, problems) = (Ends.Of(model, dropSoftmax: false), new List<ImportProblem>());
        FloatGraph.IsFloat(model, ends).ShouldBeTrue();
        var graph = FloatGraph
            .Of(ShapeInference.Of(model with { Nodes = ends.Nodes, Inputs = [ends.Input] }, problems), ends, problems)
            .Model;
        problems.ShouldBeEmpty();
        return graph;
    }

    private static double[] Evaluate(OnnxModel model, float[] input)
    {
        var (problems, shape) = (new List<ImportProblem>(), model.Inputs[0].Shape);
        var tensors = GraphEvaluation.Walk(
            model,
            [
                KeyValuePair.Create(
                    model.Inputs[0].Name,
                    TensorInfo.Of(Tensor.Of(ElementType.Float32, shape, Array.ConvertAll(input, value => (double)value)))
                ),
            ],
            problems
        );
        problems.ShouldBeEmpty();
        return tensors[model.Outputs[0].Name].Value!.ToReals();
    }

    private static float[] Weights(Random random, int count, float reach = 1) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * reach)];

    private static int Float(TfliteBuilder builder, params int[] shape) => builder.Tensor(0, shape);

    private static int Constant(TfliteBuilder builder, float[] values, params int[] shape) =>
        builder.Tensor(0, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static byte[] Bytes(params int[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static float[][] Floats(string file) =>
        [.. KnownModels.Samples(file).Select(sample => MemoryMarshal.Cast<byte, float>(sample).ToArray())];
}
