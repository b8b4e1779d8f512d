using System.Collections.Immutable;

namespace Striate.Import.Source;

/// <summary>Types of a TFLite tensor that this project tells apart; the numbers are the file's.</summary>
internal enum TensorType
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
    UInt8 = 3,
    Int64 = 4,
    Bool = 6,
    Int16 = 7,
    Int8 = 9,
    Float64 = 10,
    Int4 = 17,
}

/// <summary>A tensor of the source model.</summary>
/// <param name="Index">Its number in the file.</param>
/// <param name="Name">What the file calls it, cut and cleaned; for people only.</param>
/// <param name="Type">What one element is.</param>
/// <param name="Shape">Extents as the file gives them.</param>
/// <param name="Data">Elements of a constant, little-endian; empty for what is computed.</param>
/// <param name="Scales">Quantisation: one for all, or one per slice of <paramref name="Axis"/>; empty: none.</param>
/// <param name="ZeroPoints">As many as scales.</param>
/// <param name="Axis">The dimension that scales run along.</param>
internal sealed record SourceTensor(
    int Index,
    string Name,
    TensorType Type,
    ImmutableArray<int> Shape,
    ReadOnlyMemory<byte> Data,
    FloatVector Scales,
    LongVector ZeroPoints,
    int Axis
)
{
    /// <summary>Whether its elements stand in the file.</summary>
    public bool IsConstant => !Data.IsEmpty;

    /// <summary>Number of elements, at most 2^31: the product of sides overflows even 64 bits.</summary>
    public long Length => Shape.Aggregate(1L, (product, side) => Math.Min(product * side, 1L << 31));

    /// <inheritdoc/>
    public override string ToString() => $"tensor {Index} '{Name}'";
}
