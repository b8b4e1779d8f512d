using System.Globalization;
using System.Text.Json;
using ScottPlot;

namespace Striate.Results.Pictures;

/// <summary>The shapes that were learned: a bar for each layer, divided by direction and length of the segments.</summary>
internal static class ShapePlot
{
    private const int Width = 900;
    private const int Height = 480;
    private const int MostNamed = 16;

    // Directions in the order of the catalogue, each with a colour of its own.
    private static readonly (string Direction, string Colour)[] s_directions =
    [
        ("empty", "#d0d0d0"),
        ("point", "#7f7f7f"),
        ("horizontal", "#1f77b4"),
        ("down-right", "#ff7f0e"),
        ("vertical", "#2ca02c"),
        ("down-left", "#9467bd"),
        ("full", "#303030"),
    ];

    public static Picture Of(string file, IReadOnlyList<LayerShapes> layers) =>
        new(file, JsonSerializer.Serialize(layers), () => Draw(layers));

    private static byte[] Draw(IReadOnlyList<LayerShapes> layers)
    {
        var kinds = layers.SelectMany(layer => layer.Shapes.Keys).Distinct().OrderBy(Rank).ThenBy(Length).ToList();
        var longest = kinds.Max(Length);
        var plot = new Plot();
        foreach (var (layer, position) in layers.Select((layer, position) => (layer, position)))
        {
            var (total, below) = ((double)Math.Max(1, layer.Shapes.Values.Sum()), 0.0);
            plot.Add.Bars(
                kinds
                    .Where(layer.Shapes.ContainsKey)
                    .Select(kind =>
                    {
                        var share = 100 * layer.Shapes[kind] / total;
                        below += share;
                        return new Bar
                        {
                            Position = position,
                            ValueBase = below - share,
                            Value = below,
                            FillColor = ColourOf(kind, longest),
                            LineWidth = 0,
                        };
                    })
                    .ToList()
            );
        }

        foreach (var kind in kinds)
        {
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = kind, FillColor = ColourOf(kind, longest) });
        }

        // Where there is no room for all names, the first and every few others have theirs.
        var every = ((layers.Count - 1) / MostNamed) + 1;
        plot.Axes.Bottom.SetTicks(
            [.. Enumerable.Range(0, layers.Count).Select(position => (double)position)],
            [.. layers.Select((layer, position) => position % every == 0 ? layer.Layer : "")]
        );
        plot.Axes.Margins(bottom: 0, top: 0);
        plot.YLabel("kernels, %");
        plot.ShowLegend(Edge.Right);
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    private static int Rank(string kind) =>
        Array.FindIndex(s_directions, known => kind.StartsWith(known.Direction, StringComparison.Ordinal));

    private static int Length(string kind) =>
        int.TryParse(kind.Split(' ')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : 0;

    // The longer, the darker.
    private static Color ColourOf(string kind, int longest)
    {
        var colour = Color.FromHex(Rank(kind) is >= 0 and var rank ? s_directions[rank].Colour : "#000000");
        var length = Length(kind);
        return length <= 1 || longest <= 2 ? colour : colour.Lighten(0.6 * (longest - length) / (longest - 1));
    }
}
