using System.Globalization;
using System.Text;
using Striate.Emulator.Libraries;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator.Reporting;

/// <summary>The generated parts of the documentation page about the emulator.</summary>
public static class EmulatorPage
{
    /// <summary>Every native method that is supported, and those of the core library that are not, type by type.</summary>
    public static string SupportedLibraries()
    {
        var supported = LibraryTable.All.Select(method => method.Signature).ToArray();
        var missing = new HashSet<string>(CoreLibrary.NativeMethods().Except(supported));
        var page = new StringBuilder("| type | methods | not supported |\n|---|---|---|\n");
        foreach (
            var type in supported
                .Concat(missing)
                .GroupBy(method => method.Split("::")[0])
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{type.Key}` | {List(type.Where(method => !missing.Contains(method)))} | {List(type.Where(missing.Contains))} |\n"
            );
        }

        return page.ToString();
    }

    private static string List(IEnumerable<string> methods) =>
        string.Join(
            ", ",
            methods
                .Order(StringComparer.Ordinal)
                .Select(method => $"`{method.Split("::")[1].Replace("System.", "", StringComparison.Ordinal)}`")
        );

    /// <summary>One line per diagnostic that the emulator gives.</summary>
    public static string Diagnostics()
    {
        var page = new StringBuilder("| number | meaning | remedy |\n|---|---|---|\n");
        foreach (var number in EmulatorDiagnostics.Numbers.Order(StringComparer.Ordinal))
        {
            var descriptor = DiagnosticDescriptors.Get(number);
            page.Append(CultureInfo.InvariantCulture, $"| {number} | {descriptor.Title} | {descriptor.Remedy} |\n");
        }

        return page.ToString();
    }
}
