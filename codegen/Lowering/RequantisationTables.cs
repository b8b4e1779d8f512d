using System.Collections.Immutable;
using Striate.Codegen.Arithmetic;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Requantisation for code that loops over output channels <c>o</c>: parameters that differ by channel are tables, the
/// others literals.
/// </summary>
/// <param name="Tables">Static tables.</param>
/// <param name="Hoisted">Statements that load the parameters of channel <c>o</c>.</param>
/// <param name="Apply">Statements that requantise the accumulator <c>t</c>; none for logits.</param>
internal sealed record RequantisationTables(
    ImmutableArray<TableText> Tables,
    ImmutableArray<Statement> Hoisted,
    ImmutableArray<Statement> Apply
)
{
    /// <summary>The statements for a layer.</summary>
    /// <param name="requantisation">Null for logits.</param>
    /// <param name="ranges">Accumulator range per channel, bias included.</param>
    public static RequantisationTables Of(Requantisation? requantisation, ImmutableArray<AccumulatorRange> ranges)
    {
        if (requantisation is null)
        {
            return new RequantisationTables([], [], []);
        }

        var (multipliers, shifts) = (requantisation.Multipliers, requantisation.Shifts);
        var tables = ImmutableArray.CreateBuilder<TableText>();
        var multiplier = Parameter("m", "Multipliers", multipliers, tables);
        var shift = Parameter("s", "Shifts", shifts, tables);
        var steps = ranges.Select((_, channel) => RequantisationStep.Of(requantisation, channel)).ToList();
        var fitsInt = Enumerable
            .Range(0, ranges.Length)
            .All(channel => steps[channel].FitsInt(ranges[channel].Minimum, ranges[channel].Maximum));
        var values = steps
            .SelectMany((step, channel) => new[] { step.Rounded(ranges[channel].Minimum), step.Rounded(ranges[channel].Maximum) })
            .ToList();
        var constant = requantisation.Constants is null
            ? (Half(shift.Value, fitsInt ? 1 : Code.Long(1)), [])
            : Constant(steps, fitsInt, tables);
        var (least, most, low, high) = (values.Min(), values.Max(), requantisation.Minimum, requantisation.Maximum);
        Code accumulator = "t";
        var apply = fitsInt
            ?
            [
                new Assign("t", Shifted(Scaled(accumulator, multiplier.Value) + constant.Value, shift.Value)),
                .. RequantisationText.Clamp("t", least, most, low, high),
            ]
            : RequantisationText.Narrow(
                "t",
                Shifted((accumulator.To("long") * Wide(multiplier.Value)) + constant.Value, shift.Value),
                least,
                most,
                low,
                high
            );
        return new RequantisationTables(tables.ToImmutable(), [.. multiplier.Hoisted, .. shift.Hoisted, .. constant.Hoisted], [.. apply]);
    }

    private static Code Scaled(Code value, Code multiplier) => multiplier is IntLiteral { Value: 1 } ? value : value * multiplier;

    private static Code Shifted(Code value, Code shift) => Binary.Of(Operator.ShiftRight, value, shift);

    private static Code Wide(Code value) => value is IntLiteral literal ? Code.Long(literal.Value) : value.To("long");

    /// <summary>Half of the last step; of a constant shift it is a constant.</summary>
    private static Code Half(Code shift, Code one) =>
        (shift, one) switch
        {
            (IntLiteral literal, LongLiteral) => Code.Long(1L << (literal.Value - 1)),
            (IntLiteral literal, _) => 1 << (literal.Value - 1),
            _ => Binary.Of(Operator.ShiftLeft, one, shift.Plus(-1)),
        };

    /// <summary>
    /// What is added before the shift, where that is not half of the last step; what is above 32 bits is lost in them anyway.
    /// </summary>
    private static (Code Value, ImmutableArray<Statement> Hoisted) Constant(
        List<RequantisationStep> steps,
        bool fitsInt,
        ImmutableArray<TableText>.Builder tables
    )
    {
        if (fitsInt)
        {
            return Parameter("add", "Constants", [.. steps.Select(step => unchecked((int)step.Constant))], tables);
        }

        if (steps.TrueForAll(step => step.Constant == steps[0].Constant))
        {
            return (Code.Long(steps[0].Constant), []);
        }

        var table = TableText.Of("Constants", steps.ConvertAll(step => step.Constant));
        tables.Add(table);
        return ("add", [new Assign("add", new Element(table.Field, "o"), "long")]);
    }

    private static (Code Value, ImmutableArray<Statement> Hoisted) Parameter(
        string local,
        string field,
        ImmutableArray<int> values,
        ImmutableArray<TableText>.Builder tables
    )
    {
        if (values.All(value => value == values[0]))
        {
            return (values[0], []);
        }

        var table = TableText.Narrowest(field, values);
        tables.Add(table);
        return (local, [new Assign(local, new Element(table.Field, "o"), "int")]);
    }
}
