using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Import.Operators;
using Striate.Import.Shapes;
using Striate.Import.Simplification;
using Striate.Import.Source;
using Striate.Model.Graph;

namespace Striate.Import.FloatModels;

/// <summary>A TensorFlow Lite model on real numbers as a graph of ONNX operators, so that both are quantised in one way.</summary>
internal static class FloatGraph
{
    private const int Relu6 = 3;
    private const int ReluN1To1 = 2;

    /// <summary>Whether everything between the ends is computed in float32.</summary>
    public static bool IsFloat(SourceModel model, Ends ends) =>
        model.Tensors[ends.Input].Type == TensorType.Float32
        && ends.Nodes.All(node =>
            node.Inputs.Concat(node.Outputs)
                .All(tensor =>
                    tensor < 0
                    || model.Tensors[tensor].Type is not (TensorType.Int8 or TensorType.UInt8 or TensorType.Int16 or TensorType.Int4)
                )
        );

    /// <summary>The graph, and what the source's operators are in it.</summary>
    /// <param name="shaped">The model.</param>
    /// <param name="ends">What of it is taken over.</param>
    /// <param name="problems">Takes what is refused.</param>
    public static FloatTwin Of(ShapedModel shaped, Ends ends, List<ImportProblem> problems)
    {
        var graph = new FloatOperands(shaped, ends);
        var input = graph.Begin(ends.Input);
        foreach (var node in ends.Nodes.Where(node => !node.Outputs.All(shaped.Integers.ContainsKey)))
        {
            try
            {
                graph.Source = node;
                Add(graph, node);
            }
            catch (ImportException refused)
            {
                problems.Add(refused.Problem);
                break;
            }
        }

        graph.Source = null;
        var output = problems.Count > 0 ? input : graph.AsSource(ends.Output);
        var model = new OnnxModel(
            [.. graph.Nodes],
            graph.Constants.ToImmutable(),
            [new OnnxValue(input, ElementType.Float32, shaped.Shapes[ends.Input])],
            [new OnnxValue(output, ElementType.Float32, problems.Count > 0 ? [] : shaped.Shapes[ends.Output])],
            FloatOperands.Opset,
            ImmutableDictionary<string, string>.Empty,
            shaped.Model.FileBytes
        );
        return new FloatTwin(model, [.. graph.Sources], [.. graph.Folded], shaped);
    }

    private static void Add(FloatOperands graph, SourceNode node)
    {
        var output = node.Outputs[0];
        switch (node.Kind)
        {
            case "CONV_2D" or "DEPTHWISE_CONV_2D":
                Fused(graph, node, node.Kind == "CONV_2D" ? 3 : 4, Convolution(graph, node));
                break;
            case "FULLY_CONNECTED":
                Fused(graph, node, 0, Product(graph, node));
                break;
            case "ADD" or "SUB" or "MUL":
                Fused(
                    graph,
                    node,
                    0,
                    graph.Add(
                        node.Kind == "ADD" ? "Add"
                            : node.Kind == "SUB" ? "Sub"
                            : "Mul",
                        [Broadcast(graph, node, 0), Broadcast(graph, node, 1)]
                    )
                );
                break;
            case "AVERAGE_POOL_2D" or "MAX_POOL_2D":
                Fused(graph, node, 5, Pool(graph, node));
                break;
            case "MEAN":
                Mean(graph, node);
                break;
            case "RESHAPE" or "SQUEEZE" or "EXPAND_DIMS":
                graph.WriteAsSource(output, "Reshape", [graph.AsSource(node.Inputs[0]), Sides(graph, graph.ShapeOf(output))]);
                break;
            case "PAD" or "PADV2":
                graph.Fold(node, FloatPadding.Of(graph, node));
                break;
            case "CONCATENATION":
                Concatenation(graph, node);
                break;
            case "RELU6" or "RELU_N1_TO_1":
                graph.Name(
                    output,
                    Clamped(graph, graph.ChannelsFirst(node.Inputs[0]), node.Kind == "RELU6" ? 0 : -1, node.Kind == "RELU6" ? 6 : 1)
                );
                break;
            case "LEAKY_RELU":
                graph.Write(
                    output,
                    "LeakyRelu",
                    [graph.ChannelsFirst(node.Inputs[0])],
                    ("alpha", new AttributeMessage(node.Options?.Float(0) ?? 0))
                );
                break;
            case "RELU" or "TANH" or "LOGISTIC" or "HARD_SWISH":
                graph.Write(
                    output,
                    node.Kind switch
                    {
                        "RELU" => "Relu",
                        "TANH" => "Tanh",
                        "LOGISTIC" => "Sigmoid",
                        _ => "HardSwish",
                    },
                    [graph.ChannelsFirst(node.Inputs[0])]
                );
                break;
            case "SOFTMAX":
                graph.WriteAsSource(
                    output,
                    "Softmax",
                    [graph.AsSource(node.Inputs[0])],
                    ("axis", new AttributeMessage(graph.ShapeOf(output).Length - 1L))
                );
                break;
            case "DEQUANTIZE" when graph.Reals(node.Inputs[0]) is { } values:
                // Weights of half precision, which their readers find under the name of this output.
                graph.Widen(output, values);
                break;
            default:
                throw Problems.At(
                    node,
                    Problems.Operator,
                    "this operator is not taken over on real numbers",
                    "docs/import-operators.md lists what is; quantise the source network to int8, or rebuild it from those"
                );
        }
    }

    private static string Convolution(FloatOperands graph, SourceNode node)
    {
        var (input, filter, isDepthwise) = (graph.ShapeOf(node.Inputs[0]), graph.ShapeOf(node.Inputs[1]), node.Kind == "DEPTHWISE_CONV_2D");
        var (down, right) = Kernels.DilationOf(node);
        var options = node.Options;
        var window = WindowShape.Of(
            node,
            input,
            (Kernels.Extent(filter[1], down), Kernels.Extent(filter[2], right)),
            (options?.Int(2) ?? 1, options?.Int(1) ?? 1),
            options?.Byte(0) ?? 0
        );
        var weights =
            graph.Reals(node.Inputs[1])
            ?? throw Problems.At(
                node,
                Problems.Type,
                "its weights are no float32 constants",
                "convert the network with its weights in the file"
            );
        var (source, padding) = graph.Padded(node.Inputs[0]);
        window = window with { Padding = FloatPadding.Sum(window.Padding, padding) };
        FloatPadding.Require(node, window);
        var turned = graph.Turned(weights, filter, isDepthwise ? [3, 0, 1, 2] : [0, 3, 1, 2]);
        ImmutableArray<string> operands = node.Has(2)
            ? [graph.ChannelsFirst(source), turned, graph.AsSource(node.Inputs[2])]
            : [graph.ChannelsFirst(source), turned];
        return graph.Add(
            "Conv",
            operands,
            [
                .. Moves(window),
                ("dilations", Numbers(down, right)),
                ("group", new AttributeMessage(isDepthwise ? input[3] : input[3] / (long)filter[3])),
            ]
        );
    }

    private static string Product(FloatOperands graph, SourceNode node)
    {
        var (weights, output) = (graph.ShapeOf(node.Inputs[1]), graph.ShapeOf(node.Outputs[0]));
        var rows = graph.ShapeOf(node.Inputs[0]) is [1, _]
            ? graph.AsSource(node.Inputs[0])
            : graph.Add("Reshape", [graph.AsSource(node.Inputs[0]), Sides(graph, [1, weights[1]])]);
        ImmutableArray<string> operands = [rows, graph.AsSource(node.Inputs[1])];
        var product = graph.Add(
            "Gemm",
            node.Has(2) ? operands.Add(graph.AsSource(node.Inputs[2])) : operands,
            ("transB", new AttributeMessage(1L))
        );
        return output.Length == 2 ? product : throw Problems.UnsupportedOption(node, "it keeps more than two dimensions");
    }

    private static string Pool(FloatOperands graph, SourceNode node)
    {
        var window = Pools.WindowOf(node, graph.ShapeOf(node.Inputs[0]));
        return graph.Add(
            node.Kind == "MAX_POOL_2D" ? "MaxPool" : "AveragePool",
            [graph.ChannelsFirst(node.Inputs[0])],
            [.. Moves(window), ("kernel_shape", Numbers(window.KernelHeight, window.KernelWidth))]
        );
    }

    private static void Mean(FloatOperands graph, SourceNode node)
    {
        var rank = graph.ShapeOf(node.Inputs[0]).Length;
        var axes = graph.Integers(node, 1).Select(axis => axis < 0 ? axis + rank : axis).ToHashSet();

        // A mean over one place changes nothing.
        bool Has(int axis) => axes.Contains(axis) || graph.ShapeOf(node.Inputs[0])[axis] == 1;
        if (rank != 4 || axes.Any(axis => axis is not (1 or 2)) || !Has(1) || !Has(2))
        {
            throw Problems.UnsupportedOption(node, "a mean over dimensions other than height and width together");
        }

        var mean = graph.Add(
            "ReduceMean",
            [graph.ChannelsFirst(node.Inputs[0])],
            ("axes", Numbers(2, 3)),
            ("keepdims", new AttributeMessage(1L))
        );
        if (graph.ShapeOf(node.Outputs[0]).Length == 4)
        {
            graph.Name(node.Outputs[0], mean);
            return;
        }

        var last = graph.Add("Transpose", [mean], ("perm", new AttributeMessage([0, 2, 3, 1])));
        graph.WriteAsSource(node.Outputs[0], "Reshape", [last, Sides(graph, graph.ShapeOf(node.Outputs[0]))]);
    }

    private static void Concatenation(FloatOperands graph, SourceNode node)
    {
        var rank = graph.ShapeOf(node.Outputs[0]).Length;
        var axis = node.Options?.Int(0) ?? 0;
        axis = axis < 0 ? axis + rank : axis;
        var place =
            rank != 4
                ? axis
                : axis switch
                {
                    0 => 0,
                    3 => 1,
                    _ => axis + 1,
                };
        Fused(
            graph,
            node,
            1,
            graph.Add("Concat", [.. node.Inputs.Select(graph.ChannelsFirst)], ("axis", new AttributeMessage((long)place)))
        );
    }

    /// <summary>An operand that is repeated along the dimensions of the output.</summary>
    private static string Broadcast(FloatOperands graph, SourceNode node, int operand)
    {
        var (tensor, rank) = (node.Inputs[operand], graph.ShapeOf(node.Outputs[0]).Length);
        var sides = graph.ShapeOf(tensor);
        return rank != 4 || sides.Length == 4 ? graph.ChannelsFirst(tensor)
            : graph.Reals(tensor) is { } values ? graph.Turned(values, [.. Enumerable.Repeat(1, 4 - sides.Length), .. sides], [0, 3, 1, 2])
            : throw Problems.UnsupportedOption(node, "maps of different numbers of dimensions");
    }

    private static void Fused(FloatOperands graph, SourceNode node, int field, string result) =>
        graph.Name(
            node.Outputs[0],
            (node.Options?.Byte(field) ?? 0) switch
            {
                0 => result,
                1 => graph.Add("Relu", [result]),
                ReluN1To1 => Clamped(graph, result, -1, 1),
                Relu6 => Clamped(graph, result, 0, 6),
                var other => throw Problems.UnsupportedOption(
                    node,
                    $"fused activation {other}; none, ReLU, ReLU6 and ReLU -1..1 are supported"
                ),
            }
        );

    private static string Clamped(FloatOperands graph, string source, double least, double most) =>
        graph.Add(
            "Clip",
            [
                source,
                graph.Constant(Tensor.Of(ElementType.Float32, [], [least])),
                graph.Constant(Tensor.Of(ElementType.Float32, [], [most])),
            ]
        );

    private static ImmutableArray<(string, AttributeMessage)> Moves(Window window) =>
        [
            ("strides", Numbers(window.StrideY, window.StrideX)),
            ("pads", Numbers(window.Padding.Top, window.Padding.Left, window.Padding.Bottom, window.Padding.Right)),
        ];

    private static string Sides(FloatOperands graph, ImmutableArray<int> sides) =>
        graph.Constant(Tensor.OfLongs([.. sides.Select(side => (long)side)]));

    private static AttributeMessage Numbers(params IEnumerable<int> values) => new(values);
}
