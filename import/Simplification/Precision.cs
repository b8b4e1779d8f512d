using Striate.Import.Source;

namespace Striate.Import.Simplification;

/// <summary>Tells quantised models from float ones and from those that are both.</summary>
internal static class Precision
{
    /// <exception cref="ImportException">An operator between the ends computes with float numbers.</exception>
    public static void Require(SourceModel model, Ends ends)
    {
        foreach (var node in ends.Nodes)
        {
            var (isFloat, hasBytes) = (
                node.Inputs.Concat(node.Outputs)
                    .Any(tensor => tensor >= 0 && model.Tensors[tensor] is { IsConstant: false, Type: TensorType.Float32 }),
                node.Inputs.Any(tensor => tensor >= 0 && model.Tensors[tensor] is { IsConstant: true, Type: TensorType.Int8 })
            );
            if (isFloat && hasBytes)
            {
                throw Problems.At(
                    node,
                    Problems.Hybrid,
                    "it has int8 weights and float32 activations (a hybrid model)",
                    "quantise activations too (TFLite: full integer quantisation), or convert the network to float"
                );
            }
        }

        if (ends.Nodes.FirstOrDefault(node => node.Outputs.Any(tensor => model.Tensors[tensor].Type == TensorType.Float32)) is { } first)
        {
            throw Problems.At(
                first,
                Problems.Float,
                "it computes with float32, and float models have to be quantised before",
                "quantise the source network to int8 (TFLite: full integer quantisation)"
            );
        }
    }
}
