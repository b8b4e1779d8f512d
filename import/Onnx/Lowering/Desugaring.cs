using System.Collections.Immutable;
using System.Globalization;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Lowering;

/// <summary>Operators on bytes as their real twins between conversions: one form of quantised models is left.</summary>
internal static class Desugaring
{
    /// <summary>The index of an operator that the source does not have.</summary>
    public const int NoIndex = -1;

    private const string Domain = OnnxReader.Microsoft + ".";

    /// <summary>The same model without QLinear operators and QGemm.</summary>
    public static OnnxModel Of(OnnxModel model)
    {
        var scope = new Scope(model);
        foreach (var node in model.Nodes)
        {
            scope.Add(node);
        }

        return model with
        {
            Nodes = [.. scope.Nodes],
            Constants = scope.Constants.ToImmutable(),
        };
    }

    private sealed class Scope(OnnxModel model)
    {
        private readonly HashSet<string> _names =
        [
            .. model.Nodes.SelectMany(node => node.Outputs.Concat(node.Inputs)),
            .. model.Constants.Keys,
            .. model.Inputs.Select(input => input.Name),
        ];
        private int _last;

        public List<OnnxNode> Nodes { get; } = [];

        public ImmutableDictionary<string, Tensor>.Builder Constants { get; } = model.Constants.ToBuilder();

        public void Add(OnnxNode node)
        {
            switch (node.Kind)
            {
                case "QLinearConv":
                    Quantised(node, "Conv", [Real(node, 0), Real(node, 3, axis: 0), Bias(node, 8, 1, 4)], 6);
                    break;
                case "QLinearMatMul":
                    Quantised(node, "MatMul", [Real(node, 0), Real(node, 3)], 6);
                    break;
                case Domain + "QGemm" when node.Inputs.Length > 7 && node.Inputs[7].Length > 0:
                    Quantised(
                        node,
                        "Gemm",
                        [
                            Real(node, 0),
                            Real(node, 3, axis: node.Attributes.GetValueOrDefault("transB")?.Int == 1 ? 0 : 1),
                            Bias(node, 6, 1, 4),
                        ],
                        7
                    );
                    break;
                case Domain + "QLinearAdd" or Domain + "QLinearMul":
                    Quantised(node, node.Kind[(Domain + "QLinear").Length..], [Real(node, 0), Real(node, 3)], 6);
                    break;
                case Domain + "QLinearConcat":
                    Quantised(
                        node,
                        "Concat",
                        [.. Enumerable.Range(0, (node.Inputs.Length - 2) / 3).Select(part => Real(node, 2 + (3 * part)))],
                        0
                    );
                    break;
                case Domain + "QLinearAveragePool"
                or Domain + "QLinearGlobalAveragePool"
                or Domain + "QLinearLeakyRelu"
                or Domain + "QLinearSigmoid"
                or Domain + "QLinearSoftmax":
                    Quantised(node, node.Kind[(Domain + "QLinear").Length..], [Real(node, 0)], 3);
                    break;
                default:
                    Nodes.Add(node);
                    break;
            }
        }

        /// <summary>The twin, and what turns its output into bytes.</summary>
        private void Quantised(OnnxNode node, string kind, ImmutableArray<string> inputs, int scale)
        {
            var real = NewName();
            var attributes = node.Attributes.Remove("channels_last").Remove("opset");
            var opset = kind == "Softmax" && node.Attributes.GetValueOrDefault("opset")?.Int is { } told ? (int)told : model.Opset;
            Nodes.Add(node with { Kind = kind, Inputs = inputs, Outputs = [real], Attributes = attributes, Opset = opset });
            Nodes.Add(Synthetic("QuantizeLinear", [real, .. Parameters(node, scale)], node.Outputs));
        }

        private string Real(OnnxNode node, int operand, int axis = 1)
        {
            var name = NewName();
            Nodes.Add(
                Synthetic("DequantizeLinear", [node.Inputs[operand], .. Parameters(node, operand + 1)], [name]) with
                {
                    Attributes = ImmutableDictionary<string, AttributeMessage>.Empty.Add("axis", new AttributeMessage(axis)),
                }
            );
            return name;
        }

        /// <summary>int32 at the product of two constant scales.</summary>
        private string Bias(OnnxNode node, int operand, int scaleA, int scaleB)
        {
            if (operand >= node.Inputs.Length || node.Inputs[operand].Length == 0)
            {
                return "";
            }

            var (name, scale) = (NewName(), NewName());
            if (
                !Constants.TryGetValue(node.Inputs[scaleA], out var a)
                || !Constants.TryGetValue(node.Inputs[scaleB], out var b)
                || a.Length != 1
            )
            {
                throw Problems.UnsupportedOption(node, "its scales are not constant");
            }

            Constants[scale] = Tensor.Of(
                ElementType.Float32,
                b.Length == 1 ? [] : [b.Length],
                [.. b.Reals.ToArray().Select(one => one * a.Real(0))]
            );
            Nodes.Add(
                Synthetic("DequantizeLinear", [node.Inputs[operand], scale], [name]) with
                {
                    Attributes = ImmutableDictionary<string, AttributeMessage>.Empty.Add("axis", new AttributeMessage(0)),
                }
            );
            return name;
        }

        private static ImmutableArray<string> Parameters(OnnxNode node, int scale) =>
            scale + 1 < node.Inputs.Length && node.Inputs[scale + 1].Length > 0
                ? [node.Inputs[scale], node.Inputs[scale + 1]]
                : [node.Inputs[scale]];

        private OnnxNode Synthetic(string kind, ImmutableArray<string> inputs, ImmutableArray<string> outputs) =>
            new(NoIndex, "", kind, Math.Max(13, model.Opset), inputs, outputs, ImmutableDictionary<string, AttributeMessage>.Empty);

        private string NewName()
        {
            string name;
            do
            {
                name = string.Create(CultureInfo.InvariantCulture, $"desugared{++_last}");
            } while (!_names.Add(name));
            return name;
        }
    }
}
