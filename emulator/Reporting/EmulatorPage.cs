using System.Globalization;
using System.Text;
using Striate.Emulator.Libraries;
using Striate.Platform;

namespace Striate.Emulator.Reporting;

/// <summary>The generated parts of the documentation page about the emulator.</summary>
public static class EmulatorPage
{
    /// <summary>Every supported library method, type by type.</summary>
    public static string SupportedLibraries()
    {
        var page = new StringBuilder("| type | methods |\n|---|---|\n");
        foreach (var type in LibraryTable.All.Select(method => method.Signature.Split("::")).GroupBy(parts => parts[0]).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var methods = type.Select(parts => parts[1].Replace("System.", "", StringComparison.Ordinal)).Select(name => $"`{name}`");
            page.Append(CultureInfo.InvariantCulture, $"| `{type.Key}` | {string.Join(", ", methods)} |\n");
        }

        return page.ToString();
    }

    /// <summary>One line per diagnostic that the emulator gives.</summary>
    public static string Diagnostics()
    {
        var page = new StringBuilder("| number | meaning | remedy |\n|---|---|---|\n");
        foreach (var number in Numbers().Order(StringComparer.Ordinal))
        {
            var descriptor = DiagnosticDescriptors.Get(number);
            page.Append(CultureInfo.InvariantCulture, $"| {number} | {descriptor.Title} | {descriptor.Remedy} |\n");
        }

        return page.ToString();
    }

    private static IEnumerable<string> Numbers() =>
        typeof(EmulatorDiagnostics).GetFields().Select(field => (string)field.GetRawConstantValue()!);
}
