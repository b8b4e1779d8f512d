using System.Globalization;
using System.Text.Json;
using ScottPlot;

namespace Striate.Results.Pictures;

/// <summary>A point of a curve.</summary>
/// <param name="X">What it costs.</param>
/// <param name="Y">Accuracy, percent.</param>
/// <param name="Label">Beside the point.</param>
internal sealed record CurvePoint(double X, double Y, string Label);

/// <summary>Points of a kind, joined from left to right.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Colour">As #rrggbb; the same kind has the same one on every plot.</param>
/// <param name="Points">In any order.</param>
internal sealed record Curve(string Name, string Colour, IReadOnlyList<CurvePoint> Points);

/// <summary>Accuracy against cost, a curve for each kind of network or code.</summary>
internal static class CurvePlot
{
    private const int Width = 800;
    private const int Height = 450;

    public static Picture Of(string file, string title, IReadOnlyList<Curve> curves) =>
        new(file, $"{title} {JsonSerializer.Serialize(curves)}", () => Draw(title, curves));

    private static byte[] Draw(string title, IReadOnlyList<Curve> curves)
    {
        var plot = new Plot();
        foreach (var curve in curves)
        {
            var points = curve.Points.OrderBy(point => point.X).ToList();
            var scatter = plot.Add.Scatter(points.Select(point => point.X).ToArray(), points.Select(point => point.Y).ToArray());
            (scatter.LegendText, scatter.Color, scatter.LineWidth, scatter.MarkerSize) = (curve.Name, Color.FromHex(curve.Colour), 2, 8);
            foreach (var point in points)
            {
                var label = plot.Add.Text(point.Label, point.X, point.Y);
                (label.LabelFontColor, label.OffsetX, label.OffsetY) = (scatter.Color, 6, 4);
            }
        }

        plot.XLabel(title);
        plot.YLabel("accuracy, %");
        plot.Axes.Margins(0.15, 0.1);
        plot.ShowLegend(Alignment.LowerRight);
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    /// <summary>A factor as labels have it.</summary>
    public static string Factor(double width) => "x" + width.ToString("0.###", CultureInfo.InvariantCulture);
}
