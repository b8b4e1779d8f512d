using Striate.Import;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Model.Reference;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>Quantised ONNX models become networks that compute the same integers.</summary>
public class OnnxImportTests
{
    // Scales whose quotients are no short fractions: no sum lies between two integers.
    private const double In = 0.0371;
    private const double Out = 0.0593;

    /// <summary>Convolutions: kernel, attributes, and the input's height and width.</summary>
    public static TheoryData<int[], string, int[], int[]> Windows =>
        new()
        {
            { [3, 3], "SAME_UPPER", [], [7, 5] },
            { [3, 3], "SAME_LOWER", [], [7, 5] },
            { [2, 2], "SAME_UPPER", [], [7, 6] },
            { [2, 2], "SAME_LOWER", [], [7, 6] },
            { [4, 2], "SAME_UPPER", [], [9, 8] },
            { [4, 2], "SAME_LOWER", [], [9, 8] },
            { [3, 3], "VALID", [], [7, 5] },
            { [3, 3], "NOTSET", [0, 0, 1, 1], [8, 8] },
            { [3, 3], "NOTSET", [1, 1, 1, 1], [8, 8] },
            { [5, 5], "NOTSET", [3, 3, 3, 1], [8, 8] },
            { [1, 3], "NOTSET", [0, 2, 0, 0], [4, 9] },
        };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Convolutions_are_padded_as_they_say(int[] kernel, string automatic, int[] pads, int[] sides)
    {
        var builder = new QdqBuilder();
        var input = builder.Quantised("x", In, 11);
        (string, object)[] padding = pads.Length > 0 ? [("pads", pads)] : [("auto_pad", automatic)];
        var sums = builder.Node("Conv", [input, builder.Weights([4, 3, .. kernel], 0.011f)], [("strides", new[] { 2, 2 }), .. padding]);
        builder.Compare(builder.Quantised(sums, Out, -9), [1, 3, .. sides]).Layers.Single().ShouldBeOfType<Convolution>();
    }

    [Fact]
    public void A_convolution_has_groups_dilation_bias_and_scales_per_channel()
    {
        var builder = new QdqBuilder();
        var input = builder.Quantised("x", In, 11);
        var (scales, bias) = (new[] { 0.011f, 0.021f, 0.017f, 0.007f }, new[] { 500, -700, 0, 1200 });
        var sums = builder.Node(
            "Conv",
            [input, builder.Weights([4, 1, 3, 3], scales), builder.Bias(bias, [.. scales.Select(scale => scale * (float)In)])],
            ("group", 4),
            ("dilations", new[] { 2, 1 }),
            ("pads", new[] { 2, 1, 2, 1 })
        );
        var network = builder.Compare(builder.Quantised(builder.Node("Relu", [sums]), 0.0193, -128), [1, 4, 9, 7]);
        network.Layers.Single().ShouldBeOfType<Convolution>().Bias.ShouldBe(bias);
    }

    [Fact]
    public void A_bias_of_another_scale_is_in_the_constants()
    {
        var builder = new QdqBuilder();
        var sums = builder.Node(
            "Conv",
            [builder.Quantised("x", In, 3), builder.Weights([2, 1, 3], 0.013f), builder.Bias([50, -90], 0.01f)],
            ("pads", new[] { 1, 1 })
        );
        builder.Compare(builder.Quantised(sums, Out, 0), [1, 1, 12]).Layers.Single().ShouldBeOfType<Convolution>().Bias.ShouldBe([0, 0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Products_are_transposed_as_they_say_where_the_matrix_is_square(int transposed)
    {
        var builder = new QdqBuilder();
        var product = builder.Node(
            "Gemm",
            [builder.Quantised("x", In, 5), builder.Weights([6, 6], 0.009f), builder.Bias([1, 2, 3, 400, 500, -600], 0.009f * (float)In)],
            ("transB", transposed)
        );
        builder.Compare(builder.Quantised(product, Out, 7), [1, 6]).Layers.Single().ShouldBeOfType<FullyConnected>();
    }

    [Fact]
    public void A_product_and_a_sum_of_two_operators_are_one_layer()
    {
        var builder = new QdqBuilder();
        builder.Onnx.Constant("b", [4], 0.5f, -0.25f, 1f, 0f);
        var product = builder.Node("MatMul", [builder.Quantised("x", In, 5), builder.Weights([6, 4], 0.009f)]);
        var sum = builder.Node("Clip", [builder.Node("Add", [product, "b"])]);
        builder.Compare(builder.Quantised(sum, Out, 7), [1, 6]).Layers.Single().ShouldBeOfType<FullyConnected>();
    }

    [Fact]
    public void A_row_of_one_dimension_is_multiplied()
    {
        var builder = new QdqBuilder();
        var product = builder.Node("MatMul", [builder.Quantised("x", In, 5), builder.Weights([6, 4], 0.009f)]);
        builder.Compare(builder.Quantised(product, Out, 7), [6]).Layers.Single().ShouldBeOfType<FullyConnected>();
    }

    [Fact]
    public void Weights_that_are_reshaped_stay_bytes()
    {
        var builder = new QdqBuilder();
        builder.Onnx.Constant("shape", 6, 4);
        var weights = builder.Node("Reshape", [builder.Weights([4, 6], 0.009f), "shape"]);
        builder
            .Compare(builder.Quantised(builder.Node("MatMul", [builder.Quantised("x", In, 5), weights]), Out, 7), [1, 6])
            .Layers.Single()
            .ShouldBeOfType<FullyConnected>();
    }

    [Fact]
    public void A_normalisation_behind_a_convolution_is_part_of_it_and_one_behind_its_ReLU_is_not()
    {
        var builder = Normalised(out var input);
        var sums = builder.Node("Conv", [input, builder.Weights([2, 1, 3, 3], 0.013f)]);
        var normal = builder.Node("BatchNormalization", [sums, "gamma", "beta", "mean", "variance"], ("epsilon", 1e-3f));
        builder.Compare(builder.Quantised(normal, Out, 7), [1, 1, 6, 6]).Layers.Single().ShouldBeOfType<Convolution>();

        builder = Normalised(out input);
        sums = builder.Quantised(builder.Node("Relu", [builder.Node("Conv", [input, builder.Weights([2, 1, 3, 3], 0.013f)])]), 0.031, -128);
        normal = builder.Node("BatchNormalization", [sums, "gamma", "beta", "mean", "variance"], ("epsilon", 1e-3f));
        builder
            .Compare(builder.Quantised(normal, Out, 7), [1, 1, 6, 6])
            .Layers.Select(layer => layer.GetType().Name)
            .ShouldBe([nameof(Convolution), nameof(ScaleShift)]);

        static QdqBuilder Normalised(out string input)
        {
            var builder = new QdqBuilder();
            builder
                .Onnx.Constant("gamma", [2], 0.7f, 1.3f)
                .Constant("beta", [2], 0.2f, -0.4f)
                .Constant("mean", [2], 0.1f, 0.3f)
                .Constant("variance", [2], 0.9f, 0.5f);
            input = builder.Quantised("x", In, 3);
            return builder;
        }
    }

    [Fact]
    public void A_normalisation_beside_another_reader_is_a_layer_of_its_own()
    {
        var builder = new QdqBuilder();
        builder
            .Onnx.Constant("gamma", [2], 0.7f, 1.3f)
            .Constant("beta", [2], 0.2f, -0.4f)
            .Constant("mean", [2], 0.1f, 0.3f)
            .Constant("variance", [2], 0.9f, 0.5f);
        var sums = builder.Quantised(
            builder.Node("Conv", [builder.Quantised("x", In, 3), builder.Weights([2, 1, 3, 3], 0.013f)]),
            0.0417,
            -11
        );
        var normal = builder.Quantised(builder.Node("BatchNormalization", [sums, "gamma", "beta", "mean", "variance"]), Out, 7);
        builder
            .Compare(builder.Quantised(builder.Node("Add", [sums, normal]), 0.0831, 5), [1, 1, 6, 6], ties: true)
            .Layers.Select(layer => layer.GetType().Name)
            .ShouldBe([nameof(Convolution), nameof(ScaleShift), nameof(Add)]);
    }

    [Fact]
    public void Two_convolutions_that_are_joined_are_normalised_together()
    {
        var builder = new QdqBuilder();
        builder
            .Onnx.Constant("gamma", [4], 0.7f, 1.3f, -0.9f, 1f)
            .Constant("beta", [4], 0.2f, -0.4f, 0f, 1f)
            .Constant("mean", [4], 0.1f, 0.3f, 0f, -1f)
            .Constant("variance", [4], 0.9f, 0.5f, 1f, 2f);
        var input = builder.Quantised("x", In, 3);
        string Branch() => builder.Quantised(builder.Node("Conv", [input, builder.Weights([2, 1, 3, 3], 0.013f)]), 0.0417, -11);
        var joined = builder.Quantised(builder.Node("Concat", [Branch(), Branch()], ("axis", 1)), 0.0417, -11);
        builder
            .Compare(
                builder.Quantised(builder.Node("BatchNormalization", [joined, "gamma", "beta", "mean", "variance"]), Out, 7),
                [1, 1, 6, 6]
            )
            .Layers.Select(layer => layer.GetType().Name)
            .ShouldBe([nameof(Convolution), nameof(Convolution), nameof(Concat), nameof(ScaleShift)]);
    }

    [Fact]
    public void Shapes_that_a_file_tells_are_not_believed()
    {
        // The output is told to be [9, 9, 9]; it is [1, 2, 4, 4].
        var builder = new QdqBuilder();
        var sums = builder.Node("Conv", [builder.Quantised("x", In, 3), builder.Weights([2, 1, 3, 3], 0.013f)]);
        var output = builder.Quantised(sums, Out, 7);
        ModelImporter
            .Import(builder.Onnx.Input("x", 1, 1, 6, 6).Output(output, 9, 9, 9).Build(), ImportOptions.Default)
            .Required()
            .Network.Logits.Shape.ShouldBe(new Shape(4, 4, 2));
    }

    [Fact]
    public void Logits_that_tie_are_the_first_class()
    {
        var builder = new QdqBuilder();
        var product = builder.Node("Gemm", [builder.Quantised("x", In, 0), builder.Weights([1, 3], [50, 50, 50], 0.01f)]);
        var network = builder.Compare(builder.Quantised(product, Out, 0), [1, 1]);
        ReferenceExecutor.Classify(network, [100]).ShouldBe(0);
    }

    [Fact]
    public void A_normalisation_with_a_negative_factor_comes_before_the_largest()
    {
        var builder = new QdqBuilder();
        builder
            .Onnx.Constant("gamma", [2], -0.7f, 1.3f)
            .Constant("beta", [2], 0.2f, -0.4f)
            .Constant("mean", [2], 0.1f, 0.3f)
            .Constant("variance", [2], 0.9f, 0.5f);
        var normal = builder.Quantised(
            builder.Node("BatchNormalization", [builder.Quantised("x", In, 3), "gamma", "beta", "mean", "variance"]),
            Out,
            7
        );
        builder
            .Compare(builder.Quantised(builder.Node("MaxPool", [normal], ("kernel_shape", new[] { 2, 2 })), Out, 7), [1, 2, 6, 6])
            .Layers.Select(layer => layer.GetType().Name)
            .ShouldBe([nameof(ScaleShift), nameof(MaxPooling)]);
    }

    [Theory]
    [InlineData("AveragePool", 0, 0)]
    [InlineData("AveragePool", 0, 1)]
    [InlineData("AveragePool", 1, 0)]
    [InlineData("MaxPool", 0, 0)]
    [InlineData("MaxPool", 0, 1)]
    public void Pooling_counts_padding_and_the_last_window_as_it_says(string kind, int countsPadding, int ceil)
    {
        var builder = new QdqBuilder();
        (string, object)[] counts = kind == "AveragePool" ? [("count_include_pad", countsPadding)] : [];
        var pooled = builder.Node(
            kind,
            [builder.Quantised("x", In, 3)],
            [("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 }), ("ceil_mode", ceil), .. counts]
        );
        builder.Compare(builder.Quantised(pooled, Out, 7), [1, 2, 6, 8]);
    }

    [Fact]
    public void Partial_windows_that_count_padding_are_refused()
    {
        var builder = new QdqBuilder();
        var pooled = builder.Node(
            "AveragePool",
            [builder.Quantised("x", In, 3)],
            ("kernel_shape", new[] { 3, 3 }),
            ("strides", new[] { 2, 2 }),
            ("pads", new[] { 1, 1, 1, 1 }),
            ("ceil_mode", 1),
            ("count_include_pad", 1)
        );
        Refused(builder, builder.Quantised(pooled, Out, 7), [1, 2, 6, 8])
            .ShouldStartWith("STR1803 operator 2 AveragePool: count_include_pad = 1 with a last window beyond the padding");
    }

    [Fact]
    public void Averages_between_two_integers_go_up_and_are_counted()
    {
        var builder = new QdqBuilder();
        var pooled = builder.Node(
            "AveragePool",
            [builder.Quantised("x", In, 3)],
            ("kernel_shape", new[] { 2, 2 }),
            ("strides", new[] { 2, 2 })
        );
        builder.Compare(builder.Quantised(pooled, In, 3), [1, 2, 6, 6], ties: true);
        ModelImporter
            .Import(builder.Onnx.Build(), ImportOptions.Default)
            .Operators.Single(one => one.Operator == "ROUNDING")
            .Became.ShouldContain("sums within a thousandth of a step of a tie can come out one step off");
    }

    [Fact]
    public void The_mean_of_all_places_has_axes_as_an_operand_or_an_attribute()
    {
        foreach (var (opset, keeps) in ((int, int)[])[(13, 1), (13, 0), (18, 0)])
        {
            var builder = new QdqBuilder { Onnx = { Opset = opset } };
            builder.Onnx.Constant("axes", 2, -1);
            var input = builder.Quantised("x", In, 3);
            var mean =
                opset < 18
                    ? builder.Node("ReduceMean", [input], ("axes", new[] { 2, -1 }), ("keepdims", keeps))
                    : builder.Node("ReduceMean", [input, "axes"], ("keepdims", keeps));
            builder.Compare(builder.Quantised(mean, Out, 7), [1, 3, 5, 4]).Layers.Single().ShouldBeOfType<AveragePooling>();
        }

        var other = new QdqBuilder();
        Refused(
                other,
                other.Quantised(other.Node("ReduceMean", [other.Quantised("x", In, 3)], ("axes", new[] { 1 })), Out, 7),
                [1, 3, 5, 4]
            )
            .ShouldStartWith("STR1803 operator 2 ReduceMean: the mean of [1, 3, 5, 4] over dimensions 1");
    }

    [Fact]
    public void Sums_of_maps_and_gates_are_computed()
    {
        var builder = new QdqBuilder();
        var input = builder.Quantised("x", In, 3);
        var other = builder.Quantised(builder.Node("Conv", [input, builder.Weights([3, 3, 1, 1], 0.013f)]), 0.0417, -11);
        var sum = builder.Quantised(builder.Node("Relu", [builder.Node("Add", [input, other])]), Out, -128);
        var gate = builder.Quantised(
            builder.Node("Sigmoid", [builder.Quantised(builder.Node("GlobalAveragePool", [sum]), 0.0233, -128)]),
            1.0 / 255,
            -128
        );
        var gated = builder.Quantised(builder.Node("Mul", [gate, sum]), 0.0271, -128);
        builder
            .Compare(gated, [1, 3, 5, 4], ties: true)
            .Layers.Select(layer => layer.GetType().Name)
            .ShouldBe([nameof(Convolution), nameof(Add), nameof(AveragePooling), nameof(LookUp), nameof(Multiply)]);
    }

    [Fact]
    public void A_function_times_its_argument_is_one_table()
    {
        var builder = new QdqBuilder();
        var input = builder.Quantised("x", In, 3);
        builder
            .Compare(builder.Quantised(builder.Node("Mul", [input, builder.Node("Sigmoid", [input])]), Out, -100), [1, 3, 5, 4])
            .Layers.Single()
            .ShouldBeOfType<LookUp>();
    }

    [Fact]
    public void Maps_of_other_scales_are_joined()
    {
        var builder = new QdqBuilder();
        var input = builder.Quantised("x", In, 3);
        var other = builder.Quantised(builder.Node("Tanh", [input]), 1.0 / 128, 0);
        builder
            .Compare(builder.Quantised(builder.Node("Concat", [input, other], ("axis", 1)), In, 3), [1, 3, 5, 4])
            .Layers[^1]
            .ShouldBeOfType<Concat>();
    }

    [Fact]
    public void Bytes_that_are_moved_keep_their_places()
    {
        // [batch, place, channel], as Keras writes it, through a convolution that wants channels first, and back.
        var builder = new QdqBuilder();
        builder.Onnx.Constant("b", [4], 0.5f, -0.25f, 1f, 0f);
        var input = builder.Quantised("x", In, 3);
        var turned = builder.Node("Transpose", [input], ("perm", new[] { 0, 2, 1 }));
        var sums = builder.Quantised(builder.Node("Conv", [turned, builder.Weights([2, 3, 3], 0.013f)]), 0.0417, -11);
        var back = builder.Node(
            "Transpose",
            [builder.Node("AveragePool", [sums], ("kernel_shape", new[] { 3 }))],
            ("perm", new[] { 0, 2, 1 })
        );
        Refused(builder, back, [1, 10, 3]).ShouldStartWith("STR1810 operator 8 Transpose: what it reads is not quantised");

        builder = new QdqBuilder();
        input = builder.Quantised("x", In, 3);
        turned = builder.Node("Transpose", [input], ("perm", new[] { 0, 2, 1 }));
        sums = builder.Quantised(builder.Node("Conv", [turned, builder.Weights([2, 3, 3], 0.013f)]), 0.0417, -11);
        var pooled = builder.Quantised(builder.Node("AveragePool", [sums], ("kernel_shape", new[] { 3 })), 0.0411, -11);
        var flat = builder.Node("Flatten", [builder.Node("Transpose", [pooled], ("perm", new[] { 0, 2, 1 }))], ("axis", 1));
        var product = builder.Node("Gemm", [flat, builder.Weights([12, 4], 0.009f)]);
        var network = builder.Compare(builder.Quantised(product, Out, 7), [1, 10, 3]);
        network.Input.Shape.ShouldBe(new Shape(1, 10, 3));
        network.Layers.Length.ShouldBe(3);
    }

    [Fact]
    public void Symmetric_bytes_without_ReLU_are_not_clipped_at_zero()
    {
        var builder = new QdqBuilder();
        var sums = builder.Node("Conv", [builder.Quantised("x", In, 0), builder.Weights([2, 1, 3, 3], 0.013f)]);
        builder
            .Compare(builder.Quantised(sums, Out, 0), [1, 1, 6, 6])
            .Layers.Single()
            .ShouldBeOfType<Convolution>()
            .Requantisation!.Minimum.ShouldBeLessThan(-50);
    }

    [Fact]
    public void An_output_that_is_not_quantised_is_sums()
    {
        var builder = new QdqBuilder();
        var product = builder.Node("Gemm", [builder.Quantised("x", In, 5), builder.Weights([6, 3], 0.009f)]);
        var file = builder.Onnx.Input("x", 1, 6).Output(product, 1, 3).Build();
        var network = ModelImporter.Import(file, ImportOptions.Default).Required().Network;
        network.Logits.Type.ShouldBe(IntegerType.Int32);
        network.Logits.Scale.ShouldBe((double)(float)In * 0.009f, 1e-12);
    }

    [Fact]
    public void A_channel_whose_sums_leave_32_bits_is_named()
    {
        var builder = new QdqBuilder();
        var scales = new[] { 0.01f, 1e-12f };
        var sums = builder.Node(
            "Conv",
            [
                builder.Quantised("x", In, 0),
                builder.Weights([2, 1, 1, 1], scales),
                builder.Bias([0, int.MaxValue], [.. scales.Select(scale => scale * (float)In)]),
            ]
        );
        Refused(builder, builder.Quantised(sums, Out, 0), [1, 1, 2, 2])
            .ShouldStartWith("STR1810 operator 4 Conv: channel 1 can accumulate ");
    }

    [Fact]
    public void Channels_of_zeros_and_of_tiny_scales_are_taken_over()
    {
        var builder = new QdqBuilder();
        var sums = builder.Node("Conv", [builder.Quantised("x", In, 0), builder.Weights([3, 1, 1, 1], [0, 5, 127], 0.01f, 1e-30f, 1f)]);
        builder.Compare(builder.Quantised(sums, Out, 0), [1, 1, 2, 2]);
    }

    [Fact]
    public void Unsigned_bytes_are_signed_ones_less_128()
    {
        static Network Of(ElementType type)
        {
            var builder = new QdqBuilder { Type = type };
            var sums = builder.Node(
                "Conv",
                [builder.Quantised("x", In, 0), builder.Weights([2, 1, 3, 3], 0.013f)],
                ("pads", new[] { 1, 1, 1, 1 })
            );
            return builder.Compare(builder.Quantised(sums, Out, 0), [1, 1, 6, 6]);
        }

        Bytes(Of(ElementType.UInt8)).ShouldBe(Bytes(Of(ElementType.Int8)));
    }

    [Fact]
    public void Every_opset_gives_the_same_network()
    {
        static Network Of(int opset)
        {
            var builder = new QdqBuilder { Onnx = { Opset = opset } };
            var sums = builder.Node("Conv", [builder.Quantised("x", In, 0), builder.Weights([2, 1, 3, 3], 0.013f)]);
            return builder.Compare(builder.Quantised(builder.Node("Relu", [sums]), Out, -128), [1, 1, 6, 6]);
        }

        var first = Bytes(Of(10));
        foreach (var opset in (int[])[11, 13, 18, 21, 22])
        {
            Bytes(Of(opset)).ShouldBe(first);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(64)]
    public void A_batch_is_taken_as_one_and_that_is_said(int batch)
    {
        var builder = new QdqBuilder();
        var result = Import(
            builder,
            builder.Quantised(builder.Node("Tanh", [builder.Quantised("x", In, 3)]), 1.0 / 128, 0),
            [batch, 3, 5, 4]
        );
        result.Required().Network.Input.Shape.ShouldBe(new Shape(5, 4, 3));
        result
            .Operators.Single(one => one.Operator == "INPUT")
            .Became.ShouldBe($"its batch, {(batch < 0 ? "not fixed" : batch)}, is taken as 1");
    }

    [Fact]
    public void A_closing_softmax_is_left_out_and_the_network_has_classes()
    {
        var builder = new QdqBuilder();
        var logits = builder.Quantised(builder.Node("Gemm", [builder.Quantised("x", In, 5), builder.Weights([6, 3], 0.009f)]), Out, 7);
        var network = Import(builder, builder.Quantised(builder.Node("Softmax", [logits]), 1.0 / 256, -128), [1, 6]).Required().Network;
        network.HasClasses.ShouldBeTrue();
        network.Layers.Single().ShouldBeOfType<FullyConnected>();
    }

    [Fact]
    public void What_multiplies_the_input_is_in_its_scale_and_what_is_added_is_refused()
    {
        var builder = new QdqBuilder();
        builder.Onnx.Constant("c", [], 255f);
        var network = Import(
                builder,
                builder.Quantised(builder.Node("Tanh", [builder.Quantised(builder.Node("Div", ["x", "c"]), In, 3)]), 1.0 / 128, 0),
                [1, 3, 5, 4]
            )
            .Required()
            .Network;
        network.Input.Scale.ShouldBe((float)In * 255.0, 1e-9);

        builder = new QdqBuilder();
        builder.Onnx.Constant("c", [], 0.5f);
        Refused(builder, builder.Quantised(builder.Node("Sub", ["x", "c"]), In, 3), [1, 3, 5, 4])
            .ShouldStartWith("STR1810 operator 0 Sub: it adds to the network's input");
        builder = new QdqBuilder();
        Refused(builder, builder.Quantised(builder.Node("Relu", ["x"]), In, 3), [1, 3, 5, 4])
            .ShouldStartWith("STR1810 operator 0 Relu: the network's input");
    }

    [Fact]
    public void Operators_on_bytes_are_those_on_numbers()
    {
        var file = QOperators(out var expected);
        var network = ModelImporter.Import(file, ImportOptions.Default).Required().Network;
        network
            .Layers.Select(layer => layer.GetType().Name)
            .ShouldBe([nameof(Convolution), nameof(LookUp), nameof(Add), nameof(AveragePooling), nameof(FullyConnected)]);
        ReferenceExecutor.Run(network, [3, 250, 7, 100, 128, 90, 1, 2, 255]).Logits.ToArray().ShouldBe(expected(network));
    }

    [Fact]
    public void What_is_not_taken_over_is_refused_by_number()
    {
        Refused(builder => builder.Node("Sin", [builder.Quantised("x", In, 3)]))
            .ShouldStartWith("STR1802 operator 2 Sin: this operator is not taken over; ");
        Refused(builder => builder.Node("DynamicQuantizeLinear", ["x"]))
            .ShouldStartWith("STR1802 operator 0 DynamicQuantizeLinear: it chooses scales anew for every input; ");
        Refused(builder => builder.Node("Relu", [builder.Quantised("x", In, 3)]))
            .ShouldStartWith("STR1810 operator 2 Relu: its output, which is the network's, is not quantised");
        Should
            .Throw<ImportException>(() => Refused(builder => builder.Node("Conv", ["x", builder.Weights([2, 2, 1, 1], 0.1f)])))
            .Message.ShouldStartWith("STR1805 file: it is a float model");
        Refused(builder =>
                builder.Node("Conv", [builder.Node("Mul", ["x", builder.Quantised("x", In, 3)]), builder.Weights([2, 2, 1, 1], 0.1f)])
            )
            .ShouldStartWith("STR1805 operator 2 Mul: it computes with float32");
        Refused(builder =>
            {
                builder.Onnx.Constant("w", [2, 2, 1, 1], 1f, 2f, 3f, 4f);
                return builder.Node("Conv", [builder.Quantised("x", In, 3), "w"]);
            })
            .ShouldStartWith("STR1806 operator 2 Conv: its weights are no constant bytes behind a DequantizeLinear");
        Refused(builder =>
                builder.Node("Softmax", [builder.Quantised("x", In, 3)], ("axis", 1)) is var name
                    ? builder.Quantised(builder.Node("Tanh", [builder.Quantised(name, 0.01, 0)]), 0.01, 0)
                    : ""
            )
            .ShouldStartWith("STR1812 operator 2 Softmax: it stands inside the network");
        Refused(builder => builder.Node("Conv", [builder.Quantised("x", In, 3), builder.Weights([2, 2, 1, 1], 0.1f)], ("unheard", 1)))
            .ShouldStartWith("STR1803 operator 3 Conv: its attribute 'unheard' is not known");
        Refused(builder =>
                builder.Quantised(
                    builder.Node("Sigmoid", [builder.Node("Conv", [builder.Quantised("x", In, 3), builder.Weights([2, 2, 1, 1], 0.1f)])]),
                    0.01,
                    0
                )
            )
            .ShouldStartWith("STR1810 operator 4 Sigmoid: operand 0 is not quantised");
        Should
            .Throw<ImportException>(() =>
                ModelImporter.Import(
                    new OnnxBuilder().Input("a", 1).Input("b", 1).Output("c", 1).Node("Add", ["a", "b"], ["c"]).Build(),
                    ImportOptions.Default
                )
            )
            .Message.ShouldStartWith("STR1808 file: 2 inputs; 1 is possible");
        Should
            .Throw<ImportException>(() =>
                ModelImporter.Import(
                    new OnnxBuilder().Input("a", 1, -1, 4).Output("c", 1).Node("Relu", ["a"], ["c"]).Build(),
                    ImportOptions.Default
                )
            )
            .Message.ShouldStartWith("STR1809 input 'a': it is [1, -1, 4], where -1 is not fixed");

        static string Refused(Func<QdqBuilder, string> make)
        {
            var builder = new QdqBuilder();
            return OnnxImportTests.Refused(builder, make(builder), [1, 2, 3, 3]);
        }
    }

    private static byte[] QOperators(out Func<Network, int[]> expected)
    {
        const string Microsoft = "com.microsoft";
        var onnx = new OnnxBuilder().Domain(Microsoft, 1).Input("x", ElementType.UInt8, [1, 1, 3, 3]).Output("z", 1, 2);
        foreach (
            var (name, scale, zero) in ((string, float, byte)[])
                [("x", 0.0371f, 120), ("a", 0.0593f, 7), ("b", 0.0611f, 20), ("c", 0.0713f, 11), ("d", 0.0457f, 9), ("z", 0.0331f, 100)]
        )
        {
            onnx.Constant(name + "s", [], scale).Constant(OnnxBuilder.Tensor(name + "z", ElementType.UInt8, [], [zero]));
        }

        onnx.Constant("w", [2, 1, 3, 3], [.. Enumerable.Range(0, 18).Select(value => (sbyte)((value * 41 % 200) - 100))])
            .Constant("ws", [2], 0.013f, 0.017f)
            .Constant(OnnxBuilder.Tensor("wz", ElementType.Int8, [2], [0, 0]))
            .Constant(OnnxBuilder.Tensor("wb", ElementType.Int32, [2], OnnxBuilder.Ints(300, -400)))
            .Constant("v", [2, 2], [3, -50, 70, 90])
            .Constant("vs", [], 0.021f)
            .Constant(OnnxBuilder.Tensor("vz", ElementType.Int8, [], [0]))
            .Constant("shape", 1, 2);
        onnx.Node("QLinearConv", ["x", "xs", "xz", "w", "ws", "wz", "as", "az", "wb"], ["a"], ("pads", new[] { 1, 1, 1, 1 }))
            .Node("", Microsoft, "QLinearLeakyRelu", ["a", "as", "az", "bs", "bz"], ["b"], ("alpha", 0.1f))
            .Node("", Microsoft, "QLinearAdd", ["a", "as", "az", "b", "bs", "bz", "cs", "cz"], ["c"])
            .Node("", Microsoft, "QLinearGlobalAveragePool", ["c", "cs", "cz", "ds", "dz"], ["d"], ("channels_last", 0))
            .Node("Reshape", ["d", "shape"], ["e"])
            .Node("QLinearMatMul", ["e", "ds", "dz", "v", "vs", "vz", "zs", "zz"], ["z"]);
        var file = onnx.Build();
        expected = network =>
        {
            var model = Striate.Import.Onnx.Reading.OnnxReader.Read(file, null);
            var input = Tensor.Of(ElementType.UInt8, [1, 1, 3, 3], [131L, 122, 135, 228, 0, 218, 129, 130, 127]);
            var tensors = Striate.Import.Onnx.Evaluation.GraphEvaluation.Walk(model, [KeyValuePair.Create("x", TensorInfo.Of(input))], []);
            return [.. tensors["z"].Value!.Integers.ToArray().Select(value => (int)value - 128)];
        };
        return file;
    }

    private static byte[] Bytes(Network network) => PackageFile.Format(new ModelPackage(network, null, []), "network");

    private static ImportResult Import(QdqBuilder builder, string output, int[] sides) =>
        ModelImporter.Import(builder.Onnx.Input("x", sides).Output(output, 1).Build(), ImportOptions.Default);

    private static string Refused(QdqBuilder builder, string output, int[] sides) => Import(builder, output, sides).Problems[0].ToString();
}
