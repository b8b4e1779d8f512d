using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Striate.DataSets;
using Striate.DataSets.Numpy;
using Striate.DataSets.Reading;
using Striate.Import;
using Striate.Model.Graph;

namespace Striate.Projects;

/// <summary>
/// Samples that show a float model the ranges of its tensors: an array in the model's own order, or data of a person's own, read as a
/// training reads them.
/// </summary>
public static class CalibrationData
{
    /// <summary>Samples that are taken of a person's own data: ranges hardly grow by more.</summary>
    public const int MostSamples = 256;

    private const string NumpyExtension = ".npy";

    /// <summary>Options with the samples of a place.</summary>
    /// <param name="options">The options.</param>
    /// <param name="path">A .npy file of [N, ...] as the model reads it; or any other file or folder of data. Null: no samples.</param>
    /// <exception cref="StriateException">An array is missing, damaged, or holds no numbers. Other data are read when the model's input is
    /// known, and refused then.</exception>
    public static ImportOptions With(this ImportOptions options, string? path) =>
        path is null ? options
        : !Directory.Exists(path) && Path.GetExtension(path).Equals(NumpyExtension, StringComparison.OrdinalIgnoreCase)
            ? options with
            {
                Calibration = ReadArray(path),
            }
        : !Path.Exists(path) ? throw new StriateException(ErrorKind.BadFile, $"{path} is missing; check the path")
        : options with { CalibrationFor = input => Own(path, input, options.Preparation ?? InputPreparation.None) };

    /// <summary>Samples of a .npy file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="StriateException">It is missing or damaged, or holds no numbers.</exception>
    public static CalibrationSamples ReadArray(string path)
    {
        using var stream = RegularFile.Open(path);
        var file = NumpyArray.Read(stream, path);
        return file.IsText
            ? throw new StriateException(ErrorKind.BadFile, $"{path} holds texts; samples are numbers")
            : new CalibrationSamples([.. file.Shape], [.. file.Reals().Select(value => (float)value)]);
    }

    /// <summary>Samples of data for a model, evenly taken from those that a training learns from.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="input">The model's input.</param>
    /// <param name="preparation">How their values become it.</param>
    /// <exception cref="StriateException">The data are wrong, or not of the model's shape.</exception>
    private static CalibrationSamples Own(string path, CalibrationInput input, InputPreparation preparation)
    {
        var sides = input.Sides;
        var data = OwnData.Read(path, new DataOptions(), ImageOf(input));
        if (
            IsChannelsFirst(data.Shape, input) is null
            && data.Kind is DataKind.Signal or DataKind.Sound
            && StepsOf(data.Shape.Channels, sides) is { } steps
        )
        {
            data = OwnData.Read(path, new DataOptions(), new DataOptions { Window = steps });
        }

        var isFirst =
            IsChannelsFirst(data.Shape, input)
            ?? throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: samples of {data.Shape} (height, width, channels); the model reads [{string.Join(", ", sides)}]; give data of that shape, or an array [N, {string.Join(", ", sides)}] as a .npy file"
            );
        RequireFit(path, data, preparation);
        var learned = OwnData.Learned(data);
        var (count, length) = (Math.Min(learned.Length, MostSamples), data.Shape.Length);
        var values = new float[count * length];
        for (var sample = 0; sample < count; sample++)
        {
            var from = data.Values.AsSpan(learned[(int)((long)sample * learned.Length / count)] * length, length);
            Prepared(from, values.AsSpan(sample * length, length), data.Shape.Channels, isFirst, preparation);
        }

        return new CalibrationSamples(
            [count, .. sides],
            ImmutableCollectionsMarshal.AsImmutableArray(values),
            isFirst ? NoteOf(data.Shape, input) : null,
            ReadingsOf(data)
        );
    }

    // Channels first: plane after plane, as most ONNX models read maps.
    private static void Prepared(ReadOnlySpan<float> from, Span<float> to, int channels, bool isFirst, InputPreparation preparation)
    {
        var places = from.Length / channels;
        for (var place = 0; place < from.Length; place++)
        {
            to[isFirst ? (place % channels * places) + (place / channels) : place] = (float)
                preparation.Apply(from[place], place % channels);
        }
    }

    private static void RequireFit(string path, RawData data, InputPreparation preparation)
    {
        if (preparation.Channels != 1 && preparation.Channels != data.Shape.Channels)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: {data.Shape.Channels} channels; mean and std are of {preparation.Channels}: give one number, or one for each channel"
            );
        }

        if (data.Options.Transform == InputTransform.MuLaw)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: input-transform mu-law is for networks that are trained here, and has no effect on an import; leave it out"
            );
        }
    }

    private static InputReadings ReadingsOf(RawData data)
    {
        var contract = OwnData.ReadingsOf(data);
        return new InputReadings(
            contract.Kind,
            [.. contract.Channels.Select(channel => (channel.Name, channel.Step))],
            contract.Rate,
            contract.Units
        );
    }

    // Where both orders fit, it is that of the framework's own operators.
    private static bool? IsChannelsFirst(Shape shape, CalibrationInput input)
    {
        var (first, last) = Orders(shape, input);
        return input.IsChannelsLast && last ? false
            : first ? true
            : last ? false
            : null;
    }

    // Whether channels before height and width fit, and channels behind them. Sides of 1 say nothing.
    private static (bool First, bool Last) Orders(Shape shape, CalibrationInput input)
    {
        int[] wanted = [.. input.Sides.Where(side => side != 1)];
        return (
            wanted.SequenceEqual(new[] { shape.Channels, shape.Height, shape.Width }.Where(side => side != 1)),
            wanted.SequenceEqual(new[] { shape.Height, shape.Width, shape.Channels }.Where(side => side != 1))
        );
    }

    private static string? NoteOf(Shape shape, CalibrationInput input) =>
        Orders(shape, input) is (true, true) && shape.Channels > 1 && shape.Height * shape.Width > 1
            ? $"samples of {shape} (height, width, channels) were given channels first, as ONNX's operators read them; if the model reads channels last, give an array [N, {string.Join(", ", input.Sides)}] as a .npy file"
            : null;

    // Images are scaled to what the model reads.
    private static DataOptions ImageOf(CalibrationInput input)
    {
        var sides = input.Sides;
        static bool IsColour(int side) => side is 1 or 3;
        static bool IsSide(int side) => side is >= 1 and <= DataOptions.MaximumSide;
        return sides switch
        {
            [var rows, var columns, var channels] when input.IsChannelsLast && IsColour(channels) && IsSide(rows) && IsSide(columns) =>
                new DataOptions { Size = (rows, columns), IsGrey = channels == 1 },
            [var channels, var rows, var columns] when IsColour(channels) && IsSide(rows) && IsSide(columns) => new DataOptions
            {
                Size = (rows, columns),
                IsGrey = channels == 1,
            },
            [var rows, var columns, var channels] when IsColour(channels) && IsSide(rows) && IsSide(columns) => new DataOptions
            {
                Size = (rows, columns),
                IsGrey = channels == 1,
            },
            _ => new DataOptions(),
        };
    }

    // Steps of a window of so many channels; null: the model reads other samples.
    private static int? StepsOf(int channels, ImmutableArray<int> sides)
    {
        int? steps = sides.Where(side => side != 1).ToArray() switch
        {
            [var alone] when channels == 1 => alone,
            [var first, var second] when channels > 1 && first == channels => second,
            [var first, var second] when channels > 1 && second == channels => first,
            _ => null,
        };
        return steps <= DataOptions.MaximumWindow ? steps : null;
    }
}
