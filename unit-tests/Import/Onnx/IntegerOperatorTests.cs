using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Striate.Import;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Reference;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>
/// ConvInteger and MatMulInteger of static quantisation: QuantizeLinear before them; Cast, Mul with the scales and Add of a bias behind.
/// </summary>
public class IntegerOperatorTests
{
    private const double In = 0.0371;
    private const double Out = 0.0593;

    [Theory]
    [InlineData("Int8", "Int8", 0)]
    [InlineData("UInt8", "Int8", 0)]
    [InlineData("UInt8", "UInt8", 131)]
    [InlineData("UInt8", "UInt8", 120)]
    public void A_convolution_of_bytes_is_that_of_ONNX_Runtime(string activations, string weights, int zeroPoint)
    {
        var builder = new QdqBuilder { Type = Enum.Parse<ElementType>(activations) };
        var (bytes, zero) = BytesOf(builder, "x", 5);
        Weights(builder, Enum.Parse<ElementType>(weights), zeroPoint, [3, 2, 3, 3]);
        builder.Onnx.Constant("scales", [1, 3, 1, 1], 0.0005f, 0.0007f, 0.0003f).Constant("bias", [1, 3, 1, 1], 0.5f, -1f, 0.25f);
        var sums = builder.Node("ConvInteger", [bytes, "w", zero, "wz"], ("pads", new[] { 1, 0, 1, 2 }), ("strides", new[] { 2, 1 }));
        var real = builder.Node(
            "Add",
            [builder.Node("Mul", [builder.Node("Cast", [sums], ("to", (int)ElementType.Float32)), "scales"]), "bias"]
        );
        var network = builder.Compare(builder.Quantised(builder.Node("Relu", [real]), Out, -128), [1, 2, 6, 7]);
        network.Layers.Single().ShouldBeOfType<Convolution>();
        CompareWithRuntime(builder, network, [1, 2, 6, 7]);
    }

    [Fact]
    public void A_product_of_bytes_ends_with_sums_that_have_the_bias()
    {
        var builder = new QdqBuilder();
        var (bytes, zero) = BytesOf(builder, "x", 5);
        Weights(builder, ElementType.Int8, 0, [6, 4]);
        builder.Onnx.Constant("scale", [], 0.0005f).Constant("bias", [4], 0.1f, -2f, 0f, 3f);
        var sums = builder.Node("Cast", [builder.Node("MatMulInteger", [bytes, "w", zero, "wz"])], ("to", (int)ElementType.Float32));
        var output = builder.Node("Add", [builder.Node("Mul", [sums, "scale"]), "bias"]);
        var file = builder.Onnx.Input("x", 1, 6).Output(output, 1, 4).Build();
        var result = ModelImporter.Import(file, ImportOptions.Default);
        var layer = result.Required().Network.Layers.Single().ShouldBeOfType<FullyConnected>();
        layer.Output.Type.ShouldBe(IntegerType.Int32);
        layer.Bias.ShouldBe([200, -4000, 0, 6000]);
        layer.Output.Scale.ShouldBe(0.0005f);

        using var session = OnnxRuntimeTests.Session(file, null);
        float[] input = [0.4f, -1.2f, 3.3f, -4.1f, 0f, 2.2f];
        using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(input, [1, 6]))]);
        outputs
            .Single()
            .AsEnumerable<float>()
            .Zip(Logits(result.Required().Network, input))
            .ShouldAllBe(pair => Math.Abs(pair.First - (pair.Second * layer.Output.Scale)) < 1e-5);
    }

    [Fact]
    public void Integers_that_are_added_to_sums_are_a_bias()
    {
        var builder = new QdqBuilder();
        var (bytes, zero) = BytesOf(builder, "x", -7);
        Weights(builder, ElementType.Int8, 0, [3, 2, 1, 1]);
        builder
            .Onnx.Constant(OnnxBuilder.Tensor("bias", ElementType.Int32, [1, 3, 1, 1], OnnxBuilder.Ints(900, -1200, 0)))
            .Constant("scale", [], 0.0017f);
        var sums = builder.Node("Add", [builder.Node("ConvInteger", [bytes, "w", zero]), "bias"]);
        var real = builder.Node("Mul", [builder.Node("Cast", [sums], ("to", (int)ElementType.Float32)), "scale"]);
        builder.Compare(builder.Quantised(real, Out, 7), [1, 2, 3, 3]).Layers.Single().ShouldBeOfType<Convolution>();
    }

    [Fact]
    public void Zero_points_by_column_are_taken_from_the_weights()
    {
        var builder = new QdqBuilder();
        var (bytes, zero) = BytesOf(builder, "x", 5);
        builder
            .Onnx.Constant(OnnxBuilder.Tensor("w", ElementType.UInt8, [2, 3], [100, 140, 250, 90, 130, 200]))
            .Constant(OnnxBuilder.Tensor("wz", ElementType.UInt8, [3], [95, 128, 220]))
            .Constant("scale", [], 0.0017f);
        var sums = builder.Node("Cast", [builder.Node("MatMulInteger", [bytes, "w", zero, "wz"])], ("to", (int)ElementType.Float32));
        builder
            .Compare(builder.Quantised(builder.Node("Mul", [sums, "scale"]), Out, 7), [1, 2])
            .Layers.Single()
            .ShouldBeOfType<FullyConnected>()
            .Weights.ShouldBe([5, -5, 12, 2, 30, -20]);
    }

    [Fact]
    public void A_model_that_reads_bytes_begins_with_them()
    {
        var builder = new OnnxBuilder()
            .Input("x", ElementType.UInt8, [1, 1, 2, 2])
            .Output("y", ElementType.Int32, [1, 1, 1, 1])
            .Constant(OnnxBuilder.Tensor("xz", ElementType.UInt8, [], [100]))
            .Constant("w", [1, 1, 2, 2], [1, -2, 3, 4])
            .Node("ConvInteger", ["x", "w", "xz"], ["y"]);
        var network = ModelImporter.Import(builder.Build(), ImportOptions.Default).Required().Network;
        (network.Input.ZeroPoint, network.Input.Scale).ShouldBe((-28, 1));
        // 110, 95, 100, 255 less 128.
        ReferenceExecutor.Run(network, [unchecked((byte)-18), unchecked((byte)-33), unchecked((byte)-28), 127]).Logits.ShouldBe([640]);
    }

    [Theory]
    [InlineData(
        "dynamic",
        "STR1802 operator 0 DynamicQuantizeLinear: it chooses scales anew for every input; quantise the source network stat"
    )]
    [InlineData("zero", "STR1803 operator 1 ConvInteger: it reads bytes of zero point 5 with 6, both as of int8")]
    [InlineData("weights", "STR1813 operator 1 ConvInteger: its weights have zero point 0, and one of them is 200 beyond it")]
    [InlineData("count", "STR1809 operator 1 ConvInteger: 2 zero points; 1 is possible")]
    [InlineData("type", "STR1804 operator 1 ConvInteger: operand 3 is uint8")]
    [InlineData("product", "STR1803 operator 2 Mul: integers that it multiplies or divides before they are real numbers")]
    [InlineData("cast", "STR1803 operator 2 Cast: a change of type other than of sums of integers")]
    public void What_is_not_static_or_leaves_int8_is_refused(string why, string problem)
    {
        var builder = new QdqBuilder();
        var (bytes, zero) = why == "dynamic" ? (Dynamic(builder), "dz") : BytesOf(builder, "x", 5);
        var unsigned = OnnxBuilder.Tensor("w", ElementType.UInt8, [1, 1, 1, 1], [200]);
        builder.Onnx.Constant(why == "weights" ? unsigned : OnnxBuilder.Tensor("w", ElementType.Int8, [1, 1, 1, 1], [20]));
        builder
            .Onnx.Constant(OnnxBuilder.Tensor("six", ElementType.Int8, [], [6]))
            .Constant(OnnxBuilder.Tensor("two", ElementType.Int8, [2], [5, 5]))
            .Constant(OnnxBuilder.Tensor("other", ElementType.UInt8, [], [0]))
            .Constant(OnnxBuilder.Tensor("three", ElementType.Int32, [], OnnxBuilder.Ints(3)));
        string[] zeros = why switch
        {
            "zero" => ["six"],
            "count" => ["two"],
            "type" => [zero, "other"],
            _ => [zero],
        };
        var sums = builder.Node("ConvInteger", [bytes, "w", .. zeros]);
        var last = why switch
        {
            "product" => builder.Node("Cast", [builder.Node("Mul", [sums, "three"])], ("to", (int)ElementType.Float32)),
            "cast" => builder.Node("Cast", [sums], ("to", (int)ElementType.Int64)),
            _ => builder.Node("Cast", [sums], ("to", (int)ElementType.Float32)),
        };
        var file = builder.Onnx.Input("x", 1, 1, 2, 2).Output(last, 1).Build();
        ModelImporter.Import(file, ImportOptions.Default).Problems[0].ToString().ShouldStartWith(problem);
    }

    private static string Dynamic(QdqBuilder builder)
    {
        builder.Onnx.Node("DynamicQuantizeLinear", ["x"], ["dq", "ds", "dz"]);
        return "dq";
    }

    /// <summary>A tensor of bytes, and its zero point.</summary>
    private static (string Bytes, string Zero) BytesOf(QdqBuilder builder, string name, int zeroPoint)
    {
        builder
            .Onnx.Constant("xs", [], (float)In)
            .Constant(
                OnnxBuilder.Tensor("xz", builder.Type, [], [(byte)(builder.Type == ElementType.UInt8 ? zeroPoint + 128 : zeroPoint)])
            );
        return (builder.Node("QuantizeLinear", [name, "xs", "xz"]), "xz");
    }

    // No further from the zero point than int8 reaches.
    private static void Weights(QdqBuilder builder, ElementType type, int zeroPoint, int[] shape) =>
        builder
            .Onnx.Constant(
                OnnxBuilder.Tensor(
                    "w",
                    type,
                    shape,
                    [.. builder.Bytes(shape).Select(value => (byte)Math.Max(value + zeroPoint, zeroPoint == 0 ? -128 : 0))]
                )
            )
            .Constant(OnnxBuilder.Tensor("wz", type, [], [(byte)zeroPoint]));

    private static void CompareWithRuntime(QdqBuilder builder, Network network, int[] sides)
    {
        using var session = OnnxRuntimeTests.Session(builder.Onnx.Build(), null);
        var random = new Random(5);
        for (var trial = 0; trial < 20; trial++)
        {
            float[] input = [.. Enumerable.Range(0, network.Input.Shape.Length).Select(_ => (float)(In * random.Next(-128, 128)))];
            using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(input, sides))]);
            var (map, actual) = (network.Logits, Logits(network, input));
            var expected = outputs
                .Single()
                .AsEnumerable<float>()
                .Select(value => (int)Math.Round(value / map.Scale) + map.ZeroPoint)
                .ToArray();
            var places = map.Shape.Height * map.Shape.Width;
            for (var index = 0; index < expected.Length; index++)
            {
                actual[(index % places * map.Shape.Channels) + (index / places)].ShouldBe(expected[index], $"output {index}");
            }
        }
    }

    private static int[] Logits(Network network, float[] input)
    {
        var (map, bytes) = (network.Input, new byte[input.Length]);
        var places = map.Shape.Height * map.Shape.Width;
        for (var index = 0; index < input.Length; index++)
        {
            bytes[(index % places * map.Shape.Channels) + (index / places)] = (byte)
                (int)Math.Clamp(Math.Round(input[index] / map.Scale, MidpointRounding.ToEven) + map.ZeroPoint, -128, 127);
        }

        return [.. ReferenceExecutor.Run(network, bytes).Logits];
    }
}
