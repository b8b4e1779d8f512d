using System.Collections.Immutable;
using System.Globalization;
using ScottPlot;

namespace Striate.Results.Pictures;

/// <summary>A confusion matrix as a picture: the darker a cell, the larger its part of the row's samples.</summary>
public static class ConfusionPlot
{
    private const int Cell = 70;
    private const int Margin = 160;
    private const int MostPixels = 2400;

    /// <summary>Draws it as PNG.</summary>
    /// <param name="labels">Name of each class.</param>
    /// <param name="rows">Samples of a class by what they were taken for.</param>
    public static byte[] Draw(ImmutableArray<string> labels, ImmutableArray<ImmutableArray<int>> rows)
    {
        var (count, plot) = (rows.Length, new Plot());
        for (var row = 0; row < count; row++)
        {
            var all = Math.Max(1, rows[row].Sum());
            for (var column = 0; column < count; column++)
            {
                Add(plot, column, count - 1 - row, rows[row][column], (double)rows[row][column] / all);
            }
        }

        var places = Enumerable.Range(0, count).Select(number => (double)number).ToArray();
        plot.Axes.Bottom.SetTicks(places, [.. labels]);
        plot.Axes.Left.SetTicks([.. places.Reverse()], [.. labels]);
        plot.XLabel("reported class");
        plot.YLabel("class");
        plot.HideGrid();
        var side = Math.Min(MostPixels, Margin + (Cell * count));
        return plot.GetImageBytes(side, side, ImageFormat.Png);
    }

    private static void Add(Plot plot, int x, int y, int count, double part)
    {
        var cell = plot.Add.Rectangle(x - 0.5, x + 0.5, y - 0.5, y + 0.5);
        byte Shade(int full) => (byte)Math.Round(255 - (part * (255 - full)));
        (cell.FillColor, cell.LineColor) = (new Color(Shade(0x08), Shade(0x30), Shade(0x6b)), Colors.LightGray);
        if (count > 0)
        {
            var text = plot.Add.Text(count.ToString(CultureInfo.InvariantCulture), x, y);
            (text.LabelAlignment, text.LabelFontColor) = (Alignment.MiddleCenter, part > 0.5 ? Colors.White : Colors.Black);
        }
    }
}
