using SkiaSharp;

namespace Striate.DataSets;

/// <summary>A picture of samples: a row for each class in the order of the network's, some of its training samples beside each other.</summary>
public static class SampleSheet
{
    /// <summary>Samples of a class, at most.</summary>
    public const int Columns = 8;

    private const int Gap = 4;
    private const int SignalWidth = 160;
    private const int SignalHeight = 80;
    private const int SmallestImage = 64;

    private static readonly SKColor[] s_colours =
        [new(0x1f, 0x77, 0xb4), new(0xd6, 0x27, 0x28), new(0x2c, 0xa0, 0x2c), new(0xff, 0x7f, 0x0e), new(0x94, 0x67, 0xbd), new(0x8c, 0x56, 0x4b), new(0x17, 0xbe, 0xcf), new(0x7f, 0x7f, 0x7f)];

    /// <summary>Draws it as PNG.</summary>
    /// <param name="data">What the network reads: images as they are, signals as a line for each channel, rows of tables as bars.</param>
    /// <param name="file">Where it is written.</param>
    public static void Write(DataSet data, Stream file)
    {
        var shape = data.Input.Shape;
        var isImage = shape.Height > 1;
        var scale = Math.Max(1, SmallestImage / Math.Max(shape.Height, shape.Width));
        var (width, height) = isImage ? (shape.Width * scale, shape.Height * scale) : (SignalWidth, SignalHeight);
        var info = new SKImageInfo(Gap + (Columns * (width + Gap)), Gap + (data.Labels.Length * (height + Gap)), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        for (var number = 0; number < data.Labels.Length; number++)
        {
            var own = Enumerable.Range(0, data.Training.Count).Where(sample => data.Training.Classes[sample] == number).ToArray();
            for (var column = 0; column < Math.Min(Columns, own.Length); column++)
            {
                var sample = own[(int)((long)column * own.Length / Math.Min(Columns, own.Length))];
                canvas.Save();
                canvas.Translate(Gap + (column * (width + Gap)), Gap + (number * (height + Gap)));
                if (isImage)
                {
                    DrawImage(canvas, data, sample, scale);
                }
                else
                {
                    DrawSignal(canvas, data, sample);
                }

                canvas.Restore();
            }
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        encoded.SaveTo(file);
    }

    private static void DrawImage(SKCanvas canvas, DataSet data, int sample, int scale)
    {
        var shape = data.Input.Shape;
        var values = data.Training[sample];
        var (least, range) = (data.Input.Type.Minimum, Math.Max(1, data.Input.Type.Maximum - data.Input.Type.Minimum));
        using var paint = new SKPaint();
        for (var pixel = 0; pixel < shape.Height * shape.Width; pixel++)
        {
            var place = pixel * shape.Channels;
            byte Shade(int channel, ReadOnlySpan<byte> bytes) => (byte)(255 * (Value(bytes[place + channel], data) - least) / range);
            paint.Color = shape.Channels >= 3 ? new SKColor(Shade(0, values), Shade(1, values), Shade(2, values)) : new SKColor(Shade(0, values), Shade(0, values), Shade(0, values));
            canvas.DrawRect(pixel % shape.Width * scale, pixel / shape.Width * scale, scale, scale, paint);
        }
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
                var y = SignalHeight - ((float)SignalHeight * (value - data.Input.Type.Minimum) / Math.Max(1, data.Input.Type.Maximum - data.Input.Type.Minimum));
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
