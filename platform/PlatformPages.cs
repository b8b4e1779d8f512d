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

            """
        );
        foreach (var descriptor in DiagnosticDescriptors.All)
        {
            Line(
                page,
                $"| [{descriptor.Number}](#{descriptor.Number.ToLowerInvariant()}) | {NameOf(descriptor.Severity)} | {descriptor.Title} |"
            );
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

    /// <summary>What a target leaves to an application, a table in Markdown.</summary>
    public static string TargetTable()
    {
        var table = new StringBuilder("| name | board | heap for an application | flash for assemblies |\n|---|---|---:|---:|\n");
        foreach (var target in Platform.Targets.All)
        {
            var isDefault = target == Platform.Targets.Default ? " (default)" : "";
            Line(
                table,
                $"| `{target.Name}`{isDefault} | {target.Description} | {target.ApplicationHeapBytes:N0} | {target.DeploymentBytes:N0} |"
            );
        }

        return table.ToString();
    }

    /// <summary>What a board is flashed with and wired to, a table in Markdown.</summary>
    public static string BoardTable()
    {
        var table = new StringBuilder(
            "| target | `nanoff --target` | `--address` | TX, RX | debugger on native USB |\n|---|---|---|---|---|\n"
        );
        foreach (var target in Platform.Targets.All)
        {
            var images = string.Join(
                ", ",
                target.Images.Select(image =>
                    image.Generation.Until is null ? $"`{image.Name}`" : $"`{image.Name}` before {image.Generation.Until}"
                )
            );
            var (usb, _, transmit, receive) = target.Connections;
            Line(
                table,
                $"| `{target.Name}` | {images} | {target.Partition.AddressText} | {transmit}, {receive} | {(usb ? "yes" : "no")} |"
            );
        }

        return table.ToString();
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

            """
        );
        foreach (var limit in Limits.All)
        {
            var failsAt = limit.FailsAt is { } value ? value.ToString("N0", CultureInfo.InvariantCulture) : "not tested";
            Line(
                page,
                $"| {limit.Name} | {limit.Works:N0} | {failsAt} | {limit.Failure} | {limit.Remedy} | [{limit.Diagnostic}](diagnostics.md#{limit.Diagnostic.ToLowerInvariant()}) | {limit.Source} |"
            );
        }

        Targets(page);
        Costs(page);
        return page.ToString();
    }

    private static void Targets(StringBuilder page)
    {
        page.Append(
            "\n## Targets\n\nThe time of an instruction is that of a usual one, of "
                + $"{Target.UsualUnits} cost units and the debugger's; others take as much more or less as their cost units are.\n\n"
                + "| name | board | heap, bytes | of it the runtime's | MHz | units for the debugger | us per instruction | assumption |\n|---|---|---:|---:|---:|---:|---|---|\n"
        );
        foreach (var target in Platform.Targets.All)
        {
            var (low, high) = target.MicrosecondsPerInstruction;
            Line(
                page,
                $"| `{target.Name}` | {target.Description} | {target.HeapBytes:N0} | {target.RuntimeBytes:N0} | {target.Megahertz} | {target.DebuggerUnits} | {low} to {high} | {target.Assumption} |"
            );
        }

        page.Append(
            "\n## Deployment partitions\n\nWhere an application lies in flash, by target and version of the firmware.\n\n"
                + "| target | firmware | address | bytes | source, in nf-interpreter |\n|---|---|---|---:|---|\n"
        );
        foreach (var target in Platform.Targets.All)
        {
            foreach (var partition in target.Partitions)
            {
                Line(
                    page,
                    $"| `{target.Name}` | {partition.Generation} | {partition.AddressText} | {partition.Bytes:N0} | {partition.Source} |"
                );
            }
        }
    }

    private static void Costs(StringBuilder page)
    {
        page.Append(
            "\n## Instruction costs\n\nCost units are host instructions of the interpreter's loop, built for 32 bits and size, counted with callgrind (nf-interpreter a3e8139, 436 patterns). Of two operands the left one decides;\n"
                + "a jump `back` is a loop's. A type without a figure of its own costs the units.\n\n| group | units | by type | basis | note | instructions |\n|---|---:|---|---|---|---|\n"
        );
        foreach (var cost in InstructionCosts.Groups)
        {
            var types = string.Join(
                ", ",
                cost.Types.Select(type => string.Create(CultureInfo.InvariantCulture, $"{type.Key} {type.Value}"))
            );
            Line(
                page,
                $"| {cost.Group} | {cost.Units} | {types} | {cost.Basis.ToString().ToLowerInvariant()} | {cost.Note} | {string.Join(' ', cost.Opcodes)} |"
            );
        }

        page.Append("\nA method that is entered also costs:\n\n| what | units | note |\n|---|---:|---|\n");
        foreach (var cost in FrameCosts.All)
        {
            Line(page, $"| {cost.What} | {cost.Units} | {cost.Note} |");
        }
    }

    private static void Line(StringBuilder page, FormattableString text) =>
        page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string NameOf(Severity severity) => severity.ToString().ToLowerInvariant();
}
