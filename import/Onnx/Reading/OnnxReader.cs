using System.Collections.Immutable;
using Google.Protobuf;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Reading;

/// <summary>The bytes of an .onnx file to a graph in an order of execution.</summary>
internal static class OnnxReader
{
    /// <summary>The oldest and the newest version of ONNX's operators that is known.</summary>
    public const int OldestOpset = 1;

    /// <inheritdoc cref="OldestOpset"/>
    public const int NewestOpset = 22;

    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string Microsoft = "com.microsoft";

    private const int MaximumNodes = 4 * NetworkLimits.MaximumLayers;
    private const int MaximumNameLength = 64;
    private const int MaximumOperands = 256;

    /// <summary>Whether bytes may be those of an ONNX file: they begin with the number of its format, 1 to 64.</summary>
    public static bool IsOnnx(ReadOnlySpan<byte> file) => file.Length > 2 && file[0] == 8 && file[1] is > 0 and <= 64;

    /// <param name="file">The bytes.</param>
    /// <param name="folder">Where files with weights may stand; null: nowhere.</param>
    /// <exception cref="ImportException">It is damaged, or asks for more than is possible.</exception>
    public static OnnxModel Read(byte[] file, string? folder)
    {
        var message = Parse(file, new ModelMessage());
        var graph = message.Graph ?? throw Problems.Damaged("it holds no graph");
        if (graph.HasSparse)
        {
            throw Problems.Damaged("it holds sparse tensors, which are not supported");
        }

        var opsets = message
            .OperatorSets.GroupBy(set => Domain(set.Domain))
            .ToDictionary(sets => sets.Key, sets => (int)Math.Clamp(sets.Max(set => set.Version), 0, 1 << 16));
        var opset = opsets.GetValueOrDefault("", 1);
        if (opset is < OldestOpset or > NewestOpset)
        {
            throw Problems.Damaged(
                $"its operators are of opset {opset}; {OldestOpset}..{NewestOpset} are known",
                remedy: $"export the model again with opset {NewestOpset} or older"
            );
        }

        var external = new ExternalData(folder);
        var constants = graph
            .Initializers.Select(tensor =>
                (tensor.Name, Tensor: TensorReader.Read(tensor, $"initialiser '{Clean(tensor.Name)}'", external))
            )
            .GroupBy(pair => pair.Name)
            .ToImmutableDictionary(pairs => pairs.Key, pairs => pairs.Last().Tensor);
        Require(graph.Nodes.Count <= MaximumNodes, $"{graph.Nodes.Count} operators; at most {MaximumNodes} are allowed");
        RequireNoFunctions(message, graph);
        ImmutableArray<OnnxValue> inputs = [.. graph.Inputs.Where(input => !constants.ContainsKey(input.Name)).Select(ValueOf)];
        ImmutableArray<OnnxValue> outputs = [.. graph.Outputs.Select(ValueOf)];
        var nodes = ExecutionOrder.Of(graph.Nodes, constants.Keys.Concat(inputs.Select(input => input.Name)));
        return new OnnxModel(
            [.. nodes.Select((node, index) => NodeOf(node, index, opsets))],
            constants,
            inputs,
            outputs,
            opset,
            message.Metadata.GroupBy(pair => pair.Key).ToImmutableDictionary(pairs => pairs.Key, pairs => pairs.Last().Value),
            file.Length + external.Bytes
        )
        {
            WeightFiles = [.. external.Files],
        };
    }

    /// <summary>The tensor of a file that holds one alone, such as ONNX's recorded tests.</summary>
    /// <exception cref="ImportException">It is damaged.</exception>
    public static Tensor ReadTensor(byte[] file) => TensorReader.Read(Parse(file, new TensorMessage()), "tensor", new ExternalData(null));

    /// <summary>A name for people: cut, and without control characters.</summary>
    public static string Clean(string name) =>
        string.Concat(name.Take(MaximumNameLength).Select(character => character is >= ' ' and <= '~' and not '\'' ? character : '?'));

    private static T Parse<T>(byte[] file, T message)
        where T : WireMessage
    {
        try
        {
            message.MergeFrom(new CodedInputStream(file));
            return message;
        }
        catch (InvalidProtocolBufferException damaged)
        {
            throw Problems.Damaged("it is cut off, damaged or nested too deeply", damaged);
        }
    }

    private static void RequireNoFunctions(ModelMessage message, GraphMessage graph)
    {
        var functions = message.Functions.Select(function => (Domain(function.Domain), function.Name)).ToHashSet();
        for (var index = 0; index < graph.Nodes.Count; index++)
        {
            var node = graph.Nodes[index];
            if (functions.Contains((Domain(node.Domain), node.Kind)))
            {
                throw new ImportException(
                    new ImportProblem(
                        Problems.Operator,
                        $"operator {index} {Clean(KindOf(node))}",
                        "it is a function that the file itself defines",
                        "export the model again with functions inlined (onnx.inliner.inline_local_functions)"
                    )
                );
            }
        }
    }

    private static OnnxNode NodeOf(NodeMessage node, int index, Dictionary<string, int> opsets)
    {
        Require(
            node.Inputs.Count <= MaximumOperands && node.Outputs.Count <= MaximumOperands,
            $"operator {index} has {node.Inputs.Count} inputs and {node.Outputs.Count} outputs; at most {MaximumOperands} are allowed"
        );
        Require(node.Outputs is [{ Length: > 0 }, ..], $"operator {index} {Clean(node.Kind)} has no first output");
        var attributes = node.Attributes.GroupBy(attribute => attribute.Name).ToImmutableDictionary(same => same.Key, same => same.Last());
        return new OnnxNode(
            index,
            Clean(node.Name),
            Clean(KindOf(node)),
            opsets.GetValueOrDefault(Domain(node.Domain), 1),
            [.. node.Inputs],
            [.. node.Outputs],
            attributes
        );
    }

    private static OnnxValue ValueOf(ValueMessage value) =>
        new(
            value.Name,
            (ElementType)(value.Type?.Tensor?.Type ?? 0),
            value.Type?.Tensor?.Shape is { } shape
                ? [.. shape.Sides.Select(side => side.Value is >= 0 and <= int.MaxValue ? (int)side.Value : -1)]
                : default
        );

    private static string KindOf(NodeMessage node) => Domain(node.Domain) is { Length: > 0 } domain ? $"{domain}.{node.Kind}" : node.Kind;

    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw Problems.Damaged(otherwise);
        }
    }
}
