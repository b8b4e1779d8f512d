namespace Striate.Codegen.Reporting;

/// <summary>Feature maps over layers and bytes: from left to right the layers, from top to bottom the arena.</summary>
internal static class MemoryPicture
{
    private const int Left = 70;
    private const int Width = 1000 - Left;
    private const int Top = 6;
    private const int MapHeight = 300;
    private const int Below = 22;
    private const int Gap = 2;
    private const int LineOfText = 16;

    /// <summary>What the template draws.</summary>
    /// <param name="report">The report.</param>
    public static object Of(NetworkReport report)
    {
        var layers = report.Map.Buffers.Select(buffer => buffer.Last).Append(report.Layers.Length - 2).Max() + 1;
        var bytes = Math.Max(1, report.Map.Buffers.Select(buffer => buffer.Offset + buffer.Bytes).DefaultIfEmpty().Max());

        // The caller's copy of the input comes before the first layer.
        var column = (double)Width / (layers + 1);
        double X(int layer) => Left + ((layer + 1) * column);
        double Y(long offset) => Top + (offset * (double)MapHeight / bytes);
        return new
        {
            Left,
            Top,
            Width,
            MapHeight,
            Height = Top + MapHeight + Below,
            Bottom = Top + MapHeight,
            Arena = Figure.Count(bytes),
            Lines = Enumerable.Range(0, layers).Select(layer => Math.Round(X(layer), 1)).ToArray(),
            Boxes = report
                .Map.Buffers.Select(buffer =>
                {
                    var (width, height) = (
                        ((buffer.Last - buffer.First + 1) * column) - Gap,
                        Math.Max(1, buffer.Bytes * (double)MapHeight / bytes)
                    );
                    return new
                    {
                        buffer.Name,
                        buffer.Shape,
                        Bytes = Figure.Count(buffer.Bytes),
                        Offset = Figure.Count(buffer.Offset),
                        Colour = buffer.First < 0 ? "other" : Timeline.ColourOf(report.Layers[buffer.First].Kind),
                        X = Math.Round(X(buffer.First), 1),
                        Y = Math.Round(Y(buffer.Offset), 1),
                        Width = Math.Round(width, 1),
                        Height = Math.Round(height, 1),
                        TextX = Math.Round(X(buffer.First) + (width / 2), 1),
                        TextY = Math.Round(Y(buffer.Offset) + (height / 2) + 4, 1),
                        Label = height < LineOfText ? "" : BarPart.Fitting(buffer.Name, width),
                    };
                })
                .ToArray(),
        };
    }
}
