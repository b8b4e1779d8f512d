using System.Runtime.InteropServices;
using CsCheck;
using Striate.Import;
using Striate.Import.Onnx.Tensors;
using Striate.UnitTests.DataSets;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>Damaged and hostile ONNX models: a valid package or one line, and memory bounded by the file's size.</summary>
[Collection(AloneTests.Name)]
public class OnnxMutationTests
{
    private const long FreeBytes = 64 << 20;

    private static readonly byte[] s_quantised = Quantised();
    private static readonly byte[] s_real = Real();

    private static readonly ImportOptions s_calibrated = ImportOptions.Default with
    {
        Calibration = new CalibrationSamples([2, 2, 4, 4], [.. Enumerable.Range(0, 64).Select(value => value / 32f)]),
    };

    [Fact]
    public void A_file_with_any_bit_changed_is_refused_or_taken_over()
    {
        foreach (var file in (byte[][])[s_quantised, s_real])
        {
            for (var place = 0; place < file.Length; place++)
            {
                var changed = file.ToArray();
                changed[place] ^= (byte)(1 << (place % 8));
                TakenOverOrRefused(changed);
            }
        }
    }

    [Fact]
    public void Random_bytes_in_a_file_give_a_package_or_a_refusal() =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, s_quantised.Length - 1], Gen.Byte).Array[1, 5])
            .Sample(
                (isReal, changes) =>
                {
                    var changed = (isReal ? s_real : s_quantised).ToArray();
                    foreach (var (place, value) in changes)
                    {
                        changed[place % changed.Length] = value;
                    }

                    TakenOverOrRefused(changed);
                },
                iter: 1500,
                threads: 1
            );

    // Names of a file may be empty, which stands for what is left out: a first output never is, nor what a normalisation reads.
    [Theory]
    [InlineData("has no first output", "", "x", "s", "b", "m", "v")]
    [InlineData("its first input or output has no name", "y", "", "s", "b", "m", "v")]
    [InlineData("operand 1 is missing", "y", "c", "", "b", "m", "v")]
    [InlineData("operand 4 is missing", "y", "c", "s", "b", "m", "")]
    public void Names_that_are_empty_are_refused(string reason, string output, params string[] inputs)
    {
        var onnx = new OnnxBuilder().Input("x", 1, 2, 4, 4).Output("y", 1);
        onnx.Constant(OnnxBuilder.Tensor("w", ElementType.Float32, [2, 2, 1, 1], MemoryMarshal.AsBytes<float>([1, 2, 3, 4])));
        foreach (var name in new[] { "s", "b", "m", "v" })
        {
            onnx.Constant(OnnxBuilder.Tensor(name, ElementType.Float32, [2], MemoryMarshal.AsBytes<float>([1, 2])));
        }

        var file = onnx.Node("Conv", ["x", "w"], ["c"]).Node("BatchNormalization", inputs, [output]).Build();
        string.Join('\n', HostileModels.TakenOverOrRefused(file, FreeBytes, s_calibrated)).ShouldContain(reason);
    }

    [Fact]
    public void A_chain_of_transpositions_of_a_large_input_does_not_fill_memory()
    {
        var builder = new QdqBuilder();
        var name = builder.Quantised("x", 0.03, 3);
        for (var turn = 0; turn < 500; turn++)
        {
            name = builder.Node("Transpose", [name], ("perm", new[] { 0, 2, 1, 3 }));
        }

        var output = builder.Quantised(builder.Node("Tanh", [name]), 1.0 / 128, 0);
        Refused(builder.Onnx.Input("x", 1, 256, 256, 16).Output(output, 1).Build(), "STR1811 ");
    }

    [Fact]
    public void A_huge_input_does_not_fill_memory()
    {
        var builder = new QdqBuilder();
        var output = builder.Quantised(builder.Node("Tanh", [builder.Quantised("x", 0.03, 3)]), 1.0 / 128, 0);
        Refused(builder.Onnx.Input("x", 1, 1, 4096, 4096).Output(output, 1).Build(), "STR1811 input 'x': ");
    }

    [Theory]
    [InlineData(4096, 4096)]
    [InlineData(512, 1024)]
    public void Constants_that_are_made_large_are_refused(int rows, int columns)
    {
        var onnx = new OnnxBuilder()
            .Input("x", 1, 4)
            .Output("y", 1, 4)
            .Constant("sides", rows, columns)
            .Constant("more", 1L << 40)
            .Node("ConstantOfShape", ["sides"], ["a0"]);
        for (var sum = 0; sum < 100; sum++)
        {
            onnx.Node("Relu", [$"a{sum}"], [$"a{sum + 1}"]);
        }

        var file = onnx.Node("ConstantOfShape", ["more"], ["f"]).Node("Relu", ["x"], ["y"]).Build();
        HostileModels.TakenOverOrRefused(file, FreeBytes).Select(line => line[..7]).ShouldBe(["STR1811", "STR1809"]);
    }

    [Fact]
    public void A_chain_of_functions_of_samples_holds_one_map_at_a_time()
    {
        const int Side = 128,
            Functions = 300;
        var onnx = new OnnxBuilder().Input("a0", 1, 1, Side, Side).Output($"a{Functions}", 1, 1, Side, Side);
        for (var function = 0; function < Functions; function++)
        {
            onnx.Node(function < Functions - 1 ? "Relu" : "Tanh", [$"a{function}"], [$"a{function + 1}"]);
        }

        var result = ModelImporter.Import(
            onnx.Build(),
            ImportOptions.Default with
            {
                Calibration = new CalibrationSamples([1, 1, Side, Side], [.. Enumerable.Repeat(1f, Side * Side)]),
            }
        );
        result.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Tensors_that_share_bytes_of_a_file_do_not_fill_memory()
    {
        using var folder = new OwnFolder();
        File.WriteAllBytes(Path.Combine(folder.Root, "weights.bin"), new byte[1 << 20]);
        var onnx = new OnnxBuilder().Input("x", 1, 4).Output("y", 1, 4).Node("Relu", ["x"], ["y"]);
        for (var tensor = 0; tensor < 200; tensor++)
        {
            onnx.Constant(OnnxBuilder.External($"w{tensor}", ElementType.Int8, [1 << 20], "weights.bin", null, null));
        }

        HostileModels
            .TakenOverOrRefused(onnx.Build(), FreeBytes, folder: folder.Root)
            .Single()
            .ShouldStartWith("STR1801 file: tensors up to initialiser 'w4' take 5242880 bytes out of files of 1048576");
    }

    [Fact]
    public void Products_of_sides_do_not_leave_64_bits()
    {
        // 2^22 * 2^21 * 2^21 is 2^64: 0 in 64 bits.
        var file = new OnnxBuilder().Input("x", 1 << 22, 1 << 21, 1 << 21, 1 << 22).Output("y", 1).Node("Relu", ["x"], ["y"]).Build();
        Refused(file, "STR1809 input 'x': it is [4194304, 2097152, 2097152, 4194304]");
        foreach (
            var sides in (int[][])
                [
                    [1 << 22, 1 << 21, 1 << 21],
                    [int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue],
                    [0, int.MaxValue, int.MaxValue],
                ]
        )
        {
            Refused(
                new OnnxBuilder()
                    .Input("x", 1, 4)
                    .Output("y", 1)
                    .Constant(OnnxBuilder.Tensor("w", ElementType.Float32, sides, []))
                    .Node("Relu", ["x"], ["y"])
                    .Build(),
                "STR1801 file: initialiser 'w' is ["
            );
            Refused(
                new OnnxBuilder()
                    .Input("x", 1, 4)
                    .Output("y", 1)
                    .Constant("sides", [.. sides.Select(side => (long)side)])
                    .Node("ConstantOfShape", ["sides"], ["a"])
                    .Node("Relu", ["x"], ["y"])
                    .Build(),
                "STR1811 operator 0 ConstantOfShape: it writes ["
            );
        }
    }

    [Fact]
    public void Windows_whose_dilation_leaves_32_bits_are_refused()
    {
        var file = new OnnxBuilder()
            .Input("x", 1, 1, 8)
            .Output("y", 1)
            .Node("MaxPool", ["x"], ["y"], ("kernel_shape", new[] { 65536 }), ("dilations", new[] { 65536 }), ("auto_pad", "SAME_UPPER"))
            .Build();
        Refused(file, "STR1803 operator 0 MaxPool: a window [65536] dilated [65536]");
    }

    private static void Refused(byte[] file, string start) =>
        HostileModels.TakenOverOrRefused(file, FreeBytes).ShouldContain(line => line.StartsWith(start, StringComparison.Ordinal));

    private static void TakenOverOrRefused(byte[] file) =>
        HostileModels.TakenOverOrRefused(file, FreeBytes, file.Length == s_real.Length ? s_calibrated : ImportOptions.Default);

    private static byte[] Quantised()
    {
        var builder = new QdqBuilder();
        var input = builder.Quantised("x", 0.03, 3);
        var sums = builder.Quantised(
            builder.Node(
                "Relu",
                [
                    builder.Node(
                        "Conv",
                        [input, builder.Weights([2, 2, 3, 3], 0.01f, 0.02f), builder.Bias([5, -7], 0.0003f)],
                        ("pads", new[] { 1, 1, 1, 1 })
                    ),
                ]
            ),
            0.05,
            -128
        );
        var sum = builder.Quantised(builder.Node("Add", [input, sums]), 0.06, 1);
        var pooled = builder.Quantised(builder.Node("AveragePool", [sum], ("kernel_shape", new[] { 2, 2 })), 0.05, 2);
        var product = builder.Quantised(
            builder.Node("Gemm", [builder.Node("Flatten", [pooled]), builder.Weights([18, 3], 0.01f)]),
            0.07,
            4
        );
        return builder.Onnx.Input("x", -1, 2, 4, 4).Output("y", 1, 3).Node("Softmax", [product], ["y"]).Build();
    }

    private static byte[] Real() =>
        new OnnxBuilder()
            .Input("x", -1, 2, 4, 4)
            .Output("y", 1, 2)
            .Constant("w", [2, 2, 1, 1], 0.5f, -1f, 0.25f, 1f)
            .Constant("m", [2, 2], 1f, 2f, 3f, -4f)
            .Constant("shape", 1, -1)
            .Constant("gamma", [2], 0.5f, -1f)
            .Constant("beta", [2], 1f, 2f)
            .Constant("mean", [2], 0f, 1f)
            .Constant("variance", [2], 1f, 2f)
            .Node("Conv", ["x", "w"], ["a"])
            .Node("BatchNormalization", ["a", "gamma", "beta", "mean", "variance"], ["b"])
            .Node("HardSwish", ["b"], ["c"])
            .Node("GlobalAveragePool", ["c"], ["d"])
            .Node("Reshape", ["d", "shape"], ["e"])
            .Node("Gemm", ["e", "m"], ["f"])
            .Node("Softmax", ["f"], ["y"])
            .Build();
}
