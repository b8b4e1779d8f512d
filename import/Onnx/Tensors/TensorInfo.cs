using System.Collections.Immutable;

namespace Striate.Import.Onnx.Tensors;

/// <summary>What is known of a tensor before it is computed.</summary>
/// <param name="Type">What one element is.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Value">Its values where they do not depend on the network's input; else null.</param>
internal sealed record TensorInfo(ElementType Type, ImmutableArray<int> Shape, Tensor? Value = null)
{
    /// <summary>A tensor whose values are known.</summary>
    public static TensorInfo Of(Tensor value) => new(value.Type, value.Shape, value);
}
