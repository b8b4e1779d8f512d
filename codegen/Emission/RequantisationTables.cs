using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Planning;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Emission;

/// <summary>
/// Requantisation for code that loops over output channels <c>o</c>: parameters that differ by channel are tables, the
/// others literals.
/// </summary>
/// <param name="Tables">Static tables.</param>
/// <param name="Hoisted">Statements that load the parameters of channel <c>o</c>.</param>
/// <param name="Apply">Statement that requantises the accumulator <c>t</c>; empty for logits.</param>
internal sealed record RequantisationTables(ImmutableArray<TableText> Tables, string Hoisted, string Apply)
{
    /// <summary>The statements for a layer.</summary>
    /// <param name="requantisation">Null for logits.</param>
    /// <param name="ranges">Accumulator range per channel, bias included.</param>
    public static RequantisationTables Of(Requantisation? requantisation, ImmutableArray<AccumulatorRange> ranges)
    {
        if (requantisation is null)
        {
            return new RequantisationTables([], string.Empty, string.Empty);
        }

        var (multipliers, shifts) = (requantisation.Multipliers, requantisation.Shifts);
        var tables = ImmutableArray.CreateBuilder<TableText>();
        var multiplier = Parameter("m", "Multipliers", multipliers, tables);
        var shift = Parameter("s", "Shifts", shifts, tables);
        var fitsInt = Enumerable.Range(0, ranges.Length).All(channel => RequantisationText.FitsInt(
            ranges[channel].Minimum, ranges[channel].Maximum, multipliers[channel], shifts[channel]));
        var half = shift.Literal ? Invariant(1L << (shifts[0] - 1)) : "(1 << (s - 1))";
        var wideHalf = shift.Literal ? half + "L" : "(1L << (s - 1))";
        var values = Enumerable.Range(0, ranges.Length).SelectMany(channel => new[]
        {
            RequantisationText.Rounded(ranges[channel].Minimum, multipliers[channel], shifts[channel]),
            RequantisationText.Rounded(ranges[channel].Maximum, multipliers[channel], shifts[channel]),
        }).ToList();
        var apply = fitsInt
            ? $"t = (t * {multiplier.Text} + {half}) >> {shift.Text};"
                + RequantisationText.Clamp("t", values.Min(), values.Max(), requantisation.Minimum, requantisation.Maximum)
            : RequantisationText.Narrow(
                "t", $"((long)t * {multiplier.Text} + {wideHalf}) >> {shift.Text}",
                values.Min(), values.Max(), requantisation.Minimum, requantisation.Maximum);
        return new RequantisationTables(tables.ToImmutable(), multiplier.Hoisted + shift.Hoisted, apply);
    }

    private static (string Text, bool Literal, string Hoisted) Parameter(
        string local, string field, ImmutableArray<int> values, ImmutableArray<TableText>.Builder tables)
    {
        if (values.All(value => value == values[0]))
        {
            return (Invariant(values[0]), true, string.Empty);
        }

        tables.Add(TableText.Narrowest(field, values));
        return (local, false, $"int {local} = {field}[o]; ");
    }

    private static string Invariant(long value) => value.ToString(CultureInfo.InvariantCulture);
}
