namespace Striate.Codegen.Lowering;

/// <summary>
/// Several output rows computed at once, one per lane of a 64-bit word: lane j holds row y + j * <paramref name="Band"/>.
/// Sums of lanes are exact while every lane's final sum, made non-negative by an offset, stays below 2^bits; what happens
/// in between may borrow from neighbours, because addition and multiplication are linear modulo 2^64.
/// </summary>
/// <param name="Lanes">2..4.</param>
/// <param name="Bits">Bits of a lane: 32, 21 or 16.</param>
/// <param name="Band">Output rows per lane; the last lanes may reach beyond the last row.</param>
/// <param name="HasFreeBit">Whether the uppermost bit of every lane stays free, for comparisons.</param>
public readonly record struct LaneLayout(int Lanes, int Bits, int Band, bool HasFreeBit = false)
{
    /// <summary>The layout of a map for a number of lanes.</summary>
    /// <param name="lanes">2..4.</param>
    /// <param name="rows">Output rows of the layer.</param>
    public static LaneLayout Of(int lanes, int rows) => new(lanes, 64 / lanes, (rows + lanes - 1) / lanes);

    /// <summary>Rows computed beyond the last one.</summary>
    public int Overrun(int rows) => (Lanes * Band) - rows;

    /// <summary>A lane's final sum is below this; 2^31 for 32-bit lanes, because it is taken out as an int.</summary>
    public long Capacity => 1L << Math.Min(HasFreeBit ? Bits - 1 : Bits, 31);

    /// <summary>Whether nothing but its own sum can stand in the top lane after a shift: the word is never negative.</summary>
    public bool TopLaneIsClean => Lanes * Math.Min(Bits, 31) < 63 || Bits * Lanes < 64;

    /// <summary>The same value in every lane.</summary>
    public long Splat(long value)
    {
        var word = 0L;
        for (var lane = 0; lane < Lanes; lane++)
        {
            word = unchecked(word + (value << (lane * Bits)));
        }

        return word;
    }
}
