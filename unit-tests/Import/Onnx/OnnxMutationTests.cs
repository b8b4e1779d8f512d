using CsCheck;
using Striate.Import;
using Striate.Model.Graph.Validation;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>Damaged and hostile ONNX models: a valid package or one line, and memory bounded by the file's size.</summary>
public class OnnxMutationTests
{
    // What one import allocates in all: 1,024 bytes for each of the file, and 64 MB for tables, maps and fits.
    private const long BytesPerByte = 1024;
    private const long FreeBytes = 64 << 20;

    private static readonly byte[] s_quantised = Quantised();
    private static readonly byte[] s_real = Real();

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
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, s_quantised.Length - 1], Gen.Byte).Array[1, 5]).Sample(
            (isReal, changes) =>
            {
                var changed = (isReal ? s_real : s_quantised).ToArray();
                foreach (var (place, value) in changes)
                {
                    changed[place % changed.Length] = value;
                }

                TakenOverOrRefused(changed);
            },
            iter: 1500);

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
        ModelImporter.Import(builder.Onnx.Input("x", 1, 256, 256, 16).Output(output, 1).Build(), ImportOptions.Default).Problems[0].ToString().ShouldStartWith("STR1811 ");
    }

    [Fact]
    public void Constants_that_are_made_large_are_refused()
    {
        var onnx = new OnnxBuilder().Input("x", 1, 4).Output("y", 1, 4).Constant("sides", 4096, 4096).Constant("more", 1L << 40);
        onnx.Node("ConstantOfShape", ["sides"], ["a"]).Node("Add", ["a", "a"], ["b"]).Node("Add", ["b", "b"], ["c"]).Node("Add", ["c", "c"], ["d"]).Node("Add", ["d", "d"], ["e"]).Node("ConstantOfShape", ["more"], ["f"]);
        var result = ModelImporter.Import(onnx.Node("Relu", ["x"], ["y"]).Build(), ImportOptions.Default);
        result.Problems.Select(problem => problem.Number).ShouldBe(["STR1811", "STR1809"]);
    }

    private static void TakenOverOrRefused(byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var options = ImportOptions.Default with { Calibration = file.Length == s_real.Length ? new CalibrationSamples([2, 2, 4, 4], [.. Enumerable.Range(0, 64).Select(value => value / 32f)]) : null };
            var result = ModelImporter.Import(file, options);
            (result.Package is null).ShouldBe(!result.Problems.IsEmpty);
            foreach (var problem in result.Problems)
            {
                OneLine(problem.ToString());
            }

            if (result.Package is { } package)
            {
                NetworkValidator.Check(package.Network).ShouldBeEmpty();
            }
        }
        catch (ImportException exception)
        {
            OneLine(exception.Message);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((BytesPerByte * file.Length) + FreeBytes);
    }

    private static byte[] Quantised()
    {
        var builder = new QdqBuilder();
        var input = builder.Quantised("x", 0.03, 3);
        var sums = builder.Quantised(builder.Node("Relu", [builder.Node("Conv", [input, builder.Weights([2, 2, 3, 3], 0.01f, 0.02f), builder.Bias([5, -7], 0.0003f)], ("pads", new[] { 1, 1, 1, 1 }))]), 0.05, -128);
        var sum = builder.Quantised(builder.Node("Add", [input, sums]), 0.06, 1);
        var pooled = builder.Quantised(builder.Node("AveragePool", [sum], ("kernel_shape", new[] { 2, 2 })), 0.05, 2);
        var product = builder.Quantised(builder.Node("Gemm", [builder.Node("Flatten", [pooled]), builder.Weights([18, 3], 0.01f)]), 0.07, 4);
        return builder.Onnx.Input("x", -1, 2, 4, 4).Output("y", 1, 3).Node("Softmax", [product], ["y"]).Build();
    }

    private static byte[] Real() => new OnnxBuilder().Input("x", -1, 2, 4, 4).Output("y", 1, 2)
        .Constant("w", [2, 2, 1, 1], 0.5f, -1f, 0.25f, 1f).Constant("m", [2, 2], 1f, 2f, 3f, -4f).Constant("shape", 1, -1)
        .Constant("gamma", [2], 0.5f, -1f).Constant("beta", [2], 1f, 2f).Constant("mean", [2], 0f, 1f).Constant("variance", [2], 1f, 2f)
        .Node("Conv", ["x", "w"], ["a"]).Node("BatchNormalization", ["a", "gamma", "beta", "mean", "variance"], ["b"]).Node("HardSwish", ["b"], ["c"])
        .Node("GlobalAveragePool", ["c"], ["d"]).Node("Reshape", ["d", "shape"], ["e"]).Node("Gemm", ["e", "m"], ["f"]).Node("Softmax", ["f"], ["y"]).Build();

    private static void OneLine(string message)
    {
        message.ShouldStartWith("STR18");
        message.Any(char.IsControl).ShouldBeFalse(message);
        message.Length.ShouldBeLessThan(1000);
    }
}
