using System.Collections.Immutable;
using Striate.Codegen.Lowering;

namespace Striate.Codegen.Memory;

/// <summary>What a way to compute a layer needs of the working memory besides the maps that it reads and writes.</summary>
/// <param name="RowsBelow">Rows below its map that it writes; they are cleared after it.</param>
/// <param name="RowsRead">Rows that it reads from the top of its first window on, also where the map ends before; 0: none beyond the map.</param>
/// <param name="Words">Longs that only this layer uses while it runs.</param>
/// <param name="Accumulators">Ints that only this layer uses while it runs.</param>
/// <param name="Next">The residual addition or max pooling behind the layer that is computed with it: the layer then has no map of its own; null for none.</param>
/// <param name="Sweep">How it is swept, which needs no zeros around its input; null where it is not.</param>
/// <param name="Clamps">The tables that clamp its values.</param>
public sealed record Workspace(
    int RowsBelow = 0, int RowsRead = 0, int Words = 0, int Accumulators = 0, string? Next = null, SweepPlan? Sweep = null,
    params ImmutableArray<ClampUse> Clamps)
{
    /// <summary>Nothing but the maps.</summary>
    public static readonly Workspace None = new(Clamps: []);
}

/// <summary>Values that a layer clamps by table.</summary>
/// <param name="Minimum">Smallest activation.</param>
/// <param name="Maximum">Largest activation.</param>
/// <param name="Least">Smallest value before the clamp, at most 0.</param>
/// <param name="Most">Largest value before the clamp, at least 0.</param>
public sealed record ClampUse(int Minimum, int Maximum, int Least, int Most)
{
    /// <summary>Tables that clamp are not worth their heap beyond this.</summary>
    private const int LongestTable = 16_384;

    /// <summary>Whether a table for these values is worth its heap.</summary>
    public bool IsShort => (long)Most - Least < LongestTable;
}
