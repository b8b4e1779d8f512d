using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;

namespace Striate.Codegen.Lowering.General;

/// <summary>Any requantisation, in 64 bits, for code that has the accumulator <c>t</c>.</summary>
/// <param name="Tables">Its parameters.</param>
/// <param name="Hoisted">Loads those with a number.</param>
/// <param name="Apply">Requantises <c>t</c>.</param>
internal sealed record GeneralRequantisation(
    ImmutableArray<TableText> Tables,
    Func<Code, ImmutableArray<Statement>> Hoisted,
    ImmutableArray<Statement> Apply
)
{
    // How often sums lie below the split, or values beyond the clamp, is not known before data is seen.
    private const double UsuallyBelow = 0.5;

    private static readonly GeneralRequantisation s_none = new([], _ => [], []);

    /// <summary>The parameters of some channels, or nothing for logits.</summary>
    public static GeneralRequantisation Of(Requantisation? requantisation, Range channels) =>
        requantisation is null ? s_none : Of([(requantisation, channels)], requantisation.Minimum, requantisation.Maximum);

    /// <summary>The parameters of several requantisations one after the other; they have one clamp.</summary>
    public static GeneralRequantisation Of(IReadOnlyList<(Requantisation One, Range Channels)> parts, int low, int high)
    {
        var hasSplit = parts.Any(part => part.One.Split is not null);
        ImmutableArray<TableText> tables =
        [
            TableText.Narrowest("Multipliers", [.. parts.SelectMany(part => part.One.Multipliers.AsSpan()[part.Channels].ToArray())]),
            TableText.Narrowest("Shifts", [.. parts.SelectMany(part => part.One.Shifts.AsSpan()[part.Channels].ToArray())]),
            TableText.Of("Constants", parts.SelectMany(part => Channels(part).Select(part.One.ConstantOf)).ToArray()),
            .. !hasSplit
                ? []
                : new[]
                {
                    TableText.Of(
                        "Thresholds",
                        parts.SelectMany(part => Channels(part).Select(o => part.One.Split?.Thresholds[o] ?? int.MinValue)).ToArray()
                    ),
                    TableText.Of(
                        "Below",
                        parts.SelectMany(part => Channels(part).Select(o => part.One.Split?.Constants[o] ?? 0L)).ToArray()
                    ),
                },
        ];
        return new(
            tables,
            number =>
                [
                    Loaded("m", tables[0], number),
                    Loaded("s", tables[1], number),
                    Loaded("c", tables[2], number, "long"),
                    .. hasSplit
                        ? [Loaded("threshold", tables[3], number), Loaded("below", tables[4], number, "long")]
                        : ImmutableArray<Statement>.Empty,
                ],
            [
                .. hasSplit
                    ?
                    [
                        new Assign("add", "c", "long"),
                        new If("t", Comparison.Less, "threshold", new Assign("add", "below"), UsuallyBelow, IsByData: true),
                    ]
                    : ImmutableArray<Statement>.Empty,
                .. Clamped(
                    Binary.Of(Operator.ShiftRight, (((Code)"t").To("long") * ((Code)"m").To("long")) + (hasSplit ? "add" : "c"), "s"),
                    low,
                    high
                ),
            ]
        );
    }

    /// <summary>Statements that clamp a long, and make <c>t</c> of it.</summary>
    public static ImmutableArray<Statement> Clamped(Code value, int low, int high) =>
        [
            new Assign("u", value, "long"),
            .. RequantisationText.Clamp("u", long.MinValue, long.MaxValue, low, high, Code.Long),
            new Assign("t", ((Code)"u").To("int")),
        ];

    private static Assign Loaded(string local, TableText table, Code number, string type = "int") =>
        new(local, new Element(table.Field, number), type);

    private static IEnumerable<int> Channels((Requantisation One, Range Channels) part)
    {
        var (offset, length) = part.Channels.GetOffsetAndLength(part.One.Multipliers.Length);
        return Enumerable.Range(offset, length);
    }
}
