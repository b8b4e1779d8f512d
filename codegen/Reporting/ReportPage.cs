using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Rendering;
using Striate.Model.Graph;
using Striate.Platform;

namespace Striate.Codegen.Reporting;

/// <summary>A report as one HTML page that needs nothing besides itself, and no scripts.</summary>
public static class ReportPage
{
    /// <summary>The page. Every text of the network is escaped.</summary>
    /// <param name="report">The report.</param>
    /// <param name="network">The network that it is about.</param>
    /// <param name="target">The board that milliseconds are estimated for.</param>
    /// <param name="outlooks">What the network would take on other boards; empty: that is left out.</param>
    public static string Of(NetworkReport report, Network network, Target target, ImmutableArray<TargetOutlook> outlooks)
    {
        var heap = Math.Max(report.Map.TotalBytes, report.Budgets.Heap ?? 0);
        return Templates.Render(
            "report",
            new
            {
                report.Network,
                Sha256 = report.PackageSha256,
                report.Options,
                report.Vectors,
                report.Assemblies,
                Target = target.Name,
                target.Assumption,
                TotalTime = Timeline.TimeOf(report.Total.PredictedInstructions, report.Total.PredictedCostUnits, target),
                TotalInstructions = Figure.Count(report.Total.Instructions ?? report.Total.PredictedInstructions),
                Diagnostics = report.Diagnostics.ToArray(),
                Timeline = Timeline
                    .Of(report, target)
                    .Select(part => new
                    {
                        part.Name,
                        part.Colour,
                        part.Left,
                        part.Width,
                        part.Label,
                        part.Text,
                        Time = part.Figure,
                        part.Share,
                    })
                    .ToArray(),
                Bars = Bars(report, target),
                Layers = report.Layers.Append(report.Total).Select(LayerOf).ToArray(),
                Targets = outlooks
                    .Select(row => new
                    {
                        Name = row.Target,
                        Time = Timeline.TextOf(row.Milliseconds),
                        Instructions = Figure.Count(row.Instructions),
                        Heap = Figure.Count(row.HeapBytes),
                        HeapLimit = Figure.Count(row.HeapLimit),
                        Code = Figure.Count(row.FlashBytes),
                        CodeLimit = Figure.Count(row.CodeLimit),
                        Fits = row.Short.Length == 0,
                        Reason = "no: " + row.Short,
                        IsChosen = row.Target == target.Name,
                    })
                    .ToArray(),
                Memory = MemoryPicture.Of(report),
                HeapParts = BarPart
                    .Of(HeapParts(report.Map), heap)
                    .Select(part => new
                    {
                        part.Name,
                        part.Colour,
                        part.Left,
                        part.Width,
                        part.Label,
                        part.Text,
                        Bytes = part.Figure,
                    })
                    .ToArray(),
                HeapScale = Figure.Count(heap) + (report.Budgets.Heap is null ? " bytes" : " bytes allowed"),
                Maps = report
                    .Map.Buffers.Select(buffer => new
                    {
                        buffer.Name,
                        buffer.Shape,
                        Offset = Figure.Count(buffer.Offset),
                        Bytes = Figure.Count(buffer.Bytes),
                        buffer.First,
                        buffer.Last,
                    })
                    .ToArray(),
                Objects = report
                    .Map.Objects.Select(entry => new
                    {
                        entry.What,
                        Layer = entry.Layer ?? "",
                        Bytes = Figure.Count(entry.Bytes),
                    })
                    .ToArray(),
                ObjectBytes = Figure.Count(report.Map.ObjectBytes),
                FrameBytes = Figure.Count(report.Map.FrameBytes),
                AssemblyBytes = Figure.Count(report.Map.AssemblyBytes),
                HeapBytes = Figure.Count(report.Map.TotalBytes),
                CodeBytes = Figure.Count(report.FlashBytes),
                HeapBudget = Limit(report.Budgets.Heap),
                CodeBudget = Limit(report.Budgets.Flash),
                KernelSize = KernelPictures.Size,
                Kernels = KernelPictures.Of(network),
            }
        );
    }

    private static object LayerOf(LayerReport layer) =>
        new
        {
            Name = layer.Layer,
            layer.Kind,
            layer.Shape,
            layer.Plan,
            DenseMacs = Figure.Count(layer.DenseMacs),
            KeptMacs = Figure.Count(layer.KeptMacs),
            Predicted = Figure.Count(layer.PredictedInstructions),
            Counted = layer.Instructions is { } counted ? Figure.Count(counted) : "",
            Units = Figure.Count(layer.CostUnits ?? layer.PredictedCostUnits),
            Il = Figure.Count(layer.IlBytes),
            Tables = Figure.Count(layer.TableBytes),
            Heap = Figure.Count(layer.HeapBytes),
            Runners = layer
                .RunnersUp.Select(other => new
                {
                    other.Plan,
                    Predicted = Figure.Count(other.PredictedInstructions),
                    Units = Figure.Count(other.PredictedCostUnits),
                    Il = Figure.Count(other.IlBytes),
                    Tables = Figure.Count(other.TableBytes),
                    Heap = Figure.Count(other.HeapBytes),
                    other.Rejected,
                })
                .ToArray(),
        };

    private static object[] Bars(NetworkReport report, Target target)
    {
        var most = Math.Max(1, report.Layers.Max(layer => Math.Max(layer.PredictedCostUnits, layer.CostUnits ?? 0)));
        double Width(double units) => Math.Round(units * 100 / most, 1);
        return
        [
            .. report.Layers.Select(layer => new
            {
                Name = layer.Layer,
                Predicted = Width(layer.PredictedCostUnits),
                Counted = Width(layer.CostUnits ?? 0),
                Time = Timeline.TimeOf(layer.PredictedInstructions, layer.PredictedCostUnits, target),
            }),
        ];
    }

    private static IEnumerable<(string Name, string Colour, double Size, string Figure)> HeapParts(MemoryMap map) =>
        map
            .Objects.GroupBy(entry => entry.What, StringComparer.Ordinal)
            .Select((same, index) => (same.Key, index == 0 ? "conv" : "pool", (double)same.Sum(entry => entry.Bytes)))
            .Append(("frames", "full", map.FrameBytes))
            .Append(("loader's tables", "other", map.AssemblyBytes))
            .Select(part => (part.Item1, part.Item2, part.Item3, Figure.Count(part.Item3)));

    private static string Limit(long? bytes) => bytes is { } limit ? Figure.Count(limit) : "none";
}
