using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Striate.Import;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Reference;

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

    /// <summary>Padding as an operator of its own that quantisation put bytes around, or that adds bytes.</summary>
    [Theory]
    [InlineData("numbers", "Int8")]
    [InlineData("numbers", "UInt8")]
    [InlineData("bytes", "Int8")]
    [InlineData("bytes", "UInt8")]
    public void Zeros_around_quantised_maps_are_padding_of_the_convolution_behind_the_conversions(string what, string bytes)
    {
        var type = Enum.Parse<ElementType>(bytes);
        var builder = new QdqBuilder { Type = type };
        var zero = (byte)(type == ElementType.UInt8 ? 131 : 3);
        builder
            .Onnx.Constant("amounts", 0, 0, 1, 2, 0, 0, 0, 1)
            .Constant("s", [], (float)In)
            .Constant(OnnxBuilder.Tensor("z", type, [], [zero]));
        var quantised = builder.Node("QuantizeLinear", ["x", "s", "z"]);
        var padded =
            what == "numbers"
                ? builder.Quantised(builder.Node("Pad", [builder.Node("DequantizeLinear", [quantised, "s", "z"]), "amounts"]), In, 3)
                : builder.Node("DequantizeLinear", [builder.Node("Pad", [quantised, "amounts", "z"]), "s", "z"]);
        var sums = builder.Node("Conv", [padded, builder.Weights([3, 2, 3, 3], 0.013f)]);
        builder
            .Compare(builder.Quantised(sums, Out, 7), [1, 2, 6, 7])
            .Layers.Single()
            .ShouldBeOfType<Convolution>()
            .Window.Padding.ShouldBe(new Padding(1, 2, 0, 1));
    }

    [Fact]
    public void Bytes_around_a_map_that_are_not_its_zero_are_refused()
    {
        var builder = new QdqBuilder();
        builder
            .Onnx.Constant("amounts", 0, 0, 1, 1, 0, 0, 1, 1)
            .Constant("s", [], (float)In)
            .Constant(OnnxBuilder.Tensor("z", ElementType.Int8, [], [3]))
            .Constant(OnnxBuilder.Tensor("four", ElementType.Int8, [], [4]));
        var padded = builder.Node("Pad", [builder.Node("QuantizeLinear", ["x", "s", "z"]), "amounts", "four"]);
        var sums = builder.Node("Conv", [builder.Node("DequantizeLinear", [padded, "s", "z"]), builder.Weights([3, 2, 3, 3], 0.013f)]);
        ModelImporter
            .Import(builder.Onnx.Input("x", 1, 2, 6, 7).Output(builder.Quantised(sums, Out, 7), 1).Build(), ImportOptions.Default)
            .Problems[0]
            .ToString()
            .ShouldStartWith("STR1802 operator 1 Pad: other than zeros around rows and columns");
    }

    /// <summary>Largest of what is padded with zeros: where a byte of the smallest value is 0, nothing is below them.</summary>
    [Theory]
    [InlineData(-128, true)]
    [InlineData(3, false)]
    public void Zeros_before_the_largest_of_bytes_are_padding_where_the_smallest_byte_is_zero(int zeroPoint, bool isFolded)
    {
        var builder = new QdqBuilder();
        builder.Onnx.Constant("amounts", 0, 0, 0, 1, 0, 0, 1, 0);
        var padded = builder.Node("Pad", [builder.Quantised("x", In, zeroPoint), "amounts"]);
        var largest = builder.Node("MaxPool", [padded], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }));
        var output = builder.Quantised(largest, In, zeroPoint);
        if (isFolded)
        {
            builder
                .Compare(output, [1, 2, 5, 5])
                .Layers.Single()
                .ShouldBeOfType<MaxPooling>()
                .Window.Padding.ShouldBe(new Padding(0, 1, 1, 0));
            return;
        }

        ModelImporter
            .Import(builder.Onnx.Input("x", 1, 2, 5, 5).Output(output, 1).Build(), ImportOptions.Default)
            .Problems[0]
            .ToString()
            .ShouldStartWith("STR1802 operator 2 Pad");
    }

    /// <summary>
    /// The same sums as numbers between conversions and as an operator on bytes, half of them between two integers: ONNX Runtime,
    /// unoptimised, rounds both to even. A package differs there alone, by one, and counts how many sums can.
    /// </summary>
    [Fact]
    public void Sums_between_two_integers_are_those_of_ONNX_Runtime_or_one_off_and_counted_in_both_forms()
    {
        sbyte[] weights = [.. Enumerable.Range(0, 18).Select(index => (sbyte)((index * 5 % 11) - 5))];
        var builder = new QdqBuilder();
        var sums = builder.Node("Conv", [builder.Quantised("x", 1, 0), builder.Weights([2, 1, 3, 3], weights, 0.5f)]);
        var between = builder.Onnx.Input("x", 1, 1, 5, 5).Output(builder.Quantised(sums, 1, 0), 1, 2, 3, 3).Build();
        var onBytes = new OnnxBuilder()
            .Input("x", ElementType.Int8, [1, 1, 5, 5])
            .Output("y", ElementType.Int8, [1, 2, 3, 3])
            .Constant("one", [], 1f)
            .Constant("half", [], 0.5f)
            .Constant(OnnxBuilder.Tensor("zero", ElementType.Int8, [], [0]))
            .Constant("w", [2, 1, 3, 3], weights)
            .Node("QLinearConv", ["x", "one", "zero", "w", "half", "zero", "one", "zero"], ["y"])
            .Build();
        var (result, other) = (
            ModelImporter.Import(between, ImportOptions.Default),
            ModelImporter.Import(onBytes, ImportOptions.Default).Required().Network
        );
        var network = result.Required().Network;
        result.Operators.ShouldContain(one => one.Operator == "ROUNDING");
        using var numbers = OnnxRuntimeTests.Session(between, sums);
        using var bytes = OnnxRuntimeTests.Session(onBytes, null);
        var (random, ties, differing) = (new Random(6), 0, 0);
        for (var trial = 0; trial < 50; trial++)
        {
            sbyte[] input = [.. Enumerable.Range(0, 25).Select(_ => (sbyte)random.Next(-6, 7))];
            using var outputs = numbers.Run([
                NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(Array.ConvertAll(input, value => (float)value), [1, 1, 5, 5])),
            ]);
            using var integers = bytes.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<sbyte>(input, [1, 1, 5, 5]))]);
            var steps = outputs.Single(output => output.Name == sums).AsEnumerable<float>().ToArray();
            var even = outputs.Single(output => output.Name != sums).AsEnumerable<float>().Select(value => (int)value).ToArray();
            even.ShouldBe(steps.Select(value => (int)Math.Clamp(Math.Round(value, MidpointRounding.ToEven), -128, 127)));
            integers.Single().AsEnumerable<sbyte>().Select(value => (int)value).ShouldBe(even);
            foreach (var one in (Network[])[network, other])
            {
                var told = ReferenceExecutor.Run(one, (byte[])(Array)input).Logits;
                for (var index = 0; index < even.Length; index++)
                {
                    var difference = Math.Abs(told[(index % 9 * 2) + (index / 9)] - even[index]);
                    var isTie = Math.Abs(steps[index] - Math.Floor(steps[index]) - 0.5) < 1e-3;
                    difference.ShouldBeLessThanOrEqualTo(isTie ? 1 : 0);
                    (ties, differing) = (ties + (isTie ? 1 : 0), differing + difference);
                }
            }
        }

        ties.ShouldBeGreaterThan(500);
        differing.ShouldBeInRange(1, ties - 1);
    }

    [Theory]
    [InlineData("attributes", 10, -0.7f, 0.9f)]
    [InlineData("attributes", 10, null, 0.9f)]
    [InlineData("attributes", 10, -0.7f, null)]
    [InlineData("operands", 13, -0.7f, 0.9f)]
    [InlineData("operands", 13, null, 0.9f)]
    [InlineData("operands", 13, -0.7f, null)]
    [InlineData("operators", 13, -0.7f, 0.9f)]
    [InlineData("operators", 13, null, 0.9f)]
    public void A_value_is_clipped_at_the_limits_that_are_there(string form, int opset, float? minimum, float? maximum)
    {
        var builder = new QdqBuilder { Onnx = { Opset = opset } };
        string Limit(string name, float? limit)
        {
            if (limit is not { } value)
            {
                return "";
            }

            if (form == "operators")
            {
                return builder.Node("Constant", [], ("value_float", value));
            }

            builder.Onnx.Constant(name, [], value);
            return name;
        }

        string[] limits =
            form == "attributes" ? [] : [Limit("minimum", minimum), .. maximum is null ? [] : new[] { Limit("maximum", maximum) }];
        (string, object)[] attributes =
            form == "attributes"
                ?
                [
                    .. minimum is { } low ? [("min", (object)low)] : Array.Empty<(string, object)>(),
                    .. maximum is { } high ? [("max", (object)high)] : Array.Empty<(string, object)>(),
                ]
                : [];
        var sums = builder.Node("Conv", [builder.Quantised("x", In, 3), builder.Weights([3, 2, 1, 1], 0.013f)]);
        var layer = builder
            .Compare(builder.Quantised(builder.Node("Clip", [sums, .. limits], attributes), 0.0193, 7), [1, 2, 3, 4])
            .Layers.Single()
            .ShouldBeOfType<Convolution>();
        layer.Requantisation!.Minimum.ShouldBe(minimum is null ? -128 : 7 - 36);
        layer.Requantisation.Maximum.ShouldBe(maximum is null ? 127 : 7 + 47);
    }

    /// <summary>Before opset 13 all dimensions from the axis on share; from it on the axis alone does.</summary>
    [Theory]
    [InlineData(11, 1, true)]
    [InlineData(11, 2, false)]
    [InlineData(13, 1, false)]
    public void A_closing_softmax_before_opset_13_is_over_all_dimensions_from_its_axis_on(int opset, int axis, bool isWhole)
    {
        var builder = new QdqBuilder { Onnx = { Opset = opset } };
        builder.Onnx.Constant("shape", 1, 2, 3);
        var logits = builder.Quantised(builder.Node("Gemm", [builder.Quantised("x", In, 5), builder.Weights([4, 6], 0.009f)]), Out, 7);
        var softmax = builder.Node("Softmax", [builder.Node("Reshape", [logits, "shape"])], ("axis", axis));
        var file = builder.Onnx.Input("x", 1, 4).Output(softmax, 1, 2, 3).Build();
        var result = ModelImporter.Import(file, ImportOptions.Default);
        if (isWhole)
        {
            result.Required().Network.HasClasses.ShouldBeTrue();
            result.Operators.Single(one => one.Operator == "Softmax").Became.ShouldStartWith("dropped: the order of the classes stays");
            return;
        }

        result.Problems[0].ToString().ShouldMatch(@"^STR1812 operator \d+ Softmax: it stands inside the network");
    }

    [Theory]
    [InlineData(2, 1, "2 inputs")]
    [InlineData(1, 2, "2 outputs")]
    public void Two_inputs_or_two_outputs_are_refused_by_number(int inputs, int outputs, string what)
    {
        var builder = new OnnxBuilder();
        for (var index = 0; index < inputs; index++)
        {
            builder.Input($"x{index}", 1, 4);
        }

        for (var index = 0; index < outputs; index++)
        {
            builder.Output($"y{index}", 1, 4).Node("Add", ["x0", $"x{inputs - 1}"], [$"y{index}"]);
        }

        Should
            .Throw<ImportException>(() => ModelImporter.Import(builder.Build(), ImportOptions.Default))
            .Message.ShouldBe($"STR1808 file: {what}; 1 is possible; export a network with one input and one output");
    }
}
