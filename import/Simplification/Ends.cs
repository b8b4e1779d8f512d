using System.Collections.Immutable;
using Striate.Import.Source;

namespace Striate.Import.Simplification;

/// <summary>What is to be taken over: from which tensor to which, and which operators between them.</summary>
/// <param name="Input">The tensor that the network reads.</param>
/// <param name="Output">The tensor that it writes.</param>
/// <param name="Nodes">The operators that compute the output, in order.</param>
/// <param name="Dropped">Operators that are left out, each with the reason.</param>
internal sealed record Ends(
    int Input,
    int Output,
    ImmutableArray<SourceNode> Nodes,
    ImmutableArray<(SourceNode Node, string Reason)> Dropped
)
{
    /// <summary>
    /// Leaves out the conversions from and to float32 at the ends, a closing softmax if it is not wanted, and what nobody reads.
    /// </summary>
    /// <param name="model">As read.</param>
    /// <param name="dropSoftmax">Whether a closing softmax is left out.</param>
    /// <exception cref="ImportException">There is not one input and one output.</exception>
    public static Ends Of(SourceModel model, bool dropSoftmax)
    {
        RequireOne("input", model.Inputs);
        RequireOne("output", model.Outputs);
        var dropped = new List<(SourceNode, string)>();
        var (input, output) = (model.Inputs[0], model.Outputs[0]);
        var readers = model.Nodes.Where(node => node.Inputs.Contains(input)).ToArray();
        if (model.Tensors[input].Type == TensorType.Float32 && readers is [{ Kind: "QUANTIZE", Outputs: [var quantised] } first])
        {
            input = quantised;
            dropped.Add((first, "dropped: the network reads integers; quantise its input as this operator does"));
        }

        output = WithoutLast(
            model,
            output,
            "DEQUANTIZE",
            "dropped: the network writes integers; scale and zero point say what they stand for",
            dropped
        );
        if (dropSoftmax)
        {
            output = WithoutReshapes(model, output, dropped);
            output = WithoutLast(model, output, "SOFTMAX", "dropped as asked: the order of the classes stays, but for ties", dropped);
        }

        var needed = Needed(model, output);
        var left = model.Nodes.Except(dropped.Select(pair => pair.Item1));
        return new Ends(
            input,
            output,
            [.. left.Where(needed.Contains)],
            [.. dropped, .. left.Where(node => !needed.Contains(node)).Select(node => (node, "dropped: the output does not depend on it"))]
        );
    }

    private static int WithoutLast(SourceModel model, int output, string kind, string reason, List<(SourceNode, string)> dropped)
    {
        if (model.Nodes.FirstOrDefault(node => node.Outputs.Contains(output)) is { } last && last.Kind == kind && last.Inputs is [>= 0])
        {
            dropped.Add((last, reason));
            return last.Inputs[0];
        }

        return output;
    }

    private static int WithoutReshapes(SourceModel model, int output, List<(SourceNode, string)> dropped)
    {
        var last = model.Nodes.FirstOrDefault(node => node.Outputs.Contains(output));
        if (
            last is not { Kind: "RESHAPE", Inputs: [>= 0, ..] }
            || model.Nodes.FirstOrDefault(node => node.Outputs.Contains(last.Inputs[0])) is not { Kind: "SOFTMAX" }
        )
        {
            return output;
        }

        dropped.Add((last, "dropped with the softmax before it"));
        return last.Inputs[0];
    }

    private static HashSet<SourceNode> Needed(SourceModel model, int output)
    {
        var (tensors, nodes) = (new HashSet<int> { output }, new HashSet<SourceNode>(ReferenceEqualityComparer.Instance));
        foreach (var node in model.Nodes.Reverse().Where(node => node.Outputs.Any(tensors.Contains)))
        {
            nodes.Add(node);
            tensors.UnionWith(node.Inputs);
        }

        return nodes;
    }

    private static void RequireOne(string what, ImmutableArray<int> tensors)
    {
        if (tensors.Length != 1)
        {
            throw new ImportException(
                new ImportProblem(
                    Problems.Ends,
                    "file",
                    $"{tensors.Length} {what}s; 1 is possible",
                    "convert a network with one input and one output"
                )
            );
        }
    }
}
