using System.Collections.Immutable;
using System.Numerics;

namespace Striate.Model.Storage;

/// <summary>
/// The kernels of one convolution in the compact index storage, as generated tables hold them: index entries of equal width, which one
/// shift reads.
/// </summary>
/// <param name="ShapesInUse">Numbers of the shapes that slices have, ascending.</param>
/// <param name="IndexBits">Bits per slice in <paramref name="Index"/>: see <see cref="IndexBitsFor"/>.</param>
/// <param name="Index">Per slice the position of its shape in <paramref name="ShapesInUse"/>, bit-packed in slice order.</param>
/// <param name="Weights">All weights in slice order, tap order along the segment, bit-packed two's complement.</param>
/// <remarks>The bit order is <see cref="BitWriter"/>'s.</remarks>
public sealed record PackedKernels(ImmutableArray<int> ShapesInUse, int IndexBits, ImmutableArray<byte> Index, ImmutableArray<byte> Weights)
{
    /// <summary>ceil(log2(shapes in use)): 0 where all slices have the same shape.</summary>
    public static int IndexBitsFor(int shapesInUse) => 32 - BitOperations.LeadingZeroCount((uint)(shapesInUse - 1));
}
