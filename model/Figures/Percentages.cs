namespace Striate.Model.Figures;

/// <summary>Percentages as reports hold them.</summary>
public static class Percentages
{
    /// <summary>A part of a whole, rounded to two decimals.</summary>
    /// <param name="part">The part; a percentage already where the whole is 100.</param>
    /// <param name="whole">The whole; not 0.</param>
    public static double Of(double part, double whole) => Math.Round(100 * part / whole, 2, MidpointRounding.AwayFromZero);

    /// <summary>A percentage, rounded to two decimals; null stays null.</summary>
    public static double? Rounded(double? percent) => percent is { } value ? Of(value, 100) : null;
}
