using Striate.Import;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>Tensors that are repeated or put in another order, and numbers that are not float32: the right integers or a refusal.</summary>
public class OnnxOrderTests
{
    private const double In = 0.0371;
    private const double Out = 0.0593;

    /// <summary>An operator, the extents of the input, and what a Reshape makes of it for the second operand.</summary>
    public static TheoryData<string, int[], long[]> Repeated =>
        new()
        {
            { "Add", [1, 3, 1, 1], [1, 1, 1, 3] },
            { "Mul", [1, 3, 1, 1], [1, 1, 3, 1] },
            { "Sub", [1, 4, 1, 1], [1, 1, 2, 2] },
            { "Mul", [1, 4], [1, 1, 4] },
            { "Add", [1, 4], [4, 1] },
            { "Mul", [1, 2, 2, 2], [8] },
        };

    [Theory]
    [MemberData(nameof(Repeated))]
    public void Maps_that_repeat_each_other_are_refused(string kind, int[] sides, long[] shape)
    {
        var builder = new QdqBuilder();
        builder.Onnx.Constant("shape", shape);
        var input = builder.Quantised("x", In, 3);
        var output = builder.Quantised(builder.Node(kind, [input, builder.Node("Reshape", [input, "shape"])]), Out, 7);
        Refusal(builder, output, sides).ShouldMatch($"STR18(03|09) operator 3 {kind}: ");
    }

    [Theory]
    [InlineData(new[] { 1, 4 }, new[] { 1, 1, 1 })]
    [InlineData(new[] { 1, 3, 1, 1 }, new[] { 1, 3, 2, 2 })]
    [InlineData(new[] { 1, 3, 1, 1 }, new[] { 1, 1, 1, 3 })]
    [InlineData(new[] { 1, 1, 2, 2 }, new[] { 1, 3, 1, 1 })]
    [InlineData(new[] { 4 }, new[] { 4, 1 })]
    public void Maps_that_a_constant_repeats_are_refused(int[] sides, int[] constant)
    {
        foreach (var kind in (string[])["Add", "Mul", "Div", "Sub"])
        {
            foreach (var isFirst in (bool[])[false, true])
            {
                var builder = new QdqBuilder();
                builder.Onnx.Constant(
                    "c",
                    constant,
                    [.. Enumerable.Range(1, constant.Aggregate((product, side) => product * side)).Select(value => value / 4f)]
                );
                var input = builder.Quantised("x", In, 3);
                var output = builder.Quantised(builder.Node(kind, isFirst ? ["c", input] : [input, "c"]), Out, 7);
                Refusal(builder, output, sides).ShouldStartWith($"STR1803 operator 2 {kind}: [{string.Join(", ", sides)}] becomes [");
            }
        }
    }

    [Theory]
    [InlineData(new[] { 1, 3, 4, 3 }, new long[] { 1, 1, 1, 3 })]
    [InlineData(new[] { 1, 3, 3, 4 }, new long[] { 1, 1, 3, 1 })]
    public void A_gate_along_another_dimension_than_channels_is_refused(int[] sides, long[] shape)
    {
        var builder = new QdqBuilder();
        builder.Onnx.Constant("shape", shape);
        var input = builder.Quantised("x", In, 3);
        var gate = builder.Node("Reshape", [builder.Quantised(builder.Node("GlobalAveragePool", [input]), In, 3), "shape"]);
        Refusal(builder, builder.Quantised(builder.Node("Mul", [input, gate]), Out, 7), sides).ShouldStartWith("STR1803 operator 6 Mul: ");
    }

    [Theory]
    [InlineData("Mul")]
    [InlineData("Div")]
    public void Integers_that_are_multiplied_before_they_are_numbers_are_refused(string kind)
    {
        var builder = new QdqBuilder { Type = ElementType.UInt8 };
        builder
            .Onnx.Constant(OnnxBuilder.Tensor("two", ElementType.UInt8, [], [2]))
            .Constant("s", [], 0.1f)
            .Constant(OnnxBuilder.Tensor("z", ElementType.UInt8, [], [7]));
        var real = builder.Node("DequantizeLinear", [builder.Node(kind, ["x", "two"]), "s", "z"]);
        var output = builder.Quantised(builder.Node("Tanh", [real]), 1.0 / 128, 0);
        var file = builder.Onnx.Input("x", ElementType.UInt8, [1, 4]).Output(output, 1).Build();
        ModelImporter
            .Import(file, ImportOptions.Default)
            .Problems[0]
            .ToString()
            .ShouldStartWith($"STR1804 operator 0 {kind}: it computes with the network's input, which are integers");
    }

    [Theory]
    [InlineData("Mul", -2f)]
    [InlineData("Mul", 0f)]
    [InlineData("Div", float.PositiveInfinity)]
    [InlineData("Mul", float.NaN)]
    public void An_input_that_is_turned_round_or_lost_is_refused(string kind, float factor)
    {
        var builder = new QdqBuilder();
        builder.Onnx.Constant("c", [], factor);
        Refusal(
                builder,
                builder.Quantised(builder.Node("Tanh", [builder.Quantised(builder.Node(kind, ["x", "c"]), In, 3)]), 1.0 / 128, 0),
                [1, 4]
            )
            .ShouldStartWith($"STR1810 operator 0 {kind}: it changes the network's input");
    }

    [Theory]
    [InlineData("Float16")]
    [InlineData("BFloat16")]
    [InlineData("Float64")]
    public void Bytes_that_become_numbers_of_another_type_are_refused(string name)
    {
        var type = Enum.Parse<ElementType>(name);
        var bytes =
            type == ElementType.Float64 ? BitConverter.GetBytes(0.5)
            : type == ElementType.Float16 ? [0x00, 0x38]
            : (byte[])[0x00, 0x3F];
        var onnx = new OnnxBuilder { Opset = 19 }
            .Input("x", ElementType.Int8, [1, 4])
            .Output("y", 1, 4)
            .Constant(OnnxBuilder.Tensor("s", type, [], bytes))
            .Constant(OnnxBuilder.Tensor("z", ElementType.Int8, [], [3]));
        var file = onnx.Node("DequantizeLinear", ["x", "s", "z"], ["a"])
            .Node("Tanh", ["a"], ["b"])
            .Node("QuantizeLinear", ["b", "s", "z"], ["y"])
            .Build();
        Should
            .Throw<ImportException>(() => ModelImporter.Import(file, ImportOptions.Default))
            .Message.ShouldStartWith(
                $"STR1804 operator 0 DequantizeLinear: tensor 's' is {type.ToString().ToLowerInvariant()}, which rounds differently from float32"
            );
    }

    [Fact]
    public void A_map_that_ends_flat_stands_in_the_order_of_the_model()
    {
        var builder = new QdqBuilder();
        var sums = builder.Node("Conv", [builder.Quantised("x", In, 3), builder.Weights([3, 2, 3, 3], 0.013f)]);
        var network = builder.Compare(Moved(builder, sums, bytes => builder.Node("Flatten", [bytes])), [1, 2, 6, 8]);
        network.Layers.Select(layer => layer.GetType().Name).ShouldBe([nameof(Convolution), nameof(Convolution)]);
        network.Logits.Shape.ShouldBe(new Shape(1, 1, 72));

        builder = new QdqBuilder();
        builder.Onnx.Constant("shape", 1, -1);
        sums = builder.Node("Relu", [builder.Node("Conv", [builder.Quantised("x", In, 3), builder.Weights([3, 2, 3], 0.013f)])]);
        builder
            .Compare(Moved(builder, sums, bytes => builder.Node("Reshape", [bytes, "shape"])), [1, 2, 9])
            .Logits.Shape.ShouldBe(new Shape(1, 1, 21));
    }

    [Fact]
    public void A_map_that_ends_with_channels_last_is_that_of_the_network()
    {
        var builder = new QdqBuilder();
        var sums = builder.Node("Conv", [builder.Quantised("x", In, 3), builder.Weights([3, 2, 3, 3], 0.013f)]);
        var flat = Moved(
            builder,
            sums,
            bytes => builder.Node("Flatten", [builder.Node("Transpose", [bytes], ("perm", new[] { 0, 2, 3, 1 }))])
        );
        builder.Compare(flat, [1, 2, 6, 8]).Layers.Single().ShouldBeOfType<Convolution>();
    }

    [Fact]
    public void A_map_that_no_layer_puts_in_order_is_refused()
    {
        var builder = new QdqBuilder();
        var sums = builder.Node("Conv", [builder.Quantised("x", In, 3), builder.Weights([3, 2, 1, 1], 0.013f)]);
        Refusal(builder, Moved(builder, sums, bytes => builder.Node("Flatten", [bytes])), [1, 2, 9, 8])
            .ShouldStartWith("STR1803 output 't");
        builder = new QdqBuilder();
        sums = builder.Node("Conv", [builder.Quantised("x", In, 3), builder.Weights([3, 2, 1, 1], 0.013f)]);
        Refusal(builder, Moved(builder, sums, bytes => builder.Node("Transpose", [bytes], ("perm", new[] { 0, 1, 3, 2 }))), [1, 2, 4, 3])
            .ShouldContain("in another order than that of the map 4x3x3 that it was");
    }

    /// <summary>Numbers as bytes that are moved, and as numbers again.</summary>
    private static string Moved(QdqBuilder builder, string numbers, Func<string, string> move)
    {
        builder.Onnx.Constant("os", [], (float)Out).Constant(OnnxBuilder.Tensor("oz", ElementType.Int8, [], [7]));
        return builder.Node("DequantizeLinear", [move(builder.Node("QuantizeLinear", [numbers, "os", "oz"])), "os", "oz"]);
    }

    private static string Refusal(QdqBuilder builder, string output, int[] sides) =>
        ModelImporter.Import(builder.Onnx.Input("x", sides).Output(output, 1).Build(), ImportOptions.Default).Problems[0].ToString();
}
