using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Lowering;

/// <summary>
/// Pad with zeros, or with the byte of 0, becomes padding of the convolutions that alone read it, and of maximum pooling where nothing is
/// below 0; one that adds nothing is gone. Conversions to bytes and back may stand between.
/// </summary>
internal static class PadFolding
{
    private const int MostConversions = 4;

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
            if (AmountsOf(pad, tensors) is not { } amounts)
            {
                continue;
            }

            var isNothing = amounts.Before.Concat(amounts.After).All(amount => amount == 0);
            var changed = new Dictionary<int, OnnxNode>();
            var scope = new Scope(model, nodes, tensors, amounts, IsPositive(source, nodes, tensors));
            if (isNothing ? scope.IsOutput(padded) : !scope.Pad(padded, ZeroOf(pad, tensors), changed))
            {
                continue;
            }

            foreach (var reader in nodes.Where(node => node.Inputs.Contains(padded)))
            {
                var read = changed.GetValueOrDefault(reader.Index, reader);
                changed[reader.Index] = read with { Inputs = [.. read.Inputs.Select(name => name == padded ? source : name)] };
            }

            nodes = [.. nodes.Where(node => node.Index != pad.Index).Select(node => changed.GetValueOrDefault(node.Index, node))];
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
        var operands = OperandsOf(pad, tensors);
        if (operands.Text("mode", "constant") != "constant" || (operands.Type(0).IsReal() && PadOperator.NumberOf(operands) != 0))
        {
            return null;
        }

        var (before, after) = PadOperator.AmountsOf(operands);
        return before.Concat(after).All(amount => amount >= 0) && before.Take(2).Concat(after.Take(2)).All(amount => amount == 0)
            ? (before, after)
            : null;
    }

    /// <summary>The byte that it adds; null: it adds real numbers, zeros.</summary>
    private static double? ZeroOf(OnnxNode pad, ImmutableDictionary<string, TensorInfo> tensors) =>
        tensors[pad.Inputs[0]].Type.IsReal() ? null : PadOperator.NumberOf(OperandsOf(pad, tensors));

    private static Operands OperandsOf(OnnxNode node, ImmutableDictionary<string, TensorInfo> tensors) =>
        new(node, [.. node.Inputs.Select(name => name.Length > 0 ? tensors[name] : null)]);

    /// <summary>Whether no number of a tensor is below 0.</summary>
    private static bool IsPositive(string name, ImmutableArray<OnnxNode> nodes, ImmutableDictionary<string, TensorInfo> tensors) =>
        nodes.FirstOrDefault(node => node.Outputs.Contains(name)) switch
        {
            { Kind: "Relu" or "Sigmoid" } => true,
            { Kind: "DequantizeLinear" } conversion when tensors[conversion.Inputs[0]].Type is ElementType.Int8 or ElementType.UInt8 =>
                ZeroPointOf(conversion, tensors) == tensors[conversion.Inputs[0]].Type.Range().Minimum,
            _ => false,
        };

    /// <summary>The zero point of a conversion with one scale; null: it has several, or none that is constant.</summary>
    private static double? ZeroPointOf(OnnxNode conversion, ImmutableDictionary<string, TensorInfo> tensors) =>
        OperandsOf(conversion, tensors) is var operands && tensors[conversion.Inputs[1]].Value is not { Length: 1 } ? null
        : !operands.Has(2) ? 0
        : operands.Of(2).Value is { Length: 1 } zero ? zero.Real(0)
        : null;

    /// <summary>
    /// One operator that pads, and what reads its output: behind conversions between numbers and bytes, too, whose zeros are zeros.
    /// </summary>
    private sealed class Scope(
        OnnxModel model,
        ImmutableArray<OnnxNode> nodes,
        ImmutableDictionary<string, TensorInfo> tensors,
        (ImmutableArray<int> Before, ImmutableArray<int> After) amounts,
        bool isPositive
    )
    {
        public bool IsOutput(string name) => model.Outputs.Any(output => output.Name == name);

        /// <summary>Whether all that reads a tensor has such padding itself.</summary>
        /// <param name="padded">The tensor.</param>
        /// <param name="zero">The byte that was added to it; null: zeros.</param>
        /// <param name="changed">Takes the readers with more padding.</param>
        /// <param name="conversions">How many stand between.</param>
        public bool Pad(string padded, double? zero, Dictionary<int, OnnxNode> changed, int conversions = 0)
        {
            OnnxNode[] readers = [.. nodes.Where(node => node.Inputs.Contains(padded))];
            return readers.Length > 0
                && !IsOutput(padded)
                && conversions <= MostConversions
                && Array.TrueForAll(readers, reader => Pad(reader, padded, zero, changed, conversions));
        }

        private bool Pad(OnnxNode reader, string padded, double? zero, Dictionary<int, OnnxNode> changed, int conversions)
        {
            if (reader.Inputs.LastIndexOf(padded) != 0)
            {
                return false;
            }

            switch (reader.Kind)
            {
                case "QuantizeLinear" when zero is null:
                    return ZeroPointOf(reader, tensors) is { } byteOfZero && Pad(reader.Outputs[0], byteOfZero, changed, conversions + 1);
                case "DequantizeLinear" when zero is not null:
                    return ZeroPointOf(reader, tensors) == zero && Pad(reader.Outputs[0], null, changed, conversions + 1);
            }

            if (WithPadding(reader, padded, zero) is not { } more)
            {
                return false;
            }

            changed[reader.Index] = more;
            return true;
        }

        /// <summary>
        /// A reader with more padding; null: it is none that has such padding, or has a window that would see nothing else.
        /// </summary>
        private OnnxNode? WithPadding(OnnxNode reader, string padded, double? zero)
        {
            if (reader.Attributes.GetValueOrDefault("auto_pad")?.Text is { } automatic && automatic is not ("NOTSET" or "VALID" or ""))
            {
                return null;
            }

            var (operands, space) = (OperandsOf(reader, tensors), tensors[padded].Shape[2..]);
            var windows = reader.Kind switch
            {
                "Conv" when zero is null && WeightsOf(1) is { } weights => Windows.Of(operands, space, weights.Shape[2..]),
                "ConvInteger" when zero == (operands.Has(2) ? operands.Scalar(2) : 0) && WeightsOf(1) is { } weights => Windows.Of(
                    operands,
                    space,
                    weights.Shape[2..]
                ),
                "QLinearConv" when zero == operands.Scalar(2) && WeightsOf(3) is { } weights => Windows.Of(
                    operands,
                    space,
                    weights.Shape[2..]
                ),
                // Cells of padding count as nothing there: no zero may be the largest value beside values below 0.
                "MaxPool" when zero is null && isPositive => Windows.Of(operands, space, null),
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

            Tensor? WeightsOf(int operand) => tensors[reader.Inputs[operand]].Value;
        }
    }
}
