using System.Collections.Immutable;
using SkiaSharp;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Results.Pictures;

/// <summary>
/// Kernels before and after: of convolutions with segments, the first kernels of the dense network and of the segment network
/// side by side. White is 0, red positive, blue negative; the largest weight of a layer is darkest. Cells off a segment are grey.
/// </summary>
public static class KernelSheet
{
    private const int Outputs = 6;
    private const int Inputs = 12;
    private const int MostLayers = 12;
    private const int Cell = 5;
    private const int Gap = 3;
    private const int Margin = 10;
    private const int Heading = 18;

    private static readonly SKColor s_off = new(0xe4, 0xe4, 0xe4);

    /// <summary>The picture of two packages.</summary>
    /// <param name="file">Name of its file.</param>
    /// <param name="segments">The network with segments, and the SHA-256 of its package.</param>
    /// <param name="dense">The same for the dense network of the same training.</param>
    /// <exception cref="StriateException">They are not the same network.</exception>
    public static Picture Of(string file, (Network Network, string Sha256) segments, (Network Network, string Sha256) dense)
    {
        var layers = Pairs(segments.Network, dense.Network);
        return new Picture(file, DataOf(segments.Sha256, dense.Sha256), () => Draw(layers));
    }

    /// <summary>Name of the picture that belongs to a record.</summary>
    public static string FileOf(string record) => $"{record}-kernels.png";

    /// <summary>Whether a picture is of two packages, by their SHA-256.</summary>
    public static bool Shows(string path, string? segments, string? dense) =>
        new Picture(Path.GetFileName(path), DataOf(segments, dense), () => []).IsIn(Path.GetDirectoryName(Path.GetFullPath(path))!);

    private static string DataOf(string? segments, string? dense) => $"kernels {segments} {dense}";

    private static ImmutableArray<(string Name, KernelBank Before, KernelBank After)> Pairs(Network segments, Network dense)
    {
        var before = dense.Layers.OfType<Convolution>().ToDictionary(layer => layer.Name, layer => layer.Bank, StringComparer.Ordinal);
        var pairs = segments
            .Layers.OfType<Convolution>()
            .Where(layer => !layer.Bank.Catalog.IsDense)
            .Select(layer =>
                (
                    layer.Name,
                    Before: before.GetValueOrDefault(layer.Name)
                        ?? throw new StriateException(
                            ErrorKind.BadFile,
                            $"layer '{layer.Name}' is in one of the packages only; both must be of one training"
                        ),
                    After: layer.Bank
                )
            )
            .ToImmutableArray();
        foreach (var (name, one, other) in pairs)
        {
            if (Extent(one) != Extent(other) || !one.Catalog.IsDense)
            {
                throw new StriateException(
                    ErrorKind.BadFile,
                    $"layer '{name}' of the dense package is not the same layer with dense kernels; both must be of one training"
                );
            }
        }

        // Of deep networks, layers at equal distances.
        return pairs.IsEmpty ? throw new StriateException(ErrorKind.BadFile, "the package has no segments to show")
            : pairs.Length <= MostLayers ? pairs
            : [.. Enumerable.Range(0, MostLayers).Select(index => pairs[index * (pairs.Length - 1) / (MostLayers - 1)])];
    }

    private static (int Outputs, int Inputs, int Height, int Width) Extent(KernelBank bank) =>
        (bank.OutputChannels, bank.InputChannels, bank.Catalog.KernelHeight, bank.Catalog.KernelWidth);

    private static byte[] Draw(ImmutableArray<(string Name, KernelBank Before, KernelBank After)> layers)
    {
        var width = (2 * layers.Max(layer => Size(layer.After).Width)) + (3 * Margin);
        var height = layers.Sum(layer => Size(layer.After).Height + Heading) + Margin;
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgb888x, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var font = new SKFont(SKTypeface.Default, 12);
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        canvas.Clear(SKColors.White);
        var (top, right) = (0, (width + Margin) / 2);
        foreach (var (name, before, after) in layers)
        {
            canvas.DrawText($"{name}, dense", Margin, top + Heading - 5, font, ink);
            canvas.DrawText($"{name}, segments", right, top + Heading - 5, font, ink);
            DrawBank(canvas, before, Margin, top + Heading);
            DrawBank(canvas, after, right, top + Heading);
            top += Size(after).Height + Heading;
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static (int Rows, int Columns) Shown(KernelBank bank) =>
        (Math.Min(Outputs, bank.OutputChannels), Math.Min(Inputs, bank.InputChannels));

    private static (int Height, int Width) Size(KernelBank bank)
    {
        var (rows, columns) = Shown(bank);
        return (rows * ((bank.Catalog.KernelHeight * Cell) + Gap), columns * ((bank.Catalog.KernelWidth * Cell) + Gap));
    }

    private static void DrawBank(SKCanvas canvas, KernelBank bank, int left, int top)
    {
        var (rows, columns) = Shown(bank);
        var largest = Math.Max(1, bank.Weights.Select(weight => Math.Abs((int)weight)).DefaultIfEmpty().Max());
        var offsets = bank.WeightOffsets();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var slice = (row * bank.InputChannels) + column;
                var x = left + (column * ((bank.Catalog.KernelWidth * Cell) + Gap));
                var y = top + (row * ((bank.Catalog.KernelHeight * Cell) + Gap));
                Fill(canvas, x, y, bank.Catalog.KernelWidth * Cell, bank.Catalog.KernelHeight * Cell, s_off);
                foreach (var (cell, tap) in bank.Catalog[bank.Shapes[slice]].Cells.Select((cell, tap) => (cell, tap)))
                {
                    Fill(
                        canvas,
                        x + (cell.Column * Cell),
                        y + (cell.Row * Cell),
                        Cell,
                        Cell,
                        ColourOf(bank.Weights[offsets[slice] + tap], largest)
                    );
                }
            }
        }
    }

    private static void Fill(SKCanvas canvas, int x, int y, int width, int height, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = false };
        canvas.DrawRect(x, y, width, height, paint);
    }

    private static SKColor ColourOf(int weight, int largest)
    {
        var faded = (byte)(255 - (255 * Math.Abs(weight) / largest));
        return weight >= 0 ? new SKColor(255, faded, faded) : new SKColor(faded, faded, 255);
    }
}
