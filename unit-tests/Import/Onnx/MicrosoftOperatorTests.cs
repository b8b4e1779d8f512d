using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Striate.Import;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Reference;
using Tensor = Striate.Import.Onnx.Tensors.Tensor;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>ONNX Runtime's operators on bytes: evaluated, and taken over, as it computes them.</summary>
public class MicrosoftOperatorTests
{
    private const string Microsoft = "com.microsoft";
    private const int Inputs = 20;

    // Of a hundred values one may lie so near a tie that float32 and double round it to two integers.
    private const double MostDiffering = 0.01;

    /// <summary>An operator, and the input's extents.</summary>
    public static TheoryData<string, int[]> Operators =>
        new()
        {
            { "QLinearAdd", [1, 3, 5, 4] },
            { "QLinearMul", [1, 3, 5, 4] },
            { "QLinearConcat", [1, 3, 5, 4] },
            { "QLinearAveragePool", [1, 3, 6, 5] },
            { "QLinearGlobalAveragePool", [1, 3, 5, 4] },
            { "QLinearLeakyRelu", [1, 3, 5, 4] },
            { "QLinearSigmoid", [1, 3, 5, 4] },
            { "QLinearSoftmax", [1, 9] },
            { "QGemm", [1, 12] },
            { "QGemm per column", [1, 12] },
            { "QGemm transposed", [1, 12] },
            { "QGemm transposed per column", [1, 12] },
        };

    [Theory]
    [MemberData(nameof(Operators))]
    public void Operators_on_bytes_give_the_bytes_of_ONNX_Runtime(string kind, int[] sides)
    {
        var file = Model(kind, sides);
        using var session = OnnxRuntimeTests.Session(file, null);
        var (model, random, differing, values) = (OnnxReader.Read(file, null), new Random(5), 0, 0);

        // A softmax at the end is left out, and nothing else is in that network.
        var network = kind == "QLinearSoftmax" ? null : ModelImporter.Import(file, ImportOptions.Default).Required().Network;
        for (var input = 0; input < Inputs; input++)
        {
            var bytes = new byte[sides.Aggregate((product, side) => product * side)];
            random.NextBytes(bytes);
            using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<byte>(bytes, sides))]);
            var (expected, shape) = (
                outputs.Single().AsEnumerable<byte>().Select(value => (int)value).ToArray(),
                outputs.Single().AsTensor<byte>().Dimensions.ToArray()
            );
            var tensors = GraphEvaluation.Walk(
                model,
                [
                    KeyValuePair.Create(
                        "x",
                        TensorInfo.Of(Tensor.Of(ElementType.UInt8, [.. sides], [.. bytes.Select(value => (long)value)]))
                    ),
                ],
                []
            );
            tensors["y"].Shape.ShouldBe(shape);
            Count([.. tensors["y"].Value!.Integers.ToArray().Select(value => (int)value)]);
            if (network is not null)
            {
                var logits = ReferenceExecutor
                    .Run(network, ChannelsLast([.. bytes.Select(value => (byte)(value - 128))], sides))
                    .Logits.ToArray();
                var places = ChannelsLast([.. Enumerable.Range(0, logits.Length)], shape);
                var actual = new int[logits.Length];
                for (var index = 0; index < places.Length; index++)
                {
                    actual[places[index]] = logits[index] + 128;
                }

                Count(actual);
            }

            void Count(int[] actual)
            {
                actual.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1);
                differing += actual.Zip(expected).Count(pair => pair.First != pair.Second);
                values += actual.Length;
            }
        }

        ((double)differing / values).ShouldBeLessThanOrEqualTo(MostDiffering);
    }

    private static byte[] Model(string kind, int[] sides)
    {
        var onnx = new OnnxBuilder()
            .Domain(Microsoft, 1)
            .Input("x", ElementType.UInt8, sides)
            .Output("y", ElementType.UInt8, ResultOf(kind, sides));
        foreach (
            var (name, scale, zero) in ((string, float, byte)[])
                [
                    ("x", 0.0371f, 120),
                    ("b", 0.0611f, 60),
                    (
                        "y",
                        kind is "QLinearSigmoid" or "QLinearSoftmax" ? 1f / 256 : 0.0793f,
                        (byte)(kind is "QLinearSigmoid" or "QLinearSoftmax" ? 0 : 111)
                    ),
                ]
        )
        {
            onnx.Constant(name + "s", [], scale).Constant(OnnxBuilder.Tensor(name + "z", ElementType.UInt8, [], [zero]));
        }

        void Add(string operation, string[] inputs, params (string, object)[] attributes) =>
            onnx.Node("", Microsoft, operation, inputs, ["y"], attributes);
        if (kind is "QLinearAdd" or "QLinearMul" or "QLinearConcat")
        {
            onnx.Node("", Microsoft, "QLinearLeakyRelu", ["x", "xs", "xz", "bs", "bz"], ["b"], ("alpha", 0.1f));
        }

        switch (kind)
        {
            case "QLinearAdd" or "QLinearMul":
                Add(kind, ["x", "xs", "xz", "b", "bs", "bz", "ys", "yz"]);
                break;
            case "QLinearConcat":
                Add(kind, ["ys", "yz", "x", "xs", "xz", "b", "bs", "bz"], ("axis", 1));
                break;
            case "QLinearAveragePool":
                Add(
                    kind,
                    ["x", "xs", "xz", "ys", "yz"],
                    ("kernel_shape", new[] { 3, 2 }),
                    ("strides", new[] { 2, 1 }),
                    ("pads", new[] { 1, 0, 1, 1 }),
                    ("count_include_pad", 0)
                );
                break;
            case "QLinearLeakyRelu":
                Add(kind, ["x", "xs", "xz", "ys", "yz"], ("alpha", 0.2f));
                break;
            case "QLinearSoftmax":
                Add(kind, ["x", "xs", "xz", "ys", "yz"], ("axis", 1), ("opset", 13));
                break;
            case "QLinearGlobalAveragePool" or "QLinearSigmoid":
                Add(kind, ["x", "xs", "xz", "ys", "yz"]);
                break;
            default:
                const int Columns = 5;
                var (isTurned, isEach, rows) = (
                    kind.Contains("transposed", StringComparison.Ordinal),
                    kind.EndsWith("column", StringComparison.Ordinal),
                    sides[1]
                );
                onnx.Constant(
                        "w",
                        isTurned ? [Columns, rows] : [rows, Columns],
                        [.. Enumerable.Range(0, rows * Columns).Select(value => (sbyte)((value * 41 % 200) - 100))]
                    )
                    .Constant(
                        "ws",
                        isEach ? [Columns] : [],
                        [.. Enumerable.Range(0, isEach ? Columns : 1).Select(column => 0.009f + (0.003f * column))]
                    )
                    .Constant(OnnxBuilder.Tensor("wz", ElementType.Int8, isEach ? [Columns] : [], new byte[isEach ? Columns : 1]))
                    .Constant(OnnxBuilder.Tensor("wb", ElementType.Int32, [Columns], OnnxBuilder.Ints(300, -400, 0, 1000, -2000)));
                Add(
                    "QGemm",
                    ["x", "xs", "xz", "w", "ws", "wz", "wb", "ys", "yz"],
                    ("alpha", 1f),
                    ("transA", 0),
                    ("transB", isTurned ? 1 : 0)
                );
                break;
        }

        return onnx.Build();
    }

    // Extents that are not told are free.
    private static int[] ResultOf(string kind, int[] sides) =>
        kind.StartsWith("QGemm", StringComparison.Ordinal) ? [1, 5] : [.. sides.Select(_ => -1)];

    /// <summary>[1, channels, places...] as [places..., channels].</summary>
    private static T[] ChannelsLast<T>(T[] values, int[] sides)
    {
        var (channels, result) = (sides[1], new T[values.Length]);
        for (var index = 0; index < values.Length; index++)
        {
            var area = values.Length / channels;
            result[(index % area * channels) + (index / area)] = values[index];
        }

        return result;
    }
}
