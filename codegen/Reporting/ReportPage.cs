using System.Globalization;
using Striate.Codegen.Rendering;

namespace Striate.Codegen.Reporting;

/// <summary>A report as one HTML page that needs nothing besides itself.</summary>
public static class ReportPage
{
    // Of the chart, in pixels.
    private const int BarHeight = 9;
    private const int RowHeight = 26;
    private const int LabelWidth = 170;
    private const int ChartWidth = 640;

    /// <summary>The page. Every text of the network is escaped.</summary>
    public static string Of(NetworkReport report)
    {
        var most = Math.Max(1, report.Layers.Max(layer => Math.Max(layer.PredictedInstructions, layer.Instructions ?? 0)));
        double Width(double instructions) => Math.Round(instructions * ChartWidth / most, 1);
        return Templates.Render("report", new
        {
            report.Network,
            Sha256 = report.PackageSha256,
            report.Options,
            report.Vectors,
            report.Assemblies,
            Diagnostics = report.Diagnostics.ToArray(),
            Layers = report.Layers.Append(report.Total).Select(layer => new
            {
                Name = layer.Layer,
                layer.Kind,
                layer.Shape,
                layer.Plan,
                DenseMacs = Count(layer.DenseMacs),
                KeptMacs = Count(layer.KeptMacs),
                Predicted = Count(layer.PredictedInstructions),
                Counted = layer.Instructions is { } counted ? Count(counted) : "",
                Units = Count(layer.CostUnits ?? layer.PredictedCostUnits),
                Il = Count(layer.IlBytes),
                Tables = Count(layer.TableBytes),
                Heap = Count(layer.HeapBytes),
                Runners = layer.RunnersUp.Select(other => new
                {
                    other.Plan, Predicted = Count(other.PredictedInstructions), Units = Count(other.PredictedCostUnits), Il = Count(other.IlBytes),
                    Tables = Count(other.TableBytes), Heap = Count(other.HeapBytes), other.Rejected,
                }).ToArray(),
            }).ToArray(),
            ChartHeight = (report.Layers.Length * RowHeight) + 8,
            FullWidth = LabelWidth + ChartWidth + 110,
            LabelWidth,
            BarHeight,
            Bars = report.Layers.Select((layer, index) => new
            {
                Name = layer.Layer,
                Top = 4 + (index * RowHeight),
                Second = 4 + (index * RowHeight) + BarHeight + 1,
                Text = 4 + (index * RowHeight) + BarHeight + 3,
                Predicted = Width(layer.PredictedInstructions).ToString(CultureInfo.InvariantCulture),
                Counted = Width(layer.Instructions ?? 0).ToString(CultureInfo.InvariantCulture),
                End = (LabelWidth + 6 + Width(Math.Max(layer.PredictedInstructions, layer.Instructions ?? 0))).ToString(CultureInfo.InvariantCulture),
                Value = Count(layer.Instructions ?? layer.PredictedInstructions),
            }).ToArray(),
            Maps = report.Map.Buffers.Select(buffer => new
            {
                buffer.Name, buffer.Shape, Offset = Count(buffer.Offset), Bytes = Count(buffer.Bytes), buffer.First, buffer.Last,
            }).ToArray(),
            Objects = report.Map.Objects.Select(entry => new { entry.What, Layer = entry.Layer ?? "", Bytes = Count(entry.Bytes) }).ToArray(),
            ObjectBytes = Count(report.Map.ObjectBytes),
            FrameBytes = Count(report.Map.FrameBytes),
            AssemblyBytes = Count(report.Map.AssemblyBytes),
            HeapBytes = Count(report.Map.TotalBytes),
            CodeBytes = Count(report.CodeBytes),
            HeapBudget = Limit(report.Budgets.Heap),
            CodeBudget = Limit(report.Budgets.Code),
            IlBudget = Limit(report.Budgets.Il),
        });
    }

    private static string Limit(long? bytes) => bytes is { } limit ? Count(limit) : "none";

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
