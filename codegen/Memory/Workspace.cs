using System.Collections.Immutable;

namespace Striate.Codegen.Memory;

/// <summary>What a way to compute a layer needs of the working memory besides the maps that it reads and writes.</summary>
/// <param name="RowsBelow">Rows below its map that it writes; they are cleared after it.</param>
/// <param name="RowsRead">Rows that it reads from the top of its first window on, also where the map ends before; 0: none beyond the
/// map.</param>
/// <param name="Words">Longs that only this layer uses while it runs.</param>
/// <param name="Accumulators">Ints that only this layer uses while it runs.</param>
/// <param name="Zeros">Where the zeros are that it reads in place of values beyond its input.</param>
/// <param name="Clamps">The tables that clamp its values.</param>
public sealed record Workspace(
    int RowsBelow = 0,
    int RowsRead = 0,
    int Words = 0,
    int Accumulators = 0,
    ZeroPlace Zeros = ZeroPlace.Around,
    params ImmutableArray<ClampUse> Clamps
)
{
    /// <summary>Nothing but the maps.</summary>
    public static readonly Workspace None = new(Clamps: []);
}

/// <summary>Where a layer's zeros beyond its input are.</summary>
public enum ZeroPlace
{
    /// <summary>Around the map: its border.</summary>
    Around,

    /// <summary>A row of the map at the end of the arena, read instead of rows beyond it; columns beyond it are not read.</summary>
    Row,

    /// <summary>A column of the map at the end of the arena, read instead of columns beyond it; rows beyond it are not read.</summary>
    Column,
}

/// <summary>Values that a layer clamps by table.</summary>
/// <param name="Minimum">Smallest activation.</param>
/// <param name="Maximum">Largest activation.</param>
/// <param name="Least">Smallest value before the clamp, at most 0.</param>
/// <param name="Most">Largest value before the clamp, at least 0.</param>
/// <param name="Factor">What the table's entries are multiplied by; 0: they are bytes.</param>
public sealed record ClampUse(int Minimum, int Maximum, int Least, int Most, int Factor = 0)
{
    /// <summary>Bytes of a table for these values alone.</summary>
    internal int Bytes => (Most - Least + 1) * ClampTable.BytesOf(ClampTable.ElementTypeOf(Minimum, Maximum, Factor));

    /// <summary>Tables that clamp are not worth their heap beyond this.</summary>
    private const int LongestTable = 16_384;

    /// <summary>Whether a table for these values is worth its heap.</summary>
    public bool IsShort => (long)Most - Least < LongestTable;
}
