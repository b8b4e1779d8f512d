using System.Text;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
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
        classes.Count.ShouldBeGreaterThan(2);
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
            int[] bytes =
            [
                .. real.Select(value =>
                    (int)
                        Math.Clamp(
                            Math.Round((float)(value / network.Input.Scale), MidpointRounding.ToEven) + network.Input.ZeroPoint,
                            sbyte.MinValue,
                            sbyte.MaxValue
                        )
                ),
            ];
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
