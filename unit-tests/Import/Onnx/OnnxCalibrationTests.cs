using System.Collections.Immutable;
using Striate.Import;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Reference;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>Float models that are quantised by samples.</summary>
public class OnnxCalibrationTests
{
    [Fact]
    public void A_float_model_is_near_its_package()
    {
        var (file, random) = (Model(), new Random(3));
        var samples = Samples(random, 32);
        var result = ModelImporter.Import(file, ImportOptions.Default with { Calibration = samples });
        var network = result.Required().Network;
        network.HasClasses.ShouldBeTrue();
        network
            .Layers.Select(layer => layer.GetType().Name)
            .ShouldBe([nameof(Convolution), nameof(Convolution), nameof(Add), nameof(AveragePooling), nameof(FullyConnected)]);
        result
            .Operators.Single(one => one.Operator == "BatchNormalization")
            .Became.ShouldStartWith("folded into the weights of operator 0 Conv");
        result.Operators.Single(one => one.Operator == "CALIBRATION").Became.ShouldStartWith("32 samples; ");

        var (model, error, power) = (OnnxReader.Read(file, null), 0.0, 0.0);
        for (var sample = 0; sample < 32; sample++)
        {
            var values = samples.Values.AsSpan(sample * 128, 128).ToArray();
            var tensors = GraphEvaluation.Walk(
                model,
                [
                    KeyValuePair.Create(
                        "x",
                        TensorInfo.Of(Tensor.Of(ElementType.Float32, [1, 2, 8, 8], Array.ConvertAll(values, value => (double)value)))
                    ),
                ],
                []
            );
            var bytes = new byte[128];
            for (var index = 0; index < 128; index++)
            {
                bytes[(index % 64 * 2) + (index / 64)] = (byte)
                    (int)Math.Clamp(Math.Round(values[index] / network.Input.Scale) + network.Input.ZeroPoint, -128, 127);
            }

            var logits = ReferenceExecutor.Run(network, bytes).Logits;
            for (var index = 0; index < 3; index++)
            {
                var right = tensors["logits"].Value!.Real(index);
                error += Math.Pow(((logits[index] - network.Logits.ZeroPoint) * network.Logits.Scale) - right, 2);
                power += right * right;
            }
        }

        // 8 bits: noise is 30 dB below the signal.
        (10 * Math.Log10(power / error)).ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Samples_of_another_shape_or_without_end_are_refused_and_so_is_a_model_without_samples()
    {
        Refused(null).ShouldStartWith("STR1805 file: it is a float model");
        Refused(new CalibrationSamples([4, 8, 8, 2], [.. new float[512]]))
            .ShouldBe(
                "STR1814 calibration: samples are [4, 8, 8, 2]; the model reads [2, 8, 8] each, and 1..4096 samples are supported; "
                    + "save an array [N, ...] in the order of the model's own input"
            );
        Refused(new CalibrationSamples([0, 2, 8, 8], [])).ShouldStartWith("STR1814 ");
        Refused(new CalibrationSamples([2, 2, 8, 8], [.. new float[255]])).ShouldStartWith("STR1814 ");
        Refused(new CalibrationSamples([1, 2, 8, 8], [float.NaN, .. new float[127]]))
            .ShouldStartWith("STR1814 calibration: value 0 of sample 0, both counted from 0, is infinite or not a number");
        var quantised = new QdqBuilder();
        var output = quantised.Quantised(quantised.Node("Tanh", [quantised.Quantised("x", 0.03, 3)]), 1.0 / 128, 0);
        Should
            .Throw<ImportException>(() =>
                ModelImporter.Import(
                    quantised.Onnx.Input("x", 1, 4).Output(output, 1).Build(),
                    ImportOptions.Default with
                    {
                        Calibration = new CalibrationSamples([1, 4], [1, 2, 3, 4]),
                    }
                )
            )
            .Message.ShouldStartWith("STR1814 calibration: the model is quantised already");

        static string Refused(CalibrationSamples? samples) =>
            Should
                .Throw<ImportException>(() => ModelImporter.Import(Model(), ImportOptions.Default with { Calibration = samples }))
                .Message;
    }

    [Fact]
    public void Blank_samples_and_channels_of_zeros_or_tiny_numbers_are_quantised_with_a_note()
    {
        var file = new OnnxBuilder()
            .Input("x", 1, 1, 3, 3)
            .Output("y", 1, 3, 3, 3)
            .Constant("w", [3, 1, 1, 1], 0, 1e-30f, 1f)
            .Node("Conv", ["x", "w"], ["y"])
            .Build();
        var result = ModelImporter.Import(
            file,
            ImportOptions.Default with
            {
                Calibration = new CalibrationSamples([1, 1, 3, 3], [.. new float[9]]),
            }
        );
        result.Required().Network.Layers.Single().ShouldBeOfType<Convolution>();
        result
            .Operators.Where(one => one.Operator == "CALIBRATION")
            .Select(one => one.Became)
            .ShouldContain("tensor 'x' is 0 in all samples: its scale is a guess");
    }

    [Theory]
    [InlineData(new[] { 4 }, "a product with [4]")]
    [InlineData(new[] { 1, 4, 3 }, "a product with [1, 4, 3]")]
    public void Products_with_what_is_no_matrix_are_refused(int[] shape, string reason)
    {
        var file = new OnnxBuilder()
            .Input("x", 1, 4)
            .Output("y", 1)
            .Constant("w", shape, [.. Enumerable.Range(1, shape.Aggregate((product, side) => product * side)).Select(value => value / 8f)])
            .Node("MatMul", ["x", "w"], ["y"])
            .Build();
        ModelImporter
            .Import(file, ImportOptions.Default with { Calibration = new CalibrationSamples([1, 4], [1, 2, 3, -4]) })
            .Problems[0]
            .ToString()
            .ShouldStartWith($"STR1803 operator 0 MatMul: {reason}");
    }

    [Fact]
    public void An_operator_that_cannot_compute_a_sample_is_refused_by_its_number()
    {
        // The index is the sample's own number: the third leaves the table.
        var file = new OnnxBuilder()
            .Input("x", 1, 1)
            .Output("y", 1, 1)
            .Constant("table", [2, 1], 1f, 2f)
            .Node("Cast", ["x"], ["i"], ("to", 7))
            .Node("Gather", ["table", "i"], ["y"], ("axis", 0))
            .Build();
        Should
            .Throw<ImportException>(() =>
                ModelImporter.Import(file, ImportOptions.Default with { Calibration = new CalibrationSamples([3, 1], [0, 1, 2]) })
            )
            .Problem.ToString()
            .ShouldStartWith("STR1809 operator 1 Gather: dimension 2 of a tensor with 2");
    }

    [Fact]
    public void Weights_of_half_and_double_precision_are_those_of_single()
    {
        static Network Of(byte[] weights)
        {
            var file = new OnnxBuilder()
                .Input("x", 1, 1, 3, 3)
                .Output("y", 1, 2, 3, 3)
                .Constant(weights)
                .Node("Cast", ["w"], ["v"], ("to", 1))
                .Node("Conv", ["x", "v"], ["y"])
                .Build();
            return ModelImporter
                .Import(
                    file,
                    ImportOptions.Default with
                    {
                        Calibration = new CalibrationSamples([1, 1, 3, 3], [1, 2, 3, -4, 5, 6, -7, 8, 9]),
                    }
                )
                .Required()
                .Network;
        }

        static byte[] Bytes(Network network) =>
            Striate.Model.Packaging.PackageFile.Format(new Striate.Model.Packaging.ModelPackage(network, null, []), "network");
        var single = Bytes(Of(OnnxBuilder.Tensor("w", ElementType.Float32, [2, 1, 1, 1], OnnxBuilder.Floats(0.5f, -1.25f))));
        Bytes(Of(OnnxBuilder.Tensor("w", ElementType.Float16, [2, 1, 1, 1], [0x00, 0x38, 0x00, 0xBD]))).ShouldBe(single);
        Bytes(
                Of(
                    OnnxBuilder.Tensor(
                        "w",
                        ElementType.Float64,
                        [2, 1, 1, 1],
                        [.. BitConverter.GetBytes(0.5), .. BitConverter.GetBytes(-1.25)]
                    )
                )
            )
            .ShouldBe(single);
    }

    [Fact]
    public void Opset_7_and_opset_22_of_a_network_give_the_same_package()
    {
        static Network Of(int opset)
        {
            var onnx = new OnnxBuilder { Opset = opset }
                .Input("x", 1, 1, 3, 3)
                .Output("z", 1, 2, 3, 3)
                .Constant("w", [2, 1, 1, 1], 0.5f, -1f);
            var file =
                opset < 11
                    ? onnx.Node("Conv", ["x", "w"], ["y"]).Node("Clip", ["y"], ["z"], ("min", 0f), ("max", 6f)).Build()
                    : onnx.Node("Conv", ["x", "w"], ["y"])
                        .Constant("least", [], 0f)
                        .Constant("most", [], 6f)
                        .Node("Clip", ["y", "least", "most"], ["z"])
                        .Build();
            return ModelImporter
                .Import(
                    file,
                    ImportOptions.Default with
                    {
                        Calibration = new CalibrationSamples([1, 1, 3, 3], [1, 2, 3, -4, 5, 6, -7, 8, 9]),
                    }
                )
                .Required()
                .Network;
        }

        static byte[] Bytes(Network network) =>
            Striate.Model.Packaging.PackageFile.Format(new Striate.Model.Packaging.ModelPackage(network, null, []), "network");
        Bytes(Of(22)).ShouldBe(Bytes(Of(7)));
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void The_float_keyword_network_finds_the_classes_of_ONNX_Runtime_on_a_thousand_inputs() => OnnxRuntimeTests.CompareFloat(1000);

    /// <summary>Convolution, normalisation and ReLU; a convolution; their sum; the mean; a product; softmax.</summary>
    private static byte[] Model()
    {
        var random = new Random(1);
        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) / 2)];
        return new OnnxBuilder()
            .Input("x", -1, 2, 8, 8)
            .Output("y", -1, 3)
            .Constant("w", [4, 2, 3, 3], Weights(72))
            .Constant("gamma", [4], 0.5f, -1f, 2f, 1f)
            .Constant("beta", [4], Weights(4))
            .Constant("mean", [4], Weights(4))
            .Constant("variance", [4], 1f, 0.5f, 2f, 1f)
            .Constant("v", [4, 4, 1, 1], Weights(16))
            .Constant("m", [4, 3], Weights(12))
            .Constant("c", [3], 0.1f, -0.1f, 0.2f)
            .Node("Conv", ["x", "w"], ["a"], ("pads", new[] { 1, 1, 1, 1 }))
            .Node("BatchNormalization", ["a", "gamma", "beta", "mean", "variance"], ["b"])
            .Node("Relu", ["b"], ["d"])
            .Node("Conv", ["d", "v"], ["e"])
            .Node("Add", ["d", "e"], ["f"])
            .Node("Relu", ["f"], ["g"])
            .Node("GlobalAveragePool", ["g"], ["h"])
            .Node("Flatten", ["h"], ["i"])
            .Node("MatMul", ["i", "m"], ["j"])
            .Node("Add", ["j", "c"], ["logits"])
            .Node("Softmax", ["logits"], ["y"])
            .Build();
    }

    private static CalibrationSamples Samples(Random random, int count) =>
        new([count, 2, 8, 8], [.. Enumerable.Range(0, count * 128).Select(_ => (random.NextSingle() * 4) - 2)]);
}
