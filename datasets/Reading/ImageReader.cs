using System.Security.Cryptography;
using System.Text;
using Striate.Model.Graph;

namespace Striate.DataSets.Reading;

/// <summary>Folders of image files, one for each class.</summary>
internal static class ImageReader
{
    private const int UsualSide = 32;
    private const int LargestOwnSide = 64;

    /// <summary>Reads all images.</summary>
    /// <exception cref="StriateException">One is wrong.</exception>
    public static RawData Read(string path, DataOptions options)
    {
        var files = DataFiles.Of(path, ImageDecoder.Extensions);
        if (!files.HasClasses)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: '{files.Files[0].Name}' is in no folder of a class; put images into train/CLASS and test/CLASS, or into CLASS"
            );
        }

        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = options.Size ?? UsualSize(files);
        var form = new ImageForm(size.Rows, size.Columns, options.IsGrey == true, options.IsCropped == true);
        DataLimits.Require((long)form.Length * files.Files.Length, path);
        var (classes, count) = (new ClassTable(path), files.Files.Length);
        var source = new SourceOfSamples(path, [], classes, sum, [$"{count} images"], files.Omissions);
        var (values, bytes, builder) = (new float[form.Length * count], new byte[form.Length], new SampleBuilder(source, count));
        foreach (var file in files.Files)
        {
            var content = ImageDecoder.ReadFile(file.Path);
            sum.AppendData(Encoding.UTF8.GetBytes(file.Name + '\n'));
            sum.AppendData(content);
            ImageDecoder.Decode(content, file.Path, form, bytes);
            var place = values.AsSpan(builder.Count * form.Length);
            for (var index = 0; index < bytes.Length; index++)
            {
                place[index] = bytes[index];
            }

            builder.AddAlone(classes.NumberOf(file.Class!), new SampleGroup(file.Name, file.Path, file.Part), 0);
        }

        var shape = new Shape(form.Rows, form.Columns, form.IsGrey ? 1 : 3);
        return builder.Build(
            DataKind.Image,
            shape,
            values,
            $"{(form.IsCropped ? "cut to" : "scaled to")} {shape.Height}x{shape.Width}, {(form.IsGrey ? "grey" : "in colour")}",
            options with
            {
                Size = size,
                IsGrey = form.IsGrey,
                IsCropped = form.IsCropped,
            },
            []
        ) with
        {
            Integers = IntegerType.UInt8,
        };
    }

    // Their own, where all have the same and it is small.
    private static (int Rows, int Columns) UsualSize(DataFiles files)
    {
        (int Rows, int Columns)? first = null;
        foreach (var file in files.Files)
        {
            var own = ImageDecoder.SizeOf(ImageDecoder.ReadFile(file.Path), file.Path);
            first ??= own;
            if (own != first || own.Rows > LargestOwnSide || own.Columns > LargestOwnSide)
            {
                return (UsualSide, UsualSide);
            }
        }

        return first!.Value;
    }
}
