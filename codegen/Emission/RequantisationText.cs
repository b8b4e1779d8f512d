using System.Globalization;
using Striate.Model.Graph;

namespace Striate.Codegen.Emission;

/// <summary>
/// Requantisation of one accumulator as C# text. In 32 bits where the range proves that <c>acc * m + rounding</c> stays
/// within an int (wrap-around in between does not matter), in 64 bits elsewhere; clamps only where a value can reach them.
/// </summary>
internal static class RequantisationText
{
    /// <summary>Whether the whole computation of a channel fits 32 bits.</summary>
    /// <param name="minimum">Smallest accumulator, bias included.</param>
    /// <param name="maximum">Largest accumulator, bias included.</param>
    public static bool FitsInt(long minimum, long maximum, int multiplier, int shift) =>
        shift < 32 && (minimum * multiplier) + Half(shift) >= int.MinValue && (maximum * multiplier) + Half(shift) <= int.MaxValue;

    /// <summary>
    /// A statement that takes a sum without its bias to the requantised value in <paramref name="target"/>, and the clamp.
    /// </summary>
    public static string Literal(
        string target, string sum, int bias, int multiplier, int shift, long minimum, long maximum, int low, int high)
    {
        var folded = ((long)bias * multiplier) + Half(shift);
        var (least, most) = (Rounded(minimum, multiplier, shift), Rounded(maximum, multiplier, shift));
        if (FitsInt(minimum, maximum, multiplier, shift))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{target} = ({Scaled(sum, multiplier)}{Signed(unchecked((int)folded))}) >> {shift};")
                + Clamp(target, least, most, low, high);
        }

        var value = minimum - bias >= int.MinValue && maximum - bias <= int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"((long)({sum}) * {multiplier}{Signed(folded, "L")}) >> {shift}")
            : string.Create(CultureInfo.InvariantCulture, $"((long)({sum}{Signed(bias)}) * {multiplier}{Signed(Half(shift), "L")}) >> {shift}");
        return Narrow(target, value, least, most, low, high);
    }

    /// <summary>
    /// Statements that clamp a 64-bit expression whose value is known to lie in minimum..maximum into an int. Beyond the
    /// range of int it is clamped before it is narrowed: narrowing first would drop the upper bits.
    /// </summary>
    public static string Narrow(string target, string value, long minimum, long maximum, int low, int high) =>
        minimum >= int.MinValue && maximum <= int.MaxValue
            ? $"{target} = (int)({value});" + Clamp(target, minimum, maximum, low, high)
            : $"{{ long wide = {value};{Clamp("wide", minimum, maximum, low, high)} {target} = (int)wide; }}";

    /// <summary>Clamps a variable whose value is known to lie in minimum..maximum.</summary>
    public static string Clamp(string target, long minimum, long maximum, int low, int high)
    {
        var fromBelow = minimum < low ? string.Create(CultureInfo.InvariantCulture, $" if ({target} < {low}) {target} = {low};") : string.Empty;
        var fromAbove = maximum > high ? string.Create(CultureInfo.InvariantCulture, $" if ({target} > {high}) {target} = {high};") : string.Empty;
        return fromBelow.Length > 0 && fromAbove.Length > 0 ? fromBelow + " else" + fromAbove : fromBelow + fromAbove;
    }

    private static string Scaled(string sum, int multiplier) =>
        multiplier == 1 ? sum : string.Create(CultureInfo.InvariantCulture, $"({sum}) * {multiplier}");

    /// <summary>A constant added to an expression. int.MinValue cannot be written as a subtraction: 2147483648 is a uint.</summary>
    private static string Signed(long value, string suffix = "") => value switch
    {
        0 => string.Empty,
        int.MinValue => $" + (-2147483648{suffix})",
        > 0 => string.Create(CultureInfo.InvariantCulture, $" + {value}{suffix}"),
        _ => " - " + value.ToString(CultureInfo.InvariantCulture)[1..] + suffix,
    };

    /// <summary>A requantised value before its clamp.</summary>
    public static long Rounded(long accumulator, int multiplier, int shift) => ((accumulator * multiplier) + Half(shift)) >> shift;

    private static long Half(int shift) => 1L << (shift - 1);
}
