namespace Striate.Cli;

/// <summary>Texts as fields of a CSV file.</summary>
internal static class CsvField
{
    /// <summary>The text, in quotes where it needs them.</summary>
    public static string Of(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
