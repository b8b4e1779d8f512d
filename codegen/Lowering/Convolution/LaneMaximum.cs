using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>
/// The larger of two words, lane by lane. The uppermost bit of every lane is free: set in one word, it is left by the
/// difference exactly where that word's lane is not the smaller one, and becomes the mask of the difference that is added.
/// </summary>
internal static class LaneMaximum
{
    private const string High = "high";
    private const string Low = "low";
    private const string Difference = "apart";
    private const string Larger = "larger";

    /// <summary>The locals, with the free bits and, where the mask's sign must be cut off, the lowest ones.</summary>
    public static IEnumerable<Statement> Declarations(LaneLayout layout)
    {
        yield return new Assign(High, Code.Long(layout.Splat(1L << (layout.Bits - 1))), "long");
        yield return new Declare("long", [Difference, Larger]);
        if (FillsWord(layout))
        {
            yield return new Assign(Low, Code.Long(layout.Splat(1)), "long");
        }
    }

    /// <summary>Puts the larger values in place of those of <paramref name="word"/>.</summary>
    public static IEnumerable<Statement> Of(LaneLayout layout, string word, string other)
    {
        Code larger = Larger,
            carried = larger >> (layout.Bits - 1);
        return
        [
            new Assign(Difference, ((Code)word | High) - other),
            new Assign(Larger, (Code)Difference & High),
            new Assign(word, (Code)other + ((Code)Difference & (larger - (FillsWord(layout) ? carried & Low : carried)))),
        ];
    }

    /// <summary>Whether the free bit of the top lane is the word's sign.</summary>
    private static bool FillsWord(LaneLayout layout) => layout.Lanes * layout.Bits == 64;
}
