using SkiaSharp;

namespace Striate.DataSets.Reading;

/// <summary>What images become.</summary>
/// <param name="Rows">Rows, 1..<see cref="DataOptions.MaximumSide"/>.</param>
/// <param name="Columns">Columns, 1..<see cref="DataOptions.MaximumSide"/>.</param>
/// <param name="IsGrey">One channel of grey values; otherwise three, red, green, blue.</param>
/// <param name="IsCropped">Whether they are cut to these proportions, from their middle; otherwise they are stretched.</param>
internal sealed record ImageForm(int Rows, int Columns, bool IsGrey, bool IsCropped = false)
{
    /// <summary>Values of an image.</summary>
    public int Length => Rows * Columns * (IsGrey ? 1 : 3);
}

/// <summary>Image files as values 0..255: upright, as their EXIF orientation says; what is transparent lies on white.</summary>
internal static class ImageDecoder
{
    /// <summary>Largest file that is read, in bytes.</summary>
    private const long MaximumFileLength = 64 << 20;

    /// <summary>Largest number of pixels of an image.</summary>
    private const long MaximumPixels = 64 << 20;

    /// <summary>How such files end.</summary>
    public static IReadOnlyCollection<string> Extensions { get; } = [".png", ".jpg", ".jpeg", ".bmp", ".webp"];

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="StriateException">They are too many.</exception>
    public static byte[] ReadFile(string path) => RegularFile.Read(path, MaximumFileLength, "save a smaller image");

    /// <summary>Rows and columns of an image, upright.</summary>
    /// <exception cref="StriateException">It is none.</exception>
    public static (int Rows, int Columns) SizeOf(byte[] file, string path)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = CodecOf(data, path);
        return IsTurned(codec.EncodedOrigin) ? (codec.Info.Width, codec.Info.Height) : (codec.Info.Height, codec.Info.Width);
    }

    /// <summary>Decodes an image.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="path">For messages.</param>
    /// <param name="form">What it becomes.</param>
    /// <param name="target">Its values: rows, columns, channels.</param>
    /// <exception cref="StriateException">It is not an image, or cut off.</exception>
    public static void Decode(byte[] file, string path, ImageForm form, Span<byte> target)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = CodecOf(data, path);
        using var decoded = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        if (decoded.GetPixels() == 0 || codec.GetPixels(decoded.Info, decoded.GetPixels()) is not SKCodecResult.Success)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path}: the image is cut off or damaged; replace or remove it");
        }

        using var upright = Upright(decoded, codec);
        using var cropped = form.IsCropped ? Cropped(upright ?? decoded, form) : null;
        using var scaled = (cropped ?? upright ?? decoded).Resize(
            new SKImageInfo(form.Columns, form.Rows, SKColorType.Rgba8888, SKAlphaType.Unpremul),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        );
        var pixels = scaled is null
            ? throw new StriateException(ErrorKind.BadFile, $"{path}: the image cannot be scaled; replace or remove it")
            : scaled.GetPixelSpan();
        for (var pixel = 0; pixel < form.Rows * form.Columns; pixel++)
        {
            var (red, green, blue) = (pixels[4 * pixel], pixels[(4 * pixel) + 1], pixels[(4 * pixel) + 2]);
            if (form.IsGrey)
            {
                // ITU-R BT.601 luma in integers; the weights sum to 256.
                target[pixel] = (byte)(((77 * red) + (150 * green) + (29 * blue) + 128) >> 8);
            }
            else
            {
                (target[3 * pixel], target[(3 * pixel) + 1], target[(3 * pixel) + 2]) = (red, green, blue);
            }
        }
    }

    private static SKCodec CodecOf(SKData data, string path)
    {
        var codec = SKCodec.Create(data);
        if (codec is not null && (long)codec.Info.Width * codec.Info.Height <= MaximumPixels)
        {
            return codec;
        }

        codec?.Dispose();
        throw new StriateException(ErrorKind.BadFile, $"{path}: no image that can be decoded, or more than {MaximumPixels:N0} pixels");
    }

    // Null: it is upright and opaque already.
    private static SKBitmap? Upright(SKBitmap decoded, SKCodec codec)
    {
        if (codec.EncodedOrigin is SKEncodedOrigin.TopLeft && codec.Info.AlphaType == SKAlphaType.Opaque)
        {
            return null;
        }

        var (width, height) = (decoded.Width, decoded.Height);
        var isTurned = IsTurned(codec.EncodedOrigin);
        var upright = new SKBitmap(
            new SKImageInfo(isTurned ? height : width, isTurned ? width : height, SKColorType.Rgba8888, SKAlphaType.Premul)
        );
        using var canvas = new SKCanvas(upright);
        canvas.Clear(SKColors.White);
        canvas.SetMatrix(
            codec.EncodedOrigin switch
            {
                SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
                SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
                SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
                SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
                SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
                SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
                SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
                _ => SKMatrix.Identity,
            }
        );
        canvas.DrawBitmap(decoded, 0, 0);
        return upright;
    }

    private static bool IsTurned(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    // The largest part in the middle that has the proportions of the form.
    private static SKBitmap Cropped(SKBitmap image, ImageForm form)
    {
        var width = Math.Max(1, (int)Math.Min(image.Width, Math.Round((double)image.Height * form.Columns / form.Rows)));
        var height = Math.Max(1, (int)Math.Min(image.Height, Math.Round((double)image.Width * form.Rows / form.Columns)));
        var cropped = new SKBitmap();
        image.ExtractSubset(cropped, SKRectI.Create((image.Width - width) / 2, (image.Height - height) / 2, width, height));
        return cropped;
    }
}
