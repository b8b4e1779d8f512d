using System.Collections.Immutable;

namespace Striate.Platform;

/// <summary>
/// The registry of diagnostics; <c>data/diagnostics.json</c> is its one home. Numbers: 11xx compilation, 12xx limits,
/// 13xx constructs that do not work, 14xx references, 15xx semantics that differ from .NET, 16xx the emulator, 17xx budgets, 18xx imports.
/// </summary>
public static class DiagnosticDescriptors
{
    private static readonly Dictionary<string, DiagnosticDescriptor> s_byNumber;

    static DiagnosticDescriptors()
    {
        All = PlatformData.Read(
            "diagnostics.json",
            row =>
            {
                var remedy = row.Text("remedy");
                return new DiagnosticDescriptor(
                    row.Text("number"),
                    (Severity)row.Choice("severity", "information", "warning", "error"),
                    row.Text("title"),
                    row.Text("explanation"),
                    remedy,
                    row.TextIfAny("generated") ?? remedy
                );
            }
        );
        s_byNumber = All.ToDictionary(descriptor => descriptor.Number);
    }

    /// <summary>All descriptors, by number.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; }

    /// <summary>The descriptor with a number.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static DiagnosticDescriptor Get(string number) =>
        s_byNumber.TryGetValue(number, out var descriptor)
            ? descriptor
            : throw new KeyNotFoundException($"there is no diagnostic '{number}'");
}
