using Striate.Codegen.Arithmetic;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Requantisation of one accumulator as statements. In 32 bits where the range proves that <c>acc * m + rounding</c> stays
/// within an int (wrap-around in between does not matter), in 64 bits elsewhere; clamps only where a value can reach them.
/// </summary>
internal static class RequantisationText
{
    private const int SignBit = 31;

    /// <summary>
    /// Statements that take a sum without its bias to the requantised value in <paramref name="target"/>, and the clamp.
    /// </summary>
    public static IEnumerable<Statement> Literal(
        string target,
        Code sum,
        int bias,
        RequantisationStep step,
        long minimum,
        long maximum,
        int low,
        int high
    )
    {
        var (multiplier, shift, constant) = (step.Multiplier, step.Shift, step.Constant);
        var folded = ((long)bias * multiplier) + constant;
        var (least, most) = (step.Rounded(minimum), step.Rounded(maximum));
        if (step.FitsInt(minimum, maximum))
        {
            var scaled = multiplier == 1 ? sum : sum * multiplier;
            return [new Assign(target, scaled.Plus(unchecked((int)folded)) >> shift), .. Clamp(target, least, most, low, high)];
        }

        if (step.Split is not null)
        {
            return [new Assign(target, sum.Plus(bias)), .. Narrow(target, Value(step, target), least, most, low, high)];
        }

        var fits = minimum - bias >= int.MinValue && maximum - bias <= int.MaxValue;
        var wide = (fits ? sum : sum.Plus(bias)).To("long") * Code.Long(multiplier);
        return Narrow(target, (wide + Code.Long(fits ? folded : constant)) >> shift, least, most, low, high);
    }

    /// <summary>
    /// Statements that clamp a 64-bit expression whose value is known to lie in minimum..maximum into an int. Beyond the
    /// range of int it is clamped before it is narrowed: narrowing first would drop the upper bits.
    /// </summary>
    public static IEnumerable<Statement> Narrow(string target, Code value, long minimum, long maximum, int low, int high) =>
        minimum >= int.MinValue && maximum <= int.MaxValue
            ? [new Assign(target, value.To("int")), .. Clamp(target, minimum, maximum, low, high)]
            :
            [
                new Block([
                    new Assign("wide", value, "long"),
                    .. Clamp("wide", minimum, maximum, low, high, Code.Long),
                    new Assign(target, ((Code)"wide").To("int")),
                ]),
            ];

    /// <summary>
    /// The requantised value of the accumulator in a local, as a long: what lies below the split takes the difference of the constants.
    /// </summary>
    public static Code Value(RequantisationStep step, Code accumulator)
    {
        var product = step.Multiplier == 1 ? accumulator.To("long") : accumulator.To("long") * Code.Long(step.Multiplier);
        var sum = step.Constant == 0 ? product : product + Code.Long(step.Constant);
        return step.Split is not { } split
            ? sum >> step.Shift
            : (sum + ((accumulator.Plus(-split.Threshold) >> SignBit).To("long") & Code.Long(split.Below - step.Constant))) >> step.Shift;
    }

    /// <summary>Clamps a variable whose value is known to lie in minimum..maximum.</summary>
    /// <param name="literal">Makes the bounds; null for int.</param>
    public static IEnumerable<Statement> Clamp(
        string target,
        long minimum,
        long maximum,
        int low,
        int high,
        Func<long, Code>? literal = null
    )
    {
        literal ??= value => (Code)(int)value;
        // How often a clamp acts is not known before data is seen: a ReLU takes about half.
        var below = new If(target, Comparison.Less, literal(low), new Assign(target, literal(low)), low == 0 ? 0.5 : 0.05, IsByData: true);
        var above = new If(target, Comparison.Greater, literal(high), new Assign(target, literal(high)), 0.05, IsByData: true);
        return (minimum < low, maximum > high) switch
        {
            (true, true) => [new If(below.Left, below.Comparison, below.Right, below.Then, below.Probability, above, IsByData: true)],
            (true, false) => [below],
            (false, true) => [above],
            _ => [],
        };
    }
}
