using System.Collections.Immutable;
using System.Globalization;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Reading;

/// <summary>One operator of an ONNX model.</summary>
/// <param name="Index">Its place in the order of execution.</param>
/// <param name="Name">What the file calls it, cut and cleaned; may be empty.</param>
/// <param name="Kind">The operator's name; behind its domain where that is not ONNX's own.</param>
/// <param name="Opset">Version of its domain's operators.</param>
/// <param name="Inputs">Names of tensors; empty: left out.</param>
/// <param name="Outputs">Names of tensors; empty: left out.</param>
/// <param name="Attributes">By name.</param>
internal sealed record OnnxNode(
    int Index,
    string Name,
    string Kind,
    int Opset,
    ImmutableArray<string> Inputs,
    ImmutableArray<string> Outputs,
    ImmutableDictionary<string, AttributeMessage> Attributes
)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"operator {Index} {Kind}{(Name.Length > 0 ? $" '{Name}'" : "")}");
}

/// <summary>An input or output of the whole model.</summary>
/// <param name="Name">Of its tensor.</param>
/// <param name="Type">What one element is; none: it is not a tensor, or not said.</param>
/// <param name="Shape">Extents; -1: not fixed. Default: not said.</param>
internal sealed record OnnxValue(string Name, ElementType Type, ImmutableArray<int> Shape);

/// <summary>An ONNX model as it stands in the file.</summary>
/// <param name="Nodes">In an order of execution.</param>
/// <param name="Constants">Tensors that stand in the file, by name.</param>
/// <param name="Inputs">Without those that are constants.</param>
/// <param name="Outputs">At least one.</param>
/// <param name="Opset">Version of ONNX's own operators.</param>
/// <param name="Metadata">Notes of whoever wrote the file, by key.</param>
/// <param name="FileBytes">Length of the file and of those that hold its weights.</param>
internal sealed record OnnxModel(
    ImmutableArray<OnnxNode> Nodes,
    ImmutableDictionary<string, Tensor> Constants,
    ImmutableArray<OnnxValue> Inputs,
    ImmutableArray<OnnxValue> Outputs,
    int Opset,
    ImmutableDictionary<string, string> Metadata,
    long FileBytes
)
{
    /// <summary>Full paths of the files with weights.</summary>
    public ImmutableArray<string> WeightFiles { get; init; } = [];
}
