using ScottPlot;

namespace Striate.Trainer.Runs;

/// <summary>Pictures of a run: loss, accuracy and kept parameters over the epochs, and the shapes of the kernels.</summary>
internal static class RunPlots
{
    private const int Width = 900;
    private const int Height = 500;

    public static void Draw(string folder, IReadOnlyList<EpochRecord> epochs, RunReport report)
    {
        Curves(epochs, epoch => epoch.Loss, "cross-entropy").SavePng(Path.Combine(folder, "loss.png"), Width, Height);
        Curves(epochs, epoch => 100 * epoch.Accuracy, "training accuracy, %").SavePng(Path.Combine(folder, "accuracy.png"), Width, Height);
        Curves(epochs, epoch => 100 * epoch.Kept, "kept kernel parameters, %").SavePng(Path.Combine(folder, "kept.png"), Width, Height);
        Lengths(epochs).SavePng(Path.Combine(folder, "lengths.png"), Width, Height);
        Shapes(report).SavePng(Path.Combine(folder, "shapes.png"), Width, Height);
    }

    /// <summary>One curve a network, over the epochs of that network.</summary>
    private static Plot Curves(IReadOnlyList<EpochRecord> epochs, Func<EpochRecord, double> value, string title)
    {
        var plot = new Plot();
        foreach (
            var (name, phase) in new[]
            {
                ("dense", TrainingPhase.Dense),
                ("segments", TrainingPhase.Segments),
                ("dense, equal epochs", TrainingPhase.Matched),
            }
        )
        {
            var values = epochs.Where(epoch => epoch.Phase == phase || epoch.Phase == phase + 1).Select(value).ToArray();
            if (values.Length > 0)
            {
                plot.Add.Signal(values).LegendText = name;
            }
        }

        plot.XLabel("epoch");
        plot.YLabel(title);
        plot.ShowLegend();
        return plot;
    }

    /// <summary>How many kernels have segments of each length, over the epochs of the segment network.</summary>
    private static Plot Lengths(IReadOnlyList<EpochRecord> epochs)
    {
        var plot = new Plot();
        var counts = epochs.Where(epoch => epoch.Lengths is not null).Select(epoch => epoch.Lengths!).ToArray();
        for (var length = 0; length < counts.Select(epoch => epoch.Count).DefaultIfEmpty().Max(); length++)
        {
            plot.Add.Signal(counts.Select(epoch => (double)epoch[length]).ToArray()).LegendText = FormattableString.Invariant(
                $"{length} cells"
            );
        }

        plot.XLabel("epoch with segments");
        plot.YLabel("kernels");
        plot.ShowLegend();
        return plot;
    }

    /// <summary>Slices of all layers by shape number.</summary>
    private static Plot Shapes(RunReport report)
    {
        var plot = new Plot();
        var most = report.Layers.Select(layer => layer.ShapeHistogram.Length).DefaultIfEmpty().Max();
        plot.Add.Bars(
            Enumerable
                .Range(0, most)
                .Select(shape =>
                    (double)report.Layers.Where(layer => shape < layer.ShapeHistogram.Length).Sum(layer => layer.ShapeHistogram[shape])
                )
                .ToArray()
        );
        plot.XLabel("shape number");
        plot.YLabel("kernels");
        return plot;
    }
}
