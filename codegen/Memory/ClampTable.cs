using System.Globalization;

namespace Striate.Codegen.Memory;

/// <summary>
/// A table that clamps: entry i holds <c>clamp(i - Zero, Minimum, Maximum)</c> as a byte. One look-up replaces two
/// comparisons with branches. Built when the class is initialised, so it takes heap and no flash.
/// </summary>
/// <param name="Minimum">Smallest activation.</param>
/// <param name="Maximum">Largest activation.</param>
/// <param name="Zero">Index of value 0.</param>
/// <param name="Length">Entries.</param>
public sealed record ClampTable(int Minimum, int Maximum, int Zero, int Length)
{
    /// <summary>The variable that generated code uses for the table.</summary>
    public string Name => string.Create(
        CultureInfo.InvariantCulture, $"clamp{(Minimum > 0 ? "P" : "")}{Math.Abs(Minimum)}_{(Maximum < 0 ? "M" : "")}{Math.Abs(Maximum)}");

    /// <summary>The property by which the trace gets it.</summary>
    public string Property => "C" + Name[1..];
}
