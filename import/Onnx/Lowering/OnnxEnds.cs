using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Lowering;

/// <summary>What of a model is taken over: its one input, and its output without a closing softmax or the choice of a class.</summary>
/// <param name="Input">The tensor that the network reads.</param>
/// <param name="Output">The tensor that it writes.</param>
/// <param name="Nodes">The operators that compute the output, in order.</param>
/// <param name="Dropped">Operators that are left out, each with the reason.</param>
/// <param name="HasClasses">Whether the end said so.</param>
internal sealed record OnnxEnds(
    string Input,
    string Output,
    ImmutableArray<OnnxNode> Nodes,
    ImmutableArray<(OnnxNode Node, string Reason)> Dropped,
    bool HasClasses
)
{
    // Operators that move the input's data before the first that computes.
    private const int MostMoves = 64;
    private const int MostTurns = 4;

    /// <param name="model">Without QLinear operators.</param>
    /// <param name="tensors">Shapes of all tensors.</param>
    public static OnnxEnds Of(OnnxModel model, ImmutableDictionary<string, TensorInfo> tensors)
    {
        var writers = model
            .Nodes.SelectMany(node => node.Outputs.Select(output => (output, node)))
            .Where(pair => pair.output.Length > 0)
            .ToDictionary(pair => pair.output, pair => pair.node);
        var (output, dropped, hasClasses) = (model.Outputs[0].Name, new List<(OnnxNode, string)>(), false);
        for (
            var (name, passed) = (output, new List<OnnxNode>());
            writers.TryGetValue(name, out var node) && IsEnd(node.Kind);
            name = node.Inputs[0]
        )
        {
            passed.Add(node);
            if (node.Kind is "Softmax" or "LogSoftmax" or "ArgMax" && IsWhole(node, tensors))
            {
                (output, hasClasses) = (node.Inputs[0], true);
                dropped.AddRange(passed.Select(one => (one, "dropped: the order of the classes stays, but for ties")));
                passed.Clear();
            }
        }

        var needed = Needed(model, output);
        dropped.AddRange(
            model
                .Nodes.Where(node => !needed.Contains(node) && dropped.All(pair => pair.Item1 != node))
                .Select(node => (node, "dropped: the output does not depend on it"))
        );
        return new OnnxEnds(model.Inputs[0].Name, output, [.. model.Nodes.Where(needed.Contains)], [.. dropped], hasClasses);
    }

    /// <summary>Requires one input and one output.</summary>
    public static void Require(OnnxModel model)
    {
        foreach (var (what, count) in (ReadOnlySpan<(string, int)>)[("input", model.Inputs.Length), ("output", model.Outputs.Length)])
        {
            if (count != 1)
            {
                throw new ImportException(
                    new ImportProblem(
                        Problems.Ends,
                        "file",
                        $"{count} {what}s; 1 is possible",
                        "export a network with one input and one output"
                    )
                );
            }
        }
    }

    /// <summary>How the input stands in the network's: as the first operator needs it that does more than move data.</summary>
    public static (Shape Map, int[] Places) InputLayout(OnnxModel model, ImmutableDictionary<string, TensorInfo> tensors, string input)
    {
        var (name, sides) = (input, tensors[input].Shape);
        int[] from = [.. Enumerable.Range(0, (int)Extents.Length(sides))];
        for (
            var (moves, turns) = (0, 0);
            moves < MostMoves
                && turns < MostTurns
                && model.Nodes.Where(node => node.Inputs.Contains(name)).ToArray() is [var node]
                && IsMovement(node.Kind)
                && node.Inputs[0] == name
                && tensors.TryGetValue(node.Outputs[0], out var info);
            moves++
        )
        {
            var operands = new Operands(node, [.. node.Inputs.Select(one => one.Length > 0 ? tensors.GetValueOrDefault(one) : null)]);
            (from, turns) =
                node.Kind == "Transpose"
                    ? (Layouts.Turned(from, sides, info.Shape, TransposeOperator.OrderOf(operands)), turns + 1)
                    : (from, turns);
            (name, sides) = (node.Outputs[0], info.Shape);
        }

        var map =
            Layouts.MapOf(sides)
            ?? throw new ImportException(
                new ImportProblem(
                    Problems.Shape,
                    $"input '{OnnxReader.Clean(input)}'",
                    $"it is {Extents.Text(sides)}; a batch of 1, channels, and up to two dimensions are supported",
                    "export the network with an input of that form"
                )
            );
        var (places, result) = (Layouts.PlacesOf(sides, map), new int[from.Length]);
        for (var index = 0; index < from.Length; index++)
        {
            result[from[index]] = places[index];
        }

        return (map, result);
    }

    private static bool IsMovement(string kind) =>
        kind
            is "Reshape"
                or "Flatten"
                or "Squeeze"
                or "Unsqueeze"
                or "Transpose"
                or "Identity"
                or "Dropout"
                or "QuantizeLinear"
                or "DequantizeLinear";

    private static bool IsEnd(string kind) => kind is "Softmax" or "LogSoftmax" or "ArgMax" || (IsMovement(kind) && kind != "Transpose");

    // All values of the output share: it is one choice.
    private static bool IsWhole(OnnxNode node, ImmutableDictionary<string, TensorInfo> tensors)
    {
        var info = tensors[node.Inputs[0]];
        var operands = new Operands(node, [info]);
        var count =
            node.Kind == "ArgMax"
                ? info.Shape[operands.Axis(operands.Int("axis", 0), info.Shape.Length)]
                : SoftmaxOperator.ExtentOf(operands).Count;
        return count == Extents.Length(info.Shape);
    }

    private static HashSet<OnnxNode> Needed(OnnxModel model, string output)
    {
        var (names, nodes) = (new HashSet<string> { output }, new HashSet<OnnxNode>(ReferenceEqualityComparer.Instance));
        foreach (var node in model.Nodes.Reverse().Where(node => node.Outputs.Any(names.Contains)))
        {
            nodes.Add(node);
            names.UnionWith(node.Inputs);
        }

        return nodes;
    }
}
