using System.Collections.Immutable;
using Striate.Codegen.Arithmetic;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>From a lane's sum to a byte. What differs by output channel is a parameter, the rest a literal.</summary>
/// <param name="Parameters">Parameters of the method that sweeps a channel.</param>
/// <param name="Arguments">What each channel passes for them.</param>
/// <param name="Apply">The statements that make <c>value</c> of a lane's sum.</param>
internal sealed record SweepRequantisation(
    ImmutableArray<Parameter> Parameters,
    ImmutableArray<ImmutableArray<Code>> Arguments,
    Func<Code, ImmutableArray<Statement>> Apply
)
{
    private static readonly Parameter[] s_multiplier = [new("int", "m")];
    private static readonly Parameter[] s_shift = [new("int", "s")];

    public static SweepRequantisation Of(Convolution layer, ValueRange input)
    {
        var requantisation = layer.Requantisation!;
        var (multipliers, shifts) = (requantisation.Multipliers, requantisation.Shifts);
        var ranges = AccumulatorBounds.Of(layer, input);
        var channels = Enumerable.Range(0, layer.Bias.Length).ToList();
        var steps = channels.ConvertAll(channel => RequantisationStep.Of(requantisation, channel));
        var fitsInt = channels.TrueForAll(channel => steps[channel].FitsInt(ranges[channel].Minimum, ranges[channel].Maximum));
        var values = channels
            .SelectMany(channel =>
                new[] { steps[channel].Rounded(ranges[channel].Minimum), steps[channel].Rounded(ranges[channel].Maximum) }
            )
            .ToList();
        var oneMultiplier = multipliers.All(multiplier => multiplier == multipliers[0]);
        var oneShift = shifts.All(shift => shift == shifts[0]);
        Code? factor =
            !oneMultiplier ? "m"
            : multipliers[0] == 1 ? null
            : multipliers[0];
        Code count = oneShift ? shifts[0] : "s";
        Code Scaled(Code sum, Code? multiplier) => multiplier is null ? sum : sum * multiplier;
        ImmutableArray<Statement> Apply(Code sum) =>
            fitsInt
                ?
                [
                    new Assign("value", Binary.Of(Operator.ShiftRight, Scaled(sum, factor) + "add", count)),
                    .. RequantisationText.Clamp("value", values.Min(), values.Max(), requantisation.Minimum, requantisation.Maximum),
                ]
                :
                [
                    .. RequantisationText.Narrow(
                        "value",
                        Binary.Of(Operator.ShiftRight, Scaled(sum.To("long"), Wide(factor)) + "add", count),
                        values.Min(),
                        values.Max(),
                        requantisation.Minimum,
                        requantisation.Maximum
                    ),
                ];
        return new SweepRequantisation(
            [new("int", "offset"), new(fitsInt ? "int" : "long", "add"), .. oneMultiplier ? [] : s_multiplier, .. oneShift ? [] : s_shift],
            [
                .. channels.Select(channel =>
                {
                    // A lane holds the sum plus its distance from the smallest one; ranges[channel].Minimum is that sum and the bias.
                    var offset = layer.Bias[channel] - ranges[channel].Minimum;
                    var add = (ranges[channel].Minimum * multipliers[channel]) + steps[channel].Constant;
                    return ImmutableArray.Create<Code>([
                        (int)offset,
                        fitsInt ? unchecked((int)add) : Code.Long(add),
                        .. oneMultiplier ? [] : new Code[] { multipliers[channel] },
                        .. oneShift ? [] : new Code[] { shifts[channel] },
                    ]);
                }),
            ],
            Apply
        );
    }

    private static Code? Wide(Code? factor) => factor is IntLiteral literal ? Code.Long(literal.Value) : factor?.To("long");
}
