using SkiaSharp;
using Striate.Model.Graph;

namespace Striate.DataSets;

/// <summary>
/// A picture of samples: a row for each class in the order of the network's, some of its training samples beside each other.
/// </summary>
public static class SampleSheet
{
    /// <summary>Samples of a class, at most.</summary>
    public const int Columns = 8;

    /// <summary>Classes, at most: the picture's size is bounded.</summary>
    public const int Rows = 64;

    private const int Gap = 4;
    private const int SignalWidth = 160;
    private const int SignalHeight = 80;
    private const int SmallestImage = 64;
    private const int LargestImage = 128;

    private static readonly SKColor[] s_colours =
    [
        new(0x1f, 0x77, 0xb4),
        new(0xd6, 0x27, 0x28),
        new(0x2c, 0xa0, 0x2c),
        new(0xff, 0x7f, 0x0e),
        new(0x94, 0x67, 0xbd),
        new(0x8c, 0x56, 0x4b),
        new(0x17, 0xbe, 0xcf),
        new(0x7f, 0x7f, 0x7f),
    ];

    /// <summary>Classes that are not drawn.</summary>
    public static int Left(DataSet data) => Math.Max(0, data.Labels.Length - Rows);

    /// <summary>Draws it as PNG, the first <see cref="Rows"/> classes of the network.</summary>
    /// <param name="data">What the network reads: images, of which large ones are scaled down, signals as a line for each channel, rows of
    /// tables as bars.</param>
    /// <param name="file">Where it is written.</param>
    public static void Write(DataSet data, Stream file)
    {
        var (isImage, rows) = (data.Input.Shape.Height > 1, Math.Min(Rows, data.Labels.Length));
        var (height, width) = isImage ? Drawn(data.Input.Shape) : (SignalHeight, SignalWidth);
        var info = new SKImageInfo(
            Gap + (Columns * (width + Gap)),
            Gap + (rows * (height + Gap)),
            SKColorType.Rgba8888,
            SKAlphaType.Opaque
        );
        using var bitmap = new SKBitmap(info);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        for (var number = 0; number < rows; number++)
        {
            var own = Enumerable.Range(0, data.Training.Count).Where(sample => data.Training.Classes[sample] == number).ToArray();
            for (var column = 0; column < Math.Min(Columns, own.Length); column++)
            {
                var sample = own[(int)((long)column * own.Length / Math.Min(Columns, own.Length))];
                var place = new SKPointI(Gap + (column * (width + Gap)), Gap + (number * (height + Gap)));
                if (isImage)
                {
                    DrawImage(bitmap, SKRectI.Create(place, new SKSizeI(width, height)), data, sample);
                    continue;
                }

                canvas.Save();
                canvas.Translate(place);
                DrawSignal(canvas, data, sample);
                canvas.Restore();
            }
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        encoded.SaveTo(file);
    }

    // Small images are enlarged by a whole number, large ones keep their proportions.
    private static (int Height, int Width) Drawn(Shape shape)
    {
        var longest = Math.Max(shape.Height, shape.Width);
        var scale = Math.Max(1, SmallestImage / longest);
        int Side(int pixels) => longest <= LargestImage ? pixels * scale : Math.Max(1, (int)((long)pixels * LargestImage / longest));
        return (Side(shape.Height), Side(shape.Width));
    }

    private static void DrawImage(SKBitmap bitmap, SKRectI place, DataSet data, int sample)
    {
        var channels = data.Input.Shape.Channels;
        var (least, range) = (data.Input.Type.Minimum, Math.Max(1, data.Input.Type.Maximum - data.Input.Type.Minimum));
        for (var y = 0; y < place.Height; y++)
        {
            for (var x = 0; x < place.Width; x++)
            {
                byte Shade(int channel) => (byte)(255 * (Mean(data, sample, (y, place.Height), (x, place.Width), channel) - least) / range);
                var colour = channels >= 3 ? new SKColor(Shade(0), Shade(1), Shade(2)) : new SKColor(Shade(0), Shade(0), Shade(0));
                bitmap.SetPixel(place.Left + x, place.Top + y, colour);
            }
        }
    }

    // Of the values that a pixel of the picture stands for.
    private static long Mean(DataSet data, int sample, (int Place, int Of) row, (int Place, int Of) column, int channel)
    {
        var values = data.Training[sample];
        var (shape, sum) = (data.Input.Shape, 0L);
        var ((top, bottom), (left, right)) = (Range(row, shape.Height), Range(column, shape.Width));
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                sum += Value(values[(((y * shape.Width) + x) * shape.Channels) + channel], data);
            }
        }

        return sum / ((bottom - top) * (long)(right - left));
    }

    private static (int Start, int End) Range((int Place, int Of) side, int pixels)
    {
        var start = (int)((long)side.Place * pixels / side.Of);
        return (start, Math.Max(start + 1, (int)((side.Place + 1L) * pixels / side.Of)));
    }

    private static void DrawSignal(SKCanvas canvas, DataSet data, int sample)
    {
        var shape = data.Input.Shape;
        var values = data.Training[sample];
        // A row of a table is drawn over its columns.
        var (steps, channels) = shape.Width == 1 ? (shape.Channels, 1) : (shape.Width, shape.Channels);
        using var frame = new SKPaint { Color = new SKColor(0xdd, 0xdd, 0xdd), Style = SKPaintStyle.Stroke };
        canvas.DrawRect(0, 0, SignalWidth, SignalHeight, frame);
        for (var channel = 0; channel < channels; channel++)
        {
            using var paint = new SKPaint { Color = s_colours[channel % s_colours.Length], Style = SKPaintStyle.Stroke };
            using var path = new SKPath();
            for (var step = 0; step < steps; step++)
            {
                var x = steps == 1 ? SignalWidth / 2f : (float)step * SignalWidth / (steps - 1);
                var value = Value(values[(step * channels) + channel], data);
                var y =
                    SignalHeight
                    - (
                        (float)SignalHeight
                        * (value - data.Input.Type.Minimum)
                        / Math.Max(1, data.Input.Type.Maximum - data.Input.Type.Minimum)
                    );
                if (step == 0)
                {
                    path.MoveTo(x, y);
                }
                else
                {
                    path.LineTo(x, y);
                }
            }

            canvas.DrawPath(path, paint);
        }
    }

    private static int Value(byte value, DataSet data) => data.Input.Type.Signed ? (sbyte)value : value;
}
