namespace Striate.Model.Packaging;

/// <summary>
/// G.711's mu-law: 16 bits into 8, finer for quiet than for loud. The codes are in the order of the values, -128..127, and not bit-inverted
/// as they are sent over a line: of a value that is not negative G.711 sends <c>255 - q</c>, of a negative one <c>128 + q</c>.
/// </summary>
public static class MuLaw
{
    /// <summary>Its name in a contract.</summary>
    public const string Name = "mu-law";

    /// <summary>The largest magnitude of 16 bits that has a code of its own; what is louder has the same.</summary>
    public const int Loudest = short.MaxValue - Bias;

    /// <summary>What is added to a magnitude, so that each of the 8 segments begins at a power of two, the first at 128.</summary>
    public const int Bias = 132;

    /// <summary>Bits of a place within a segment.</summary>
    public const int PlaceBits = 4;

    private const int FirstSegment = 7;

    /// <summary>The code of a value; beyond 16 bits that of the nearest one.</summary>
    public static sbyte Compress(int value)
    {
        // G.711 takes the ones' complement of what is negative.
        var magnitude = Math.Min(value < 0 ? ~value : value, Loudest) + Bias;
        var segment = int.Log2(magnitude) - FirstSegment;
        var place = (magnitude >> (segment + FirstSegment - PlaceBits)) & ((1 << PlaceBits) - 1);
        var code = (segment << PlaceBits) + place;
        return (sbyte)(value < 0 ? ~code : code);
    }
}
