using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Striate.Import;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph.Layers;
using Striate.Model.Reference;
using Striate.UnitTests.Import.Onnx;
using Tensor = Striate.Import.Onnx.Tensors.Tensor;

namespace Striate.UnitTests.Import.PyTorch;

/// <summary>Networks as PyTorch exports them (<c>networks.py</c>), beside ONNX Runtime.</summary>
public class PyTorchTests
{
    private const int Samples = 64;

    // SQNR in dB that 8 bits keep: random weights, some below what each network was measured to have.
    [Theory]
    [InlineData("lenet", 30)]
    [InlineData("motion", 28)]
    [InlineData("mobilenet", 22)]
    [InlineData("dscnn", 28)]
    [InlineData("resnet20", 25)]
    [InlineData("tcn", 30)]
    [InlineData("autoencoder", 28)]
    [InlineData("mlp", 30)]
    public void A_network_of_PyTorch_computes_what_ONNX_Runtime_computes(string name, double decibels)
    {
        const int Inputs = 40;
        var (file, random) = (
            File.ReadAllBytes(Path.Combine(Repository.Root, "unit-tests", "Import", "PyTorch", name + ".onnx")),
            new Random(4)
        );
        var model = OnnxReader.Read(file, null);
        int[] sides = [.. model.Inputs[0].Shape[1..]];
        var (length, logits) = (sides.Aggregate((product, side) => product * side), LogitsOf(model));
        var calibration = new CalibrationSamples(
            [Samples, .. sides],
            [.. Enumerable.Range(0, Samples).SelectMany(_ => Normal(random, length))]
        );
        var result = ModelImporter.Import(file, ImportOptions.Default with { Calibration = calibration });
        var network = result.Required().Network;
        result.Operators.ShouldNotContain(
            one => one.Operator == "ROUNDING",
            "what is quantised here has no rounding of its own that differs"
        );
        network.Layers.ShouldNotContain(layer => layer is ScaleShift, "normalisations are part of the weights");
        using var session = OnnxRuntimeTests.Session(file, logits == model.Outputs[0].Name ? null : logits);

        var (error, power, agreeing) = (0.0, 0.0, 0);
        for (var input = 0; input < Inputs; input++)
        {
            var real = Normal(random, length);
            using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(real, [1, .. sides]))]);
            var expected = outputs.Single(output => output.Name == logits).AsEnumerable<float>().ToArray();
            if (input == 0)
            {
                // The importer's own evaluation is the float reference of what follows.
                var tensors = GraphEvaluation.Walk(
                    model,
                    [
                        KeyValuePair.Create(
                            "input",
                            TensorInfo.Of(Tensor.Of(ElementType.Float32, [1, .. sides], Array.ConvertAll(real, value => (double)value)))
                        ),
                    ],
                    []
                );
                tensors[logits]
                    .Value!.ToReals()
                    .Zip(expected)
                    .ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4 * Math.Max(1, Math.Abs(pair.Second)));
            }

            var bytes = new byte[length];
            for (var (place, places) = (0, length / network.Input.Shape.Channels); place < length; place++)
            {
                bytes[(place % places * network.Input.Shape.Channels) + (place / places)] = (byte)
                    (int)Math.Clamp(Math.Round(real[place] / network.Input.Scale) + network.Input.ZeroPoint, -128, 127);
            }

            double[] told =
            [
                .. ReferenceExecutor.Run(network, bytes).Logits.Select(value => (value - network.Logits.ZeroPoint) * network.Logits.Scale),
            ];
            error += told.Zip(expected).Sum(pair => Math.Pow(pair.First - pair.Second, 2));
            power += expected.Sum(value => (double)value * value);
            agreeing += Array.IndexOf(told, told.Max()) == Array.IndexOf(expected, expected.Max()) ? 1 : 0;
        }

        (10 * Math.Log10(power / error)).ShouldBeGreaterThan(decibels, name);
        agreeing.ShouldBeGreaterThanOrEqualTo((int)(0.9 * Inputs), name);
    }

    /// <summary>What a closing softmax reads, or the output.</summary>
    private static string LogitsOf(OnnxModel model) =>
        model.Nodes[^1].Kind is "Softmax" or "LogSoftmax" ? model.Nodes[^1].Inputs[0] : model.Outputs[0].Name;

    private static float[] Normal(Random random, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))),
        ];
}
