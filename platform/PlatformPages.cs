using System.Globalization;
using System.Text;

namespace Striate.Platform;

/// <summary>The documentation pages that are written from the tables.</summary>
public static class PlatformPages
{
    /// <summary>One section per diagnostic, Markdown.</summary>
    public static string Diagnostics()
    {
        var page = new StringBuilder(
            """
            # Diagnostics

            Problems that are found before a device is involved. An error does not work on the device; a warning may behave
            differently than on .NET. This page is written from `platform/data/diagnostics.json`.

            | number | severity | |
            |---|---|---|

            """);
        foreach (var descriptor in DiagnosticDescriptors.All)
        {
            Line(page, $"| [{descriptor.Number}](#{descriptor.Number.ToLowerInvariant()}) | {NameOf(descriptor.Severity)} | {descriptor.Title} |");
        }

        foreach (var descriptor in DiagnosticDescriptors.All)
        {
            Line(page, $"\n## {descriptor.Number}\n");
            Line(page, $"**{descriptor.Title}** ({NameOf(descriptor.Severity)}). {descriptor.Explanation}\n");
            Line(page, $"Remedy: {descriptor.Remedy}");
            if (descriptor.RemedyOfGenerated != descriptor.Remedy)
            {
                Line(page, $"\nRemedy for generated code: {descriptor.RemedyOfGenerated}");
            }
        }

        return page.ToString();
    }

    /// <summary>Limits, targets and instruction costs as tables, Markdown.</summary>
    public static string LimitsAndCosts()
    {
        var page = new StringBuilder(
            """
            # Limits, targets and costs of nanoFramework 1.x

            This page is written from the tables in `platform/data`.

            ## Limits

            | what | works | fails at | how it fails | remedy | diagnostic | source |
            |---|---:|---:|---|---|---|---|

            """);
        foreach (var limit in Limits.All)
        {
            var failsAt = limit.FailsAt is { } value ? value.ToString("N0", CultureInfo.InvariantCulture) : "not tested";
            Line(page, $"| {limit.Name} | {limit.Works:N0} | {failsAt} | {limit.Failure} | {limit.Remedy} | [{limit.Diagnostic}](diagnostics.md#{limit.Diagnostic.ToLowerInvariant()}) | {limit.Source} |");
        }

        Targets(page);
        Costs(page);
        return page.ToString();
    }

    private static void Targets(StringBuilder page)
    {
        page.Append("\n## Targets\n\n| name | board | heap, bytes | of it the runtime's | deployment, bytes | us per instruction | assumption |\n|---|---|---:|---:|---:|---:|---|\n");
        foreach (var target in Platform.Targets.All)
        {
            var (low, high) = target.MicrosecondsPerInstruction;
            Line(page, $"| `{target.Name}` | {target.Description} | {target.HeapBytes:N0} | {target.RuntimeBytes:N0} | {target.DeploymentBytes:N0} | {low} to {high} | {target.Assumption} |");
        }
    }

    private static void Costs(StringBuilder page)
    {
        page.Append("\n## Instruction costs\n\nCost units are host instructions of the interpreter, approximately.\n\n| group | units | basis | note | instructions |\n|---|---:|---|---|---|\n");
        foreach (var cost in InstructionCosts.Groups)
        {
            Line(page, $"| {cost.Group} | {cost.Weight} | {cost.Basis.ToString().ToLowerInvariant()} | {cost.Note} | {string.Join(' ', cost.Opcodes)} |");
        }
    }

    private static void Line(StringBuilder page, FormattableString text) =>
        page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string NameOf(Severity severity) => severity.ToString().ToLowerInvariant();
}
