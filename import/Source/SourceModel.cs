using System.Collections.Immutable;
using Striate.Import.Reading;

namespace Striate.Import.Source;

/// <summary>One operator of the source model.</summary>
/// <param name="Index">Its place in the order of execution.</param>
/// <param name="Kind">The operator's name as TensorFlow Lite has it.</param>
/// <param name="Inputs">Tensor numbers; -1: left out.</param>
/// <param name="Outputs">Tensor numbers.</param>
/// <param name="Options">Its attributes; null: the schema's defaults.</param>
internal sealed record SourceNode(int Index, string Kind, ImmutableArray<int> Inputs, ImmutableArray<int> Outputs, FlatTable? Options)
{
    /// <summary>Whether an operand is there: optional ones may be left out.</summary>
    public bool Has(int operand) => operand < Inputs.Length && Inputs[operand] >= 0;

    /// <inheritdoc/>
    public override string ToString() => $"operator {Index} {Kind}";
}

/// <summary>The source model as it stands in the file.</summary>
/// <param name="Tensors">By number.</param>
/// <param name="Nodes">In the order of execution.</param>
/// <param name="Inputs">Tensor numbers.</param>
/// <param name="Outputs">Tensor numbers.</param>
/// <param name="FileBytes">Length of the file: what bounds the memory that its weights may take.</param>
internal sealed record SourceModel(
    ImmutableArray<SourceTensor> Tensors,
    ImmutableArray<SourceNode> Nodes,
    ImmutableArray<int> Inputs,
    ImmutableArray<int> Outputs,
    int FileBytes
);
