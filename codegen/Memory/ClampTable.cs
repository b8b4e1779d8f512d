using System.Globalization;

namespace Striate.Codegen.Memory;

/// <summary>
/// A clamp table: entry i holds <c>clamp(i - Zero, Minimum, Maximum)</c> as a byte, or its product with a factor. One look-up
/// replaces two comparisons with branches, and a multiplication. Built when the class is initialised, so it takes heap and no flash.
/// </summary>
/// <param name="Minimum">Smallest activation.</param>
/// <param name="Maximum">Largest activation.</param>
/// <param name="Zero">Index of value 0.</param>
/// <param name="Length">Entries.</param>
/// <param name="Factor">What entries are multiplied by; 0: they are bytes.</param>
public sealed record ClampTable(int Minimum, int Maximum, int Zero, int Length, int Factor = 0)
{
    /// <summary>Type of an entry: <c>byte</c>, <c>short</c> or <c>int</c>.</summary>
    public string ElementType => ElementTypeOf(Minimum, Maximum, Factor);

    /// <summary>Type of the table.</summary>
    public string ArrayType => ElementType + "[]";

    /// <summary>Bytes of all entries.</summary>
    public int Bytes => Length * BytesOf(ElementType);

    /// <summary>The method of generated code that makes it.</summary>
    public string Maker =>
        Factor == 0 ? "MakeClamp"
        : ElementType == "short" ? "MakeShorts"
        : "MakeInts";

    /// <summary>Type of an entry of such a table.</summary>
    internal static string ElementTypeOf(int minimum, int maximum, int factor)
    {
        var (one, other) = ((long)minimum * factor, (long)maximum * factor);
        return factor == 0 ? "byte"
            : Math.Min(one, other) >= short.MinValue && Math.Max(one, other) <= short.MaxValue ? "short"
            : "int";
    }

    /// <summary>Bytes of an entry.</summary>
    internal static int BytesOf(string elementType) =>
        elementType switch
        {
            "byte" => 1,
            "short" => 2,
            _ => 4,
        };

    /// <summary>The variable that generated code uses for the table.</summary>
    public string Name =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"clamp{(Minimum > 0 ? "P" : "")}{Math.Abs(Minimum)}_{(Maximum < 0 ? "M" : "")}{Math.Abs(Maximum)}{(Factor == 0 ? "" : "x")}{(Factor < 0 ? "M" : "")}{(Factor == 0 ? "" : Math.Abs(Factor))}"
        );

    /// <summary>The property by which the trace gets it.</summary>
    public string Property => "C" + Name[1..];
}
