using System.Security.Cryptography;
using System.Text;

namespace Striate.DataSets.Reading;

/// <summary>
/// Folders of WAV files, a recording each: any rate and width, mixed to one channel, resampled where a rate is given or they differ.
/// </summary>
internal static class SoundReader
{
    /// <summary>How such files end.</summary>
    public static IReadOnlyCollection<string> Extensions { get; } = [".wav"];

    /// <summary>Reads all files. Values are -1..1.</summary>
    /// <exception cref="StriateException">One is wrong.</exception>
    public static RawData Read(string path, DataOptions options)
    {
        var files = DataFiles.Of(path, Extensions);
        if (!files.HasClasses)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: '{files.Files[0].Name}' is in no folder of a class; put sounds into train/CLASS and test/CLASS, or into CLASS"
            );
        }

        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (recordings, classes, rate, values, padded) = (new List<Recording>(), new ClassTable(path), options.Rate, 0L, 0);
        foreach (var file in files.Files)
        {
            var content = DataLimits.ReadFile(file.Path);
            sum.AppendData(Encoding.UTF8.GetBytes(file.Name + '\n'));
            sum.AppendData(content);
            using var decoder = new SoundDecoder(content, file.Path);
            rate ??= decoder.Rate;
            values += Math.Max(Math.Max(decoder.Count, options.Window ?? 0), (long)decoder.Count * rate.Value / decoder.Rate);
            DataLimits.Require(values, path);
            var sound = decoder.Decode();
            var samples = decoder.Rate == rate ? sound : Resampled(sound, decoder.Rate, rate.Value, file.Path);
            if (samples.Length == 0)
            {
                throw new StriateException(
                    ErrorKind.BadFile,
                    $"{file.Path}: its {sound.Length} readings at {decoder.Rate} in a second are none at {rate}; give a higher --sample-rate"
                );
            }

            if (samples.Length < options.Window)
            {
                Array.Resize(ref samples, options.Window.Value);
                padded++;
            }

            var group = new SampleGroup(file.Name, file.Path, file.Part);
            recordings.Add(new Recording(group, samples, new StepClasses(samples.Length, classes.NumberOf(file.Class!), default), default));
        }

        string[] notes =
        [
            $"{files.Files.Length} WAV files at {rate} readings in a second",
            .. padded == 0 ? Array.Empty<string>() : [$"{padded} sounds are shorter than a window and end in silence"],
        ];
        return WindowCutter.Cut(
            recordings,
            new SourceOfSamples(path, [""], classes, sum, notes, files.Omissions),
            options with
            {
                Window = options.Window ?? Second(rate!.Value, recordings),
                Rate = rate,
            },
            DataKind.Sound
        );
    }

    // A second, or the shortest sound.
    private static int Second(int rate, List<Recording> recordings) =>
        Math.Min(Math.Min(rate, DataOptions.MaximumWindow), recordings.Min(recording => recording.Steps));

    // A windowed sinc of 0.45 of the lower rate, at each of the new places. The library's resamplers fold what the new rate cannot hold.
    private static float[] Resampled(float[] sound, int from, int to, string path)
    {
        const int Zeros = 16;
        const int MostTimes = 1000;
        if (from / to >= MostTimes)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: from {from} readings in a second to {to}, a thousandth; a higher --sample-rate is needed"
            );
        }

        var cut = 0.45 * Math.Min(1, (double)to / from);
        var half = (int)Math.Ceiling(Zeros / (2 * cut));
        var phases = to / (int)System.Numerics.BigInteger.GreatestCommonDivisor(from, to);
        var (weights, result) = (new double[phases][], new float[(long)sound.Length * to / from]);
        for (var step = 0; step < result.Length; step++)
        {
            var first = (int)((long)step * from / to);
            var taps = weights[step % phases] ??= Taps((double)((long)step * from % to) / to, cut, half);
            var value = 0.0;
            for (var tap = Math.Max(0, half - first); tap < taps.Length && first - half + tap < sound.Length; tap++)
            {
                value += taps[tap] * sound[first - half + tap];
            }

            result[step] = (float)value;
        }

        return result;
    }

    // They sum to 1, so that what does not change stays as it is.
    private static double[] Taps(double fraction, double cut, int half)
    {
        var taps = Enumerable
            .Range(-half, (2 * half) + 2)
            .Select(place =>
            {
                var distance = place - fraction;
                var sinc = Math.Abs(distance) < 1e-9 ? 2 * cut : Math.Sin(2 * Math.PI * cut * distance) / (Math.PI * distance);
                return sinc * (0.5 + (0.5 * Math.Cos(Math.PI * distance / (half + 1))));
            })
            .ToArray();
        var sum = taps.Sum();
        return Array.ConvertAll(taps, tap => tap / sum);
    }
}
