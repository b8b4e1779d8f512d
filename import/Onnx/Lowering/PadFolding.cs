using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Lowering;

/// <summary>
/// Pad with zeros becomes padding of the convolutions that alone read it, and of maximum pooling where nothing is below 0; one that adds
/// nothing is gone.
/// </summary>
internal static class PadFolding
{
    /// <param name="model">Any model.</param>
    /// <param name="tensors">Shapes of all tensors, and values of the constant ones.</param>
    /// <param name="folded">Takes the operators that are gone, with what became of each.</param>
    public static OnnxModel Of(
        OnnxModel model,
        ImmutableDictionary<string, TensorInfo> tensors,
        List<(OnnxNode Node, string Became)> folded
    )
    {
        var nodes = model.Nodes;
        foreach (var pad in model.Nodes.Where(node => node.Kind == "Pad" && tensors[node.Outputs[0]].Value is null))
        {
            var (source, padded) = (pad.Inputs[0], pad.Outputs[0]);
            if (model.Outputs.Any(output => output.Name == padded) || AmountsOf(pad, tensors) is not { } amounts)
            {
                continue;
            }

            OnnxNode[] readers = [.. nodes.Where(node => node.Inputs.Contains(padded))];
            var isPositive = nodes.Any(node => node.Kind is "Relu" or "Sigmoid" && node.Outputs.Contains(source));
            var isNothing = amounts.Before.Concat(amounts.After).All(amount => amount == 0);
            var changed = readers
                .Select(reader => isNothing ? reader : WithPadding(reader, padded, amounts, tensors, isPositive))
                .ToArray();
            if (readers.Length == 0 || changed.Contains(null))
            {
                continue;
            }

            var became = readers
                .Zip(changed)
                .ToDictionary(
                    pair => pair.First.Index,
                    pair => pair.Second! with { Inputs = [.. pair.Second.Inputs.Select(name => name == padded ? source : name)] }
                );
            nodes = [.. nodes.Where(node => node.Index != pad.Index).Select(node => became.GetValueOrDefault(node.Index, node))];
            folded.Add((pad, isNothing ? "dropped: it adds nothing" : "folded into the padding of what reads it"));
        }

        return model with
        {
            Nodes = nodes,
        };
    }

    /// <summary>Cells of zeros before and behind each dimension; null: it does something else.</summary>
    private static (ImmutableArray<int> Before, ImmutableArray<int> After)? AmountsOf(
        OnnxNode pad,
        ImmutableDictionary<string, TensorInfo> tensors
    )
    {
        var operands = new Operands(pad, [.. pad.Inputs.Select(name => name.Length > 0 ? tensors[name] : null)]);
        if (operands.Text("mode", "constant") != "constant" || !operands.Type(0).IsReal() || PadOperator.NumberOf(operands) != 0)
        {
            return null;
        }

        var (before, after) = PadOperator.AmountsOf(operands);
        return before.Concat(after).All(amount => amount >= 0) && before.Take(2).Concat(after.Take(2)).All(amount => amount == 0)
            ? (before, after)
            : null;
    }

    /// <summary>A reader with more padding; null: it is none that has such padding, or has a window that would see nothing else.</summary>
    private static OnnxNode? WithPadding(
        OnnxNode reader,
        string padded,
        (ImmutableArray<int> Before, ImmutableArray<int> After) amounts,
        ImmutableDictionary<string, TensorInfo> tensors,
        bool isPositive
    )
    {
        if (
            reader.Inputs.LastIndexOf(padded) != 0
            || (reader.Attributes.GetValueOrDefault("auto_pad")?.Text is { } automatic && automatic is not ("NOTSET" or "VALID" or ""))
        )
        {
            return null;
        }

        var (operands, space) = (
            new Operands(reader, [.. reader.Inputs.Select(name => name.Length > 0 ? tensors[name] : null)]),
            tensors[padded].Shape[2..]
        );
        var windows = reader.Kind switch
        {
            "Conv" when tensors[reader.Inputs[1]].Value is { } weights => Windows.Of(operands, space, weights.Shape[2..]),
            // Cells of padding count as nothing there: no zero may be the largest value beside values below 0.
            "MaxPool" when isPositive => Windows.Of(operands, space, null),
            _ => null,
        };
        if (windows is null)
        {
            return null;
        }

        ImmutableArray<int> before = [.. windows.Before.Select((amount, axis) => amount + amounts.Before[axis + 2])];
        ImmutableArray<int> after = [.. windows.After.Select((amount, axis) => amount + amounts.After[axis + 2])];
        var reach = windows.Kernel.Select((cells, axis) => (cells - 1) * windows.Dilations[axis]).ToArray();
        return before.Select((amount, axis) => Math.Max(amount, after[axis]) <= reach[axis]).All(fits => fits)
            ? reader with
            {
                Attributes = reader.Attributes.Remove("auto_pad").SetItem("pads", new AttributeMessage([.. before, .. after])),
            }
            : null;
    }
}
