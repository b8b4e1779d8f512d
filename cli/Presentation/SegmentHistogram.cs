using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Segments;

namespace Striate.Cli.Presentation;

/// <summary>One bar of a layer's histogram: the kernels whose segments have the same direction and length.</summary>
/// <param name="Direction">empty, point, horizontal, down-right, vertical, down-left, or full.</param>
/// <param name="Length">Cells of the segment.</param>
/// <param name="Kernels">2-D kernels that have such a segment.</param>
internal sealed record SegmentBar(string Direction, int Length, int Kernels);

/// <summary>The shapes that the kernels of one convolution have.</summary>
internal sealed record LayerHistogram(string Layer, int KernelHeight, int KernelWidth, int Kernels, IReadOnlyList<SegmentBar> Bars)
{
    /// <summary>The direction of dense kernels.</summary>
    public const string Full = "full";

    private const int BarWidth = 40;

    /// <summary>The histogram of every convolution.</summary>
    public static IReadOnlyList<LayerHistogram> Of(Network network) => [.. network.Layers.OfType<Convolution>().Select(Of)];

    /// <summary>Draws all of them.</summary>
    public static void Draw(Screen screen, IReadOnlyList<LayerHistogram> layers)
    {
        foreach (var layer in layers)
        {
            screen.Line($"{layer.Layer}: {Format.Count(layer.Kernels)} kernels of {layer.KernelHeight}x{layer.KernelWidth}");
            foreach (var bar in layer.Bars)
            {
                var width = (int)Math.Ceiling((double)bar.Kernels * BarWidth / layer.Bars.Max(other => other.Kernels));
                screen.Line($"  {Glyph(bar.Direction)} {bar.Direction, -10} {bar.Length, 2} {bar.Kernels, 6} {new string('█', width)}");
            }

            screen.Line();
        }
    }

    private static LayerHistogram Of(Convolution layer)
    {
        var bank = layer.Bank;
        var bars = bank
            .Shapes.Order() // the catalogue goes by length, then by direction
            .CountBy(shape => (Direction: DirectionOf(bank.Catalog, shape), bank.Catalog[shape].Cells.Length))
            .Select(pair => new SegmentBar(pair.Key.Direction, pair.Key.Length, pair.Value));
        return new LayerHistogram(layer.Name, bank.Catalog.KernelHeight, bank.Catalog.KernelWidth, bank.Slices, [.. bars]);
    }

    private static string DirectionOf(SegmentCatalog catalog, int shape)
    {
        var cells = catalog[shape].Cells;
        return catalog.IsDense
            ? Full
            : cells.Length switch
            {
                0 => "empty",
                1 => "point",
                _ => (cells[1].Row - cells[0].Row, cells[1].Column - cells[0].Column) switch
                {
                    (0, _) => "horizontal",
                    (_, 0) => "vertical",
                    (_, > 0) => "down-right",
                    _ => "down-left",
                },
            };
    }

    private static char Glyph(string direction) =>
        direction switch
        {
            "empty" => ' ',
            "point" => '·',
            "horizontal" => '─',
            "vertical" => '│',
            "down-right" => '╲',
            "down-left" => '╱',
            _ => '■',
        };
}
