using System.Globalization;

namespace Striate.Cli.Presentation;

/// <summary>Numbers as tables show them, and text from packages as a terminal may be shown it.</summary>
internal static class Format
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Fixed(double value, int digits) => value.ToString("F" + digits, CultureInfo.InvariantCulture);

    /// <summary>A number with the decimals that it needs, two at most.</summary>
    public static string Short(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Percent(double value) => Fixed(value, 2) + " %";
}
