using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Lowering;

/// <summary>
/// Between bytes, quantised models compute with float32: what half or double precision rounds otherwise would not be the same integers.
/// </summary>
internal static class SinglePrecision
{
    /// <param name="model">Quantised.</param>
    /// <param name="tensors">Types of all tensors, and values of the constant ones.</param>
    /// <exception cref="ImportException">An operator that depends on the input reads or writes real numbers of another type.</exception>
    public static void Require(OnnxModel model, ImmutableDictionary<string, TensorInfo> tensors)
    {
        foreach (var node in model.Nodes.Where(node => node.Outputs.Any(output => output.Length > 0 && tensors[output].Value is null)))
        {
            foreach (var name in node.Inputs.Concat(node.Outputs).Where(name => name.Length > 0))
            {
                if (tensors[name].Type is var type && type.IsReal() && type != ElementType.Float32)
                {
                    throw Problems.At(
                        node,
                        Problems.Type,
                        $"tensor '{OnnxReader.Clean(name)}' is {type.ToString().ToLowerInvariant()}, which rounds differently from float32",
                        "export the network with float32, then quantise it"
                    );
                }
            }
        }
    }
}
