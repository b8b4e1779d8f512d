using Striate.Import;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>What importers got wrong elsewhere.</summary>
public class OnnxTrapTests
{
    private const double In = 0.0371;
    private const double Out = 0.0593;

    // An importer that takes the first dimension of an output for channels gives all of them the first bias.
    [Fact]
    public void Each_channel_has_its_own_bias_though_there_is_one_batch()
    {
        var builder = new QdqBuilder();
        var sums = builder.Node(
            "Conv",
            [builder.Quantised("x", In, 3), builder.Weights([3, 2, 1, 1], 0.013f), builder.Bias([2000, -3000, 0], 0.013f * (float)In)]
        );
        builder
            .Compare(builder.Quantised(sums, Out, 7), [1, 2, 3, 4])
            .Layers.Single()
            .ShouldBeOfType<Convolution>()
            .Bias.ShouldBe([2000, -3000, 0]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 4 })]
    [InlineData(new[] { 1, 4 })]
    public void A_product_has_no_bias_or_one_of_any_shape(int[]? bias)
    {
        var builder = new QdqBuilder();
        string[] operands = [builder.Quantised("x", In, 5), builder.Weights([6, 4], 0.009f)];
        if (bias is not null)
        {
            builder.Onnx.Constant("b", bias, bias is [1] ? [0.7f] : [0.7f, -0.2f, 0, 1.1f]);
        }

        builder
            .Compare(builder.Quantised(builder.Node("Gemm", bias is null ? operands : [.. operands, "b"]), Out, 7), [1, 6])
            .Layers.Single()
            .ShouldBeOfType<FullyConnected>();
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    public void A_bias_counts_as_often_as_beta_says(float beta)
    {
        var builder = new QdqBuilder();
        builder.Onnx.Constant("b", [4], 3f, -3f, 2f, -2f);
        builder
            .Compare(
                builder.Quantised(
                    builder.Node(
                        "Gemm",
                        [builder.Quantised("x", In, 5), builder.Weights([6, 4], 0.009f), "b"],
                        ("beta", beta),
                        ("alpha", 0.5f)
                    ),
                    Out,
                    7
                ),
                [1, 6]
            )
            .Layers.Single()
            .ShouldBeOfType<FullyConnected>();
    }

    [Theory]
    [InlineData(new[] { 0, 0, 1, 1 }, 0)]
    [InlineData(new[] { 0, 0, 1, 1 }, 1)]
    [InlineData(new[] { 1, 1, 0, 0 }, 1)]
    [InlineData(new[] { 1, 0, 2, 1 }, 1)]
    public void The_largest_under_padding_on_one_side_and_in_a_last_part_of_a_window(int[] pads, int ceil)
    {
        var builder = new QdqBuilder();
        var pooled = builder.Node(
            "MaxPool",
            [builder.Quantised("x", In, 3)],
            ("kernel_shape", new[] { 3, 3 }),
            ("strides", new[] { 2, 2 }),
            ("pads", pads),
            ("ceil_mode", ceil)
        );
        builder.Compare(builder.Quantised(pooled, In, 3), [1, 2, 6, 7]).Layers.Single().ShouldBeOfType<MaxPooling>();
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 3)]
    public void Channels_that_are_turned_to_the_front_and_back_stand_where_they_stood(int axis, int filters)
    {
        var builder = new QdqBuilder();
        var turned = builder.Node("Transpose", [builder.Quantised("x", In, 3)], ("perm", new[] { 0, 2, 1 }));
        var sums = builder.Quantised(
            builder.Node("Conv", [turned, builder.Weights([filters, 3, 3], 0.013f)], ("pads", new[] { 1, 1 })),
            Out,
            7
        );
        var flat = builder.Node("Flatten", [builder.Node("Transpose", [sums], ("perm", new[] { 0, 2, 1 }))], ("axis", axis));
        var product = builder.Node("Gemm", [flat, builder.Weights([8 * filters, 4], 0.009f)]);
        builder
            .Compare(builder.Quantised(product, 0.31, 7), [1, 8, 3])
            .Layers.Select(layer => layer.GetType().Name)
            .ShouldBe([nameof(Convolution), nameof(FullyConnected)]);
    }

    [Fact]
    public void Averages_along_one_dimension()
    {
        var builder = new QdqBuilder();
        var pooled = builder.Node(
            "AveragePool",
            [builder.Quantised("x", In, 3)],
            ("kernel_shape", new[] { 3 }),
            ("strides", new[] { 2 }),
            ("pads", new[] { 1, 1 })
        );
        builder.Compare(builder.Quantised(pooled, Out, 7), [1, 2, 9]).Layers.Single().ShouldBeOfType<AveragePooling>();
    }

    /// <summary>Padding as its own operator: asymmetric, causal and empty, as PyTorch writes it.</summary>
    [Theory]
    [InlineData(new long[] { 0, 0, 1, 2, 0, 0, 0, 1 }, new[] { 0, 0, 0, 0 }, new[] { 1, 1 })]
    [InlineData(new long[] { 0, 0, 0, 1, 0, 0, 2, 0 }, new[] { 1, 0, 0, 1 }, new[] { 1, 1 })]
    [InlineData(new long[] { 0, 0, 4, 0, 0, 0, 0, 0 }, new[] { 0, 0, 0, 0 }, new[] { 2, 1 })]
    [InlineData(new long[] { 0, 0, 0, 0, 0, 0, 0, 0 }, new[] { 1, 1, 1, 1 }, new[] { 1, 1 })]
    public void Zeros_around_a_map_are_padding_of_the_convolutions_that_read_it(long[] amounts, int[] pads, int[] dilations)
    {
        var builder = new QdqBuilder();
        builder.Onnx.Constant("amounts", amounts);
        var padded = builder.Node("Pad", [builder.Quantised("x", In, 3), "amounts"]);
        var one = builder.Quantised(
            builder.Node("Conv", [padded, builder.Weights([3, 2, 3, 3], 0.013f)], ("pads", pads), ("dilations", dilations)),
            Out,
            7
        );
        var two = builder.Quantised(
            builder.Node("Conv", [padded, builder.Weights([3, 2, 3, 3], 0.013f)], ("pads", pads), ("dilations", dilations)),
            Out,
            7
        );
        builder
            .Compare(builder.Quantised(builder.Node("Concat", [one, two], ("axis", 1)), Out, 7), [1, 2, 6, 7])
            .Layers.Select(layer => layer.GetType().Name)
            .ShouldBe([nameof(Convolution), nameof(Convolution), nameof(Concat)]);
        ModelImporter
            .Import(builder.Onnx.Build(), ImportOptions.Default)
            .Operators.Single(one => one.Operator == "Pad")
            .Became.ShouldBe(amounts.All(amount => amount == 0) ? "dropped: it adds nothing" : "folded into the padding of what reads it");
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("Identity")]
    public void Zeros_before_the_largest_are_padding_where_nothing_is_below_them(string before)
    {
        var random = new Random(2);
        var file = new OnnxBuilder()
            .Input("x", 1, 2, 5, 5)
            .Output("y", 1, 3, 3, 3)
            .Constant("amounts", 0, 0, 0, 1, 0, 0, 1, 0)
            .Constant("w", [3, 2, 1, 1], [.. Enumerable.Range(0, 6).Select(_ => (float)(random.NextDouble() - 0.5))])
            .Node("Conv", ["x", "w"], ["a"])
            .Node(before, ["a"], ["r"])
            .Node("Pad", ["r", "amounts"], ["p"])
            .Node("MaxPool", ["p"], ["y"], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }))
            .Build();
        var samples = new CalibrationSamples([8, 2, 5, 5], [.. Enumerable.Range(0, 400).Select(_ => (float)(random.NextDouble() - 0.5))]);
        var result = ModelImporter.Import(file, ImportOptions.Default with { Calibration = samples });
        if (before == "Identity")
        {
            result.Problems[0].ToString().ShouldStartWith("STR1802 operator 2 Pad");
            return;
        }

        ((MaxPooling)result.Required().Network.Layers[^1]).Window.Padding.ShouldBe(new Padding(0, 1, 1, 0));
    }

    [Theory]
    [InlineData("value", new long[] { 0, 0, 1, 1, 0, 0, 1, 1 })]
    [InlineData("channels", new long[] { 0, 1, 0, 0, 0, 0, 0, 0 })]
    [InlineData("cut", new long[] { 0, 0, -1, 0, 0, 0, 0, 0 })]
    [InlineData("far", new long[] { 0, 0, 3, 0, 0, 0, 0, 0 })]
    [InlineData("reflect", new long[] { 0, 0, 1, 1, 0, 0, 1, 1 })]
    [InlineData("reader", new long[] { 0, 0, 1, 1, 0, 0, 1, 1 })]
    [InlineData("automatic", new long[] { 0, 0, 1, 1, 0, 0, 1, 1 })]
    public void What_is_no_padding_of_a_convolution_is_refused(string why, long[] amounts)
    {
        var builder = new QdqBuilder();
        builder.Onnx.Constant("amounts", amounts).Constant("one", [], why == "value" ? 1f : 0f);
        var padded = builder.Node("Pad", [builder.Quantised("x", In, 3), "amounts", "one"], ("mode", why == "reflect" ? why : "constant"));
        (string, object)[] automatic = why == "automatic" ? [("auto_pad", "SAME_UPPER")] : [];
        var read =
            why == "reader"
                ? builder.Node("MaxPool", [padded], ("kernel_shape", new[] { 2, 2 }))
                : builder.Node("Conv", [padded, builder.Weights([3, why == "channels" ? 3 : 2, 3, 3], 0.013f)], automatic);
        var file = builder.Onnx.Input("x", 1, 2, 6, 7).Output(builder.Quantised(read, Out, 7), 1).Build();
        ModelImporter
            .Import(file, ImportOptions.Default)
            .Problems[0]
            .ToString()
            .ShouldStartWith(
                "STR1802 operator 2 Pad: other than zeros around rows and columns that Conv alone reads, fewer than its kernel reaches"
            );
    }
}
