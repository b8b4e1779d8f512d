using Striate.Import;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Reference;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>Quantised models for tests, and their comparison with the importer's evaluation in real numbers.</summary>
internal sealed class QdqBuilder
{
    private readonly Random _random = new(7);
    private int _last;

    public OnnxBuilder Onnx { get; } = new();

    /// <summary>The type of activations.</summary>
    public ElementType Type { get; init; } = ElementType.Int8;

    /// <summary>A tensor to bytes and back; the name of the numbers behind it.</summary>
    public string Quantised(string name, double scale, int zeroPoint)
    {
        var (bytes, real) = (Name(), Name());
        Parameters(scale, zeroPoint, out var parameters);
        Onnx.Node("QuantizeLinear", [name, .. parameters], [bytes]).Node("DequantizeLinear", [bytes, .. parameters], [real]);
        return real;
    }

    /// <summary>Random int8 weights; the name of the numbers that they stand for.</summary>
    public string Weights(int[] shape, params float[] scales) => Weights(shape, Bytes(shape), scales);

    public string Weights(int[] shape, sbyte[] values, params float[] scales)
    {
        var (bytes, scale, real) = (Name(), Name(), Name());
        Onnx.Constant(bytes, shape, values).Constant(scale, scales.Length == 1 ? [] : [scales.Length], scales);
        Onnx.Node("DequantizeLinear", [bytes, scale], [real], ("axis", 0));
        return real;
    }

    /// <summary>An int32 bias; the name of its numbers.</summary>
    public string Bias(int[] values, params float[] scales)
    {
        var (integers, scale, real) = (Name(), Name(), Name());
        Onnx.Constant(OnnxBuilder.Tensor(integers, ElementType.Int32, [values.Length], OnnxBuilder.Ints(values)))
            .Constant(scale, scales.Length == 1 ? [] : [scales.Length], scales);
        Onnx.Node("DequantizeLinear", [integers, scale], [real], ("axis", 0));
        return real;
    }

    /// <summary>An operator with one output; the output's name.</summary>
    public string Node(string kind, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = Name();
        Onnx.Node(kind, inputs, [output], attributes);
        return output;
    }

    public string Name() => $"t{++_last}";

    public sbyte[] Bytes(int[] shape) =>
        [.. Enumerable.Range(0, shape.Aggregate(1, (product, side) => product * side)).Select(_ => (sbyte)_random.Next(-127, 128))];

    /// <summary>The network, after its outputs were compared with the model's on random inputs.</summary>
    /// <param name="output">The tensor of numbers that is the model's output.</param>
    /// <param name="sides">The input's extents.</param>
    /// <param name="ties">Whether outputs may differ by one where they lie between two integers.</param>
    public Network Compare(string output, int[] sides, bool ties = false)
    {
        var file = Onnx.Input("x", sides).Output(output, 1).Build();
        var network = ModelImporter.Import(file, ImportOptions.Default).Required().Network;
        var model = OnnxReader.Read(file, null);
        for (var trial = 0; trial < 5; trial++)
        {
            var bytes = Bytes([network.Input.Shape.Length]);
            var (actual, (expected, map)) = (
                ReferenceExecutor.Run(network, (byte[])(Array)bytes).Logits.ToArray(),
                Evaluate(model, network, bytes, output)
            );
            for (var index = 0; index < expected.Length; index++)
            {
                Math.Abs(actual[map[index]] - expected[index])
                    .ShouldBeLessThanOrEqualTo(ties ? 1 : 0, $"output {index} is {actual[map[index]]}; {expected[index]} is right");
            }
        }

        return network;
    }

    /// <summary>The model's integers, and the place of each in the network's output.</summary>
    private static (long[] Integers, int[] Places) Evaluate(OnnxModel model, Network network, sbyte[] bytes, string output)
    {
        var input = network.Input;
        var sides = model.Inputs[0].Shape is [_, _, ..] shape ? shape.SetItem(0, 1) : model.Inputs[0].Shape;
        var places = Striate
            .Import.Onnx.Lowering.OnnxEnds.InputLayout(
                model,
                GraphEvaluation.Walk(model, [KeyValuePair.Create("x", new TensorInfo(ElementType.Float32, sides))], []),
                "x"
            )
            .Places;
        double[] values = [.. places.Select(place => (bytes[place] - input.ZeroPoint) * (double)(float)input.Scale)];
        var problems = new List<ImportProblem>();
        var tensors = GraphEvaluation.Walk(
            model,
            [KeyValuePair.Create("x", TensorInfo.Of(Tensor.Of(ElementType.Float32, sides, values)))],
            problems
        );
        problems.ShouldBeEmpty();
        var last = model.Nodes.Single(node => node.Outputs.Contains(output));
        var quantised = tensors[last.Inputs[0]].Value!;
        var map = Striate.Import.Onnx.Lowering.Layouts.MapOf(quantised.Shape) is { } known ? known : network.Logits.Shape;
        var offset = quantised.Type == ElementType.UInt8 ? 128 : 0;
        return (
            [.. quantised.Integers.ToArray().Select(value => value - offset)],
            Striate.Import.Onnx.Lowering.Layouts.PlacesOf(quantised.Shape, map)
        );
    }

    private void Parameters(double scale, int zeroPoint, out string[] names)
    {
        names = [Name(), Name()];
        var zero = Type == ElementType.UInt8 ? zeroPoint + 128 : zeroPoint;
        Onnx.Constant(names[0], [], (float)scale).Constant(OnnxBuilder.Tensor(names[1], Type, [], [(byte)zero]));
    }
}
