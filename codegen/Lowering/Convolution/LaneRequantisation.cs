using Striate.Codegen.Arithmetic;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>
/// From words of lane sums to bytes: each lane is shifted out, requantised and clamped, by a table look-up or where a table
/// would be too long by comparison. An offset in each word's first literal makes its lanes non-negative; with m = 1 it also
/// holds bias and rounding, so that a shift, a mask and the look-up are all.
/// </summary>
/// <param name="Layout">The lanes.</param>
/// <param name="Table">Clamps to the activation's range; null where comparisons do.</param>
/// <param name="Minimum">Smallest activation.</param>
/// <param name="Maximum">Largest activation.</param>
/// <param name="Step">m, s and c of the channel.</param>
/// <param name="Bias">Bias of the channel.</param>
/// <param name="Range">Its accumulators, bias included, garbage lanes included.</param>
/// <param name="PartMinimums">Smallest sum of each part of the channel's taps; more than one where one word would overflow.</param>
internal sealed record LaneRequantisation(
    LaneLayout Layout,
    ClampTable? Table,
    int Minimum,
    int Maximum,
    RequantisationStep Step,
    int Bias,
    AccumulatorRange Range,
    IReadOnlyList<long> PartMinimums
)
{
    /// <summary>The local that holds a value until comparisons have clamped it.</summary>
    public const string Value = "v";

    private int Multiplier => Step.Multiplier;

    private int Shift => Step.Shift;

    private long Constant => Step.Constant;

    private int TableZero => Table?.Zero ?? 0;

    /// <summary>Index of value 0 that the offset makes when m = 1: the table's, or the least that keeps lanes non-negative.</summary>
    private long Zero =>
        Table is not null && Range.Maximum + Folded(TableZero) < Layout.Capacity
            ? TableZero
            : Math.Max(0, -((Range.Minimum + Constant) >> Shift));

    // C# takes shifts modulo 64: s may be far larger than the channel's sums need.
    private bool ShiftsOnly =>
        Step.Split is null
        && Multiplier == 1
        && PartMinimums.Count == 1
        && ((Layout.Lanes - 1) * Layout.Bits) + Shift < 64
        && Range.Maximum + Folded(Zero) < Layout.Capacity;

    /// <summary>
    /// Rounding and an index as they are added before the shift; a table's index may be larger than 64 bits leave room for.
    /// </summary>
    private Int128 Folded(long zero) => Constant + ((Int128)zero << Shift);

    private bool FitsInt => (Step with { Constant = Constant + ((long)TableZero << Shift) }).FitsInt(Range.Minimum, Range.Maximum);

    /// <summary>Added to every lane of a part's word.</summary>
    public long Offset(int part) => ShiftsOnly ? Bias + Constant + (Zero << Shift) : -PartMinimums[part];

    /// <summary>Statements that store the activation of a lane.</summary>
    /// <param name="words">The locals with the lane sums, one per part.</param>
    /// <param name="lane">Which lane.</param>
    /// <param name="store">Stores an activation expression.</param>
    public IEnumerable<Statement> Activation(IReadOnlyList<string> words, int lane, Func<Code, Statement> store) =>
        Table is null
            ?
            [
                .. Unclamped(words, lane),
                .. RequantisationText.Clamp(Value, Step.Rounded(Range.Minimum), Step.Rounded(Range.Maximum), Minimum, Maximum),
                store(((Code)Value).To("byte")),
            ]
            : [store(new Element("c", Index(words, lane)))];

    private IEnumerable<Statement> Unclamped(IReadOnlyList<string> words, int lane) =>
        Step.Split is null
            ? [new Assign(Value, Index(words, lane))]
            :
            [
                new Assign(Value, Sum(words, lane).Plus((int)Range.Minimum)),
                new Assign(Value, RequantisationText.Value(Step, Value).To("int")),
            ];

    private Code Sum(IReadOnlyList<string> words, int lane) =>
        words.Select(word => Extract(word, lane, shift: 0)).Aggregate((a, b) => a + b);

    /// <summary>The value before the clamp, from the table's zero on.</summary>
    private Code Index(IReadOnlyList<string> words, int lane)
    {
        if (ShiftsOnly)
        {
            return Extract(words[0], lane, Shift).Plus((int)(TableZero - Zero));
        }

        var sum = Sum(words, lane);
        var isFolded = ((Int128)Range.Maximum * Multiplier) + Folded(TableZero) <= long.MaxValue;
        var constant = (Range.Minimum * Multiplier) + (long)Folded(isFolded ? TableZero : 0);
        if (FitsInt)
        {
            return (Multiplier == 1 ? sum : sum * Multiplier).Plus(unchecked((int)constant)) >> Shift;
        }

        var wide = sum.To("long");
        var index = (((Multiplier == 1 ? wide : wide * Code.Long(Multiplier)) + Code.Long(constant)) >> Shift).To("int");
        return isFolded ? index : index.Plus(TableZero);
    }

    private Code Extract(string word, int lane, int shift)
    {
        var right = (lane * Layout.Bits) + shift;
        if (lane == Layout.Lanes - 1 && Layout.TopLaneIsClean)
        {
            return (((Code)word) >> right).To("int");
        }

        var value = lane == 0 ? ((Code)word).To("int") >> shift : (((Code)word) >> right).To("int");
        return value & (int)((Layout.Capacity - 1) >> shift);
    }
}
