using System.Globalization;

namespace Striate.Codegen.Reporting;

/// <summary>Figures as the page of a report writes them.</summary>
internal static class Figure
{
    /// <summary>A whole number with its thousands set apart.</summary>
    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
