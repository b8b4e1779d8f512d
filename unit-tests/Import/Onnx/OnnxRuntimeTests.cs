using System.Text;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Striate.Comparison;
using Striate.Import;
using Striate.Import.Onnx.Reading;
using Striate.Model.Graph;
using Striate.Model.Reference;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>Known models through ONNX Runtime, without its optimisations, and through the package that was made of them.</summary>
public class OnnxRuntimeTests
{
    // The input's scale and zero point in the QDQ form: inputs of all forms are within its range.
    private const double Scale = 0.03910301998257637;

    [Theory]
    [InlineData("qdq", 60, 0.35)]
    [InlineData("qoperator", 60, 0)]
    public void The_keyword_network_finds_the_classes_of_ONNX_Runtime(string form, int inputs, double differing) =>
        Compare(form, inputs, differing);

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [InlineData("qdq", 1000, 0.35)]
    [InlineData("qoperator", 1000, 0)]
    public void The_keyword_network_finds_the_classes_of_ONNX_Runtime_on_a_thousand_inputs(string form, int inputs, double differing)
    {
        // Averages of the QDQ form lie between two integers; what differs there moves on.
        Compare(form, inputs, differing).Count.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public void What_differs_in_a_layer_of_the_keyword_network_lies_between_two_integers() => CompareLayers(40);

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void What_differs_in_a_layer_of_the_keyword_network_lies_between_two_integers_on_a_thousand_inputs() => CompareLayers(1000);

    /// <summary>Each layer on the bytes that the runtime gives it: its integers are the runtime's, or one off at a tie.</summary>
    private static void CompareLayers(int inputs)
    {
        var path = Path.Combine(KnownModels.Folder, "models", "emx_micro_kws_m_static_qdq.onnx");
        Assert.SkipUnless(File.Exists(path), $"no known models in {Path.GetFullPath(KnownModels.Folder)}");
        var (file, result) = (File.ReadAllBytes(path), ModelImporter.Import(path, ImportOptions.Default));
        var (network, nodes) = (result.Required().Network, OnnxReader.Read(file, null).Nodes);

        // The real numbers that were rounded: what QuantizeLinear reads, before a DequantizeLinear or not.
        string? RealOf(string tensor) =>
            nodes.FirstOrDefault(node => node.Outputs.Contains(tensor)) switch
            {
                { Kind: "QuantizeLinear" } node => node.Inputs[0],
                { Kind: "DequantizeLinear" or "MaxPool" or "Reshape" } node => RealOf(node.Inputs[0]),
                _ => null,
            };
        var reals = network
            .Layers.Where(layer => result.LayerTensors.ContainsKey(layer.Name))
            .ToDictionary(layer => layer.Name, layer => RealOf(result.LayerTensors[layer.Name]));
        using var session = new SourceSession(file, null, result.LayerTensors.Values.Concat(reals.Values.OfType<string>()).Distinct());
        var (random, compared, differing) = (new Random(20261130), 0L, 0L);
        for (var input = 0; input < inputs; input++)
        {
            var real = Input(random, input, network.Input.Shape.Length);
            var tensors = session.Run(real, [1, real.Length]);
            var maps = new Dictionary<string, int[]> { [Network.InputName] = BytesOf(real, network.Input) };
            foreach (var layer in network.Layers)
            {
                var own = ReferenceExecutor.RunLayer(layer, [.. layer.Inputs.Select(name => maps[name])], [.. network.InputsOf(layer)]);
                maps[layer.Name] = own;
                if (!reals.TryGetValue(layer.Name, out var name) || name is null)
                {
                    continue;
                }

                var (map, steps) = (layer.Output, tensors[name].Numbers);
                maps[layer.Name] = InOrder(tensors[result.LayerTensors[layer.Name]], map);
                var rounded = Ordered(steps, map.Shape);
                for (var index = 0; index < own.Length; index++)
                {
                    compared++;
                    if (own[index] == maps[layer.Name][index])
                    {
                        continue;
                    }

                    differing++;
                    Math.Abs(own[index] - maps[layer.Name][index]).ShouldBe(1, layer.Name);
                    var value = rounded[index] / map.Scale;
                    Math.Abs(value - Math.Floor(value) - 0.5).ShouldBeLessThanOrEqualTo(1e-3, layer.Name);
                }
            }
        }

        compared.ShouldBeGreaterThan(1000L * inputs);
        TestContext.Current.TestOutputHelper?.WriteLine($"{differing} of {compared} values differ, all at ties");
        differing.ShouldBeLessThan(compared / 20);
    }

    private static int[] BytesOf(float[] real, FeatureMap input) =>
        [
            .. real.Select(value =>
                (int)
                    Math.Clamp(
                        Math.Round((float)(value / input.Scale), MidpointRounding.ToEven) + input.ZeroPoint,
                        sbyte.MinValue,
                        sbyte.MaxValue
                    )
            ),
        ];

    private static int[] InOrder(SourceValues values, FeatureMap map) =>
        Array.ConvertAll(
            Ordered(values.Numbers, map.Shape),
            value => values.Offset is { } offset ? (int)value - offset : (int)Math.Round(value / map.Scale) + map.ZeroPoint
        );

    // Channels first there, last here.
    private static double[] Ordered(double[] values, Shape shape)
    {
        var (ordered, places) = (new double[values.Length], shape.Height * shape.Width);
        for (var index = 0; index < values.Length; index++)
        {
            ordered[(index % places * shape.Channels) + (index / places)] = values[index];
        }

        return ordered;
    }

    /// <summary>The float form, quantised by 256 inputs, on others.</summary>
    internal static void CompareFloat(int inputs)
    {
        var path = Path.Combine(KnownModels.Folder, "models", "emx_micro_kws_m_static_fp32.onnx");
        Assert.SkipUnless(File.Exists(path), $"no known models in {Path.GetFullPath(KnownModels.Folder)}");
        const int Samples = 256,
            Length = 1960;
        var random = new Random(1);
        var calibration = new CalibrationSamples(
            [Samples, Length],
            [.. Enumerable.Range(0, Samples).SelectMany(sample => Input(random, sample, Length))]
        );
        var network = ModelImporter.Import(path, ImportOptions.Default with { Calibration = calibration }).Required().Network;
        using var session = Session(File.ReadAllBytes(path), null);
        var (others, classes, agreeing) = (new Random(20261130), new HashSet<int>(), 0);
        for (var input = 0; input < inputs; input++)
        {
            var real = Input(others, input, Length);
            byte[] bytes =
            [
                .. real.Select(value =>
                    (byte)
                        (int)
                            Math.Clamp(
                                Math.Round(value / network.Input.Scale, MidpointRounding.ToEven) + network.Input.ZeroPoint,
                                sbyte.MinValue,
                                sbyte.MaxValue
                            )
                ),
            ];
            using var outputs = session.Run([
                NamedOnnxValue.CreateFromTensor(session.InputNames[0], new DenseTensor<float>(real, [1, Length])),
            ]);
            var expected = outputs.Single().AsEnumerable<float>().ToArray();
            var best = Array.IndexOf(expected, expected.Max());
            classes.Add(best);
            agreeing += best == ReferenceResult.ArgMax(ReferenceExecutor.Run(network, bytes).Logits.ToArray()) ? 1 : 0;
        }

        agreeing.ShouldBeGreaterThanOrEqualTo((int)Math.Ceiling(0.99 * inputs));
        classes.Count.ShouldBeGreaterThanOrEqualTo(inputs < 1000 ? 3 : 4);
    }

    private static HashSet<int> Compare(string form, int inputs, double mostDiffering)
    {
        var path = Path.Combine(KnownModels.Folder, "models", $"emx_micro_kws_m_static_{form}.onnx");
        Assert.SkipUnless(File.Exists(path), $"no known models in {Path.GetFullPath(KnownModels.Folder)}");
        var (file, network) = (File.ReadAllBytes(path), ModelImporter.Import(path, ImportOptions.Default).Required().Network);
        var logits = LogitsOf(OnnxReader.Read(file, null));
        using var session = Session(file, logits);
        var (random, classes, agreeing, differing) = (new Random(20261130), new HashSet<int>(), 0, 0);
        for (var input = 0; input < inputs; input++)
        {
            var real = Input(random, input, network.Input.Shape.Length);
            var bytes = BytesOf(real, network.Input);
            var actual = ReferenceExecutor.Run(network, Array.ConvertAll(bytes, value => (byte)value)).Logits;
            using var outputs = session.Run([
                NamedOnnxValue.CreateFromTensor(session.InputNames[0], new DenseTensor<float>(real, [1, real.Length])),
            ]);
            int[] expected = [.. outputs.Single(output => output.Name == logits).AsEnumerable<sbyte>().Select(value => (int)value)];
            var best = Array.IndexOf(expected, expected.Max());
            classes.Add(best);
            agreeing += best == ReferenceResult.ArgMax(actual.ToArray()) ? 1 : 0;
            differing += expected.Zip(actual).Count(pair => pair.First != pair.Second);
        }

        agreeing.ShouldBeGreaterThanOrEqualTo((int)Math.Ceiling(0.999 * inputs));
        differing.ShouldBeLessThanOrEqualTo((int)(mostDiffering * inputs * network.Logits.Shape.Length));
        return classes;
    }

    /// <summary>Uniform numbers, blocks of equal ones, or a band of them.</summary>
    private static float[] Input(Random random, int kind, int length)
    {
        var (values, centre, width, block) = (new int[length], random.Next(-128, 128), random.Next(5, 100), random.Next(5, 200));
        for (var (index, level) = (0, 0); index < length; index++)
        {
            level = index % block == 0 ? random.Next(-128, 128) : level;
            values[index] = (kind % 3) switch
            {
                0 => random.Next(-128, 128),
                1 => level,
                _ => Math.Clamp(centre + random.Next(-width, width), -128, 127),
            };
        }

        return Array.ConvertAll(values, value => (float)(value * Scale));
    }

    /// <summary>The bytes before the closing softmax.</summary>
    private static string LogitsOf(OnnxModel model)
    {
        var softmax = model.Nodes.Last(node => node.Kind.EndsWith("Softmax", StringComparison.Ordinal));
        return softmax.Kind == "Softmax"
            ? model.Nodes.Single(node => node.Outputs.Contains(softmax.Inputs[0])).Inputs[0]
            : softmax.Inputs[0];
    }

    /// <summary>A session that writes one more tensor: a second graph behind the file is merged into the first.</summary>
    internal static InferenceSession Session(byte[] file, string? tensor)
    {
        var output = tensor is null
            ? []
            : OnnxBuilder.Message(model =>
                OnnxBuilder.Bytes(
                    model,
                    7,
                    OnnxBuilder.Message(graph =>
                        OnnxBuilder.Bytes(graph, 12, OnnxBuilder.Message(value => OnnxBuilder.Text(value, 1, tensor)))
                    )
                )
            );
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        return new InferenceSession([.. file, .. output], options);
    }
}
