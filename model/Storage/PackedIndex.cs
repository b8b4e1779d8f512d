using System.Collections.Immutable;

namespace Striate.Model.Storage;

/// <summary>The shapes of the kernels of one convolution as packages hold them: a canonical prefix code.</summary>
/// <param name="ShapesInUse">Numbers of the shapes that slices have, ascending.</param>
/// <param name="CodeLengths">Bits of the code of each of them; 0 where all slices have the same shape.</param>
/// <param name="Bits">The codes in slice order; the most significant bit of a code comes first.</param>
public sealed record PackedIndex(ImmutableArray<int> ShapesInUse, ImmutableArray<int> CodeLengths, ImmutableArray<byte> Bits);
