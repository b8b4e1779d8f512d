using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Calibration;

/// <summary>Normalisations become part of the weights and the bias of the Conv or Gemm that alone feeds them.</summary>
internal static class NormalisationFolding
{
    /// <param name="model">In real numbers.</param>
    /// <param name="tensors">Shapes of all tensors, and values of the constant ones.</param>
    /// <param name="folded">Takes the operators that are gone, each with the one that it is part of.</param>
    public static OnnxModel Of(
        OnnxModel model,
        ImmutableDictionary<string, TensorInfo> tensors,
        List<(OnnxNode Node, OnnxNode Into)> folded
    )
    {
        var readers = model
            .Nodes.SelectMany(node => node.Inputs.Distinct())
            .Concat(model.Outputs.Select(output => output.Name))
            .CountBy(name => name)
            .ToDictionary();
        var (nodes, constants) = (model.Nodes.ToBuilder(), model.Constants.ToBuilder());
        foreach (var normal in model.Nodes.Where(node => node.Kind == "BatchNormalization"))
        {
            var place = nodes.ToList().FindIndex(node => node.Outputs.Contains(normal.Inputs[0]));
            if (
                place < 0
                || readers[normal.Inputs[0]] != 1
                || WeightsAxis(nodes[place]) is not { } axis
                || !tensors.TryGetValue(nodes[place].Inputs[1], out var weights)
                || weights.Value is null
            )
            {
                continue;
            }

            var operands = new Operands(normal, [.. normal.Inputs.Select(name => name.Length > 0 ? tensors[name] : null)]);
            var (factors, offsets) = BatchNormalizationOperator.Affine(operands);
            var (weight, bias) = ($"{normal.Outputs[0]}\u0001weights", $"{normal.Outputs[0]}\u0001bias");
            var before = nodes[place].Inputs.Length > 2 && nodes[place].Inputs[2].Length > 0 ? tensors[nodes[place].Inputs[2]].Value : null;
            if (
                nodes[place].Inputs.Length > 2
                && nodes[place].Inputs[2].Length > 0
                && (before is null || (before.Length != 1 && before.Length != factors.Length))
            )
            {
                continue;
            }

            constants[weight] = Scaled(weights.Value, factors, axis);
            constants[bias] = Tensor.Of(
                ElementType.Float64,
                [factors.Length],
                [
                    .. factors.Select(
                        (factor, channel) => ((before?.Real(before.Length == 1 ? 0 : channel) ?? 0) * factor) + offsets[channel]
                    ),
                ]
            );
            folded.Add((normal, nodes[place]));
            nodes[place] = nodes[place] with { Inputs = [nodes[place].Inputs[0], weight, bias], Outputs = [normal.Outputs[0]] };
            nodes.Remove(normal);
        }

        return model with
        {
            Nodes = nodes.ToImmutable(),
            Constants = constants.ToImmutable(),
        };
    }

    /// <summary>The dimension of the weights that is the output channel; null: the operator has none, or takes no bias.</summary>
    public static int? WeightsAxis(OnnxNode node) =>
        node.Kind switch
        {
            "Conv" => 0,
            "Gemm"
                when node.Attributes.GetValueOrDefault("alpha")?.Float is null or 1
                    && node.Attributes.GetValueOrDefault("beta")?.Float is null or 1 => node.Attributes.GetValueOrDefault("transB")?.Int
            == 1
                ? 0
                : 1,
            _ => null,
        };

    private static Tensor Scaled(Tensor weights, double[] factors, int axis)
    {
        var (values, inner) = (weights.ToReals(), (int)Extents.Length(weights.Shape[(axis + 1)..]));
        for (var index = 0; index < values.Length; index++)
        {
            values[index] *= factors[index / inner % factors.Length];
        }

        return Tensor.Of(ElementType.Float64, weights.Shape, values);
    }
}
