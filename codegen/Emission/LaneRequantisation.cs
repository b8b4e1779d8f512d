using System.Globalization;
using Striate.Codegen.Planning;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Emission;

/// <summary>
/// From words of lane sums to bytes: each lane is shifted out, requantised and clamped by a table look-up. An offset in
/// each word's first literal makes its lanes non-negative; with m = 1 it also holds bias and rounding, so that a shift, a
/// mask and the look-up are all.
/// </summary>
/// <param name="Layout">The lanes.</param>
/// <param name="Table">Clamps to the activation's range.</param>
/// <param name="Multiplier">m of the channel.</param>
/// <param name="Shift">s of the channel.</param>
/// <param name="Bias">Bias of the channel.</param>
/// <param name="Range">Its accumulators, bias included, garbage lanes included.</param>
/// <param name="PartMinimums">Smallest sum of each part of the channel's taps; more than one where one word would overflow.</param>
internal sealed record LaneRequantisation(
    LaneLayout Layout,
    ClampTable Table,
    int Multiplier,
    int Shift,
    int Bias,
    AccumulatorRange Range,
    IReadOnlyList<long> PartMinimums)
{
    private long Half => 1L << (Shift - 1);

    /// <summary>Index of value 0 that the offset makes when m = 1: the table's, or the least that keeps lanes non-negative.</summary>
    private long Zero => Range.Maximum + Half + ((long)Table.Zero << Shift) < Layout.Capacity
        ? Table.Zero
        : Math.Max(0, -((Range.Minimum + Half) >> Shift));

    private bool ShiftsOnly => Multiplier == 1 && PartMinimums.Count == 1
        && Range.Maximum + Half + (Zero << Shift) < Layout.Capacity;

    private bool FitsInt => Shift < 32
        && (Range.Minimum * Multiplier) + Half + ((long)Table.Zero << Shift) >= int.MinValue
        && (Range.Maximum * Multiplier) + Half + ((long)Table.Zero << Shift) <= int.MaxValue;

    /// <summary>Added to every lane of a part's word.</summary>
    public long Offset(int part) => ShiftsOnly ? Bias + Half + (Zero << Shift) : -PartMinimums[part];

    /// <summary>The activation of a lane as an expression.</summary>
    /// <param name="words">The locals with the lane sums, one per part.</param>
    /// <param name="lane">Which lane.</param>
    public Counted Activation(IReadOnlyList<string> words, int lane)
    {
        if (ShiftsOnly)
        {
            var index = Extract(words[0], lane, Shift);
            var correction = (int)(Table.Zero - Zero);
            return LookUp(correction == 0 ? index : new Counted(MapAccess.Sum("(" + index.Text + ")", correction), index.Instructions + 2));
        }

        var parts = words.Select(word => Extract(word, lane, shift: 0)).ToList();
        var sum = "(" + string.Join(") + (", parts.Select(part => part.Text)) + ")";
        var cost = parts.Sum(part => part.Instructions) + parts.Count - 1;
        var constant = Half + (Range.Minimum * Multiplier) + ((long)Table.Zero << Shift);
        var factor = Multiplier == 1 ? string.Empty : Line($" * {Multiplier}");
        return LookUp(FitsInt
            ? new Counted(Line($"(({sum}){factor}{Plus(unchecked((int)constant), "")}) >> {Shift}"), cost + (Multiplier == 1 ? 4 : 6))
            : new Counted(Line($"(int)(((long)({sum}){factor}{Plus(constant, "L")}) >> {Shift})"), cost + (Multiplier == 1 ? 7 : 10)));
    }

    private Counted Extract(string word, int lane, int shift)
    {
        var right = (lane * Layout.Bits) + shift;
        var mask = (Layout.Capacity - 1) >> shift;
        if (lane == Layout.Lanes - 1 && Layout.TopLaneIsClean)
        {
            return new Counted(Line($"(int)({word} >> {right})"), 4);
        }

        return (lane, shift) switch
        {
            (0, 0) => new Counted(Line($"(int){word} & {mask}"), 4),
            (0, _) => new Counted(Line($"((int){word} >> {shift}) & {mask}"), 6),
            _ => new Counted(Line($"(int)({word} >> {right}) & {mask}"), 6),
        };
    }

    private static Counted LookUp(Counted index) => new($"c[{index.Text}]", index.Instructions + 2);

    /// <summary>A constant added to an expression. int.MinValue cannot be written as a subtraction: 2147483648 is a uint.</summary>
    private static string Plus(long value, string suffix) => value switch
    {
        int.MinValue => $" + (-2147483648{suffix})",
        >= 0 => Line($" + {value}{suffix}"),
        _ => Line($" - {-value}{suffix}"),
    };

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
