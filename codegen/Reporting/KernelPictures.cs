using System.Globalization;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Reporting;

/// <summary>The shapes that the kernels of each convolution have, the most frequent first.</summary>
internal static class KernelPictures
{
    /// <summary>Pixels of a kernel.</summary>
    public const int Size = 42;

    private const int MostShapes = 40;

    /// <summary>What the template draws.</summary>
    /// <param name="network">The network.</param>
    public static object[] Of(Network network) =>
        [.. network.Layers.OfType<Convolution>().Where(layer => layer.Bank.Slices > 0).Select(Of)];

    private static object Of(Convolution layer)
    {
        var (bank, catalog) = (layer.Bank, layer.Bank.Catalog);
        var all = bank.Shapes.CountBy(shape => shape).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).ToArray();
        return new
        {
            layer.Name,
            Count = Figure.Count(bank.Slices),
            Size = string.Create(CultureInfo.InvariantCulture, $"{catalog.KernelHeight}x{catalog.KernelWidth}"),
            Cells = catalog.KernelHeight * catalog.KernelWidth,

            // A kernel of one row is not drawn as wide as it is long.
            Columns = Math.Max(catalog.KernelWidth, catalog.KernelHeight),
            Rows = Math.Max(catalog.KernelWidth, catalog.KernelHeight),
            More = all.Skip(MostShapes).Sum(pair => pair.Value),
            Shapes = all.Take(MostShapes)
                .Select(pair =>
                {
                    var taps = catalog[pair.Key].Cells.Select(cell => (cell.Row, cell.Column)).ToHashSet();
                    return new
                    {
                        Count = Figure.Count(pair.Value),
                        Taps = taps.Count,
                        Cells = (
                            from row in Enumerable.Range(0, catalog.KernelHeight)
                            from column in Enumerable.Range(0, catalog.KernelWidth)
                            select new
                            {
                                X = column,
                                Y = row,
                                IsTap = taps.Contains((row, column)),
                            }
                        ).ToArray(),
                    };
                })
                .ToArray(),
        };
    }
}
