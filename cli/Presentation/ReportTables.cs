using Spectre.Console;
using Striate.Codegen.Reporting;

namespace Striate.Cli.Presentation;

/// <summary>A report as tables.</summary>
internal static class ReportTables
{
    // The whole list is in the JSON and on the page.
    private const int MostRunnersUp = 3;

    public static void Draw(Screen screen, NetworkReport report)
    {
        var layers = screen.Table(
            "layer",
            "output",
            "MACs\ndense",
            "kept",
            "pre-\ndicted",
            "counted",
            "cost units",
            "bytes\nof IL",
            "bytes of\ntables",
            "bytes\nof heap"
        );
        foreach (var layer in report.Layers.Append(report.Total))
        {
            layers.AddRow(
                Markup.Escape(layer.Layer),
                layer.Shape,
                Format.Count(layer.DenseMacs),
                Format.Count(layer.KeptMacs),
                Format.Count(layer.PredictedInstructions),
                layer.Instructions is { } counted ? Format.Count(counted) : "",
                Format.Count(layer.CostUnits ?? layer.PredictedCostUnits),
                Format.Count(layer.IlBytes),
                Format.Count(layer.TableBytes),
                Format.Count(layer.HeapBytes)
            );
        }

        screen.Write(layers);
        screen.Line();
        var plans = screen.Table("layer", "plan", "instructions", "cost units", "bytes\nof IL", "bytes of\ntables", "why not");
        foreach (var layer in report.Layers)
        {
            plans.AddRow(
                Markup.Escape(layer.Layer),
                Markup.Escape(layer.Plan),
                Format.Count(layer.PredictedInstructions),
                Format.Count(layer.PredictedCostUnits),
                Format.Count(layer.IlBytes),
                Format.Count(layer.TableBytes),
                "chosen"
            );
            foreach (var other in layer.RunnersUp.Take(MostRunnersUp))
            {
                plans.AddRow(
                    "",
                    Markup.Escape(other.Plan),
                    Format.Count(other.PredictedInstructions),
                    Format.Count(other.PredictedCostUnits),
                    Format.Count(other.IlBytes),
                    Format.Count(other.TableBytes),
                    other.Rejected
                );
            }
        }

        screen.Write(plans);
        screen.Line();
        MemoryMapTable.Draw(screen, report.Map);
        screen.Line(
            $"{Format.Count(report.FlashBytes)} bytes of flash in {report.Assemblies} {(report.Assemblies == 1 ? "assembly" : "assemblies")}"
        );
        foreach (var problem in report.Diagnostics)
        {
            screen.Line(problem);
        }
    }
}
