using System.Security.Cryptography;
using System.Text;
using NAudio.Wave;

namespace Striate.DataSets.Reading;

/// <summary>Folders of WAV files, a recording each: any rate and width, mixed to one channel, resampled where a rate is given or they differ.</summary>
internal static class SoundReader
{
    private const int MaximumChannels = 64;
    private const int MinimumRate = 100;

    /// <summary>How such files end.</summary>
    public static IReadOnlyCollection<string> Extensions { get; } = [".wav"];

    /// <summary>Reads all files. Values are -1..1.</summary>
    /// <exception cref="InvalidDataException">One is wrong.</exception>
    public static RawData Read(string path, DataOptions options)
    {
        var files = DataFiles.Of(path, Extensions);
        if (!files.HasClasses)
        {
            throw new InvalidDataException($"{path}: '{files.Files[0].Name}' is in no folder of a class; put sounds into train/CLASS and test/CLASS, or into CLASS");
        }

        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (recordings, rate, values) = (new List<Recording>(), options.Rate, 0L);
        foreach (var file in files.Files)
        {
            var content = DataLimits.ReadFile(file.Path);
            sum.AppendData(Encoding.UTF8.GetBytes(file.Name + '\n'));
            sum.AppendData(content);
            var (sound, own) = Decode(content, file.Path);
            rate ??= own;
            var samples = own == rate ? sound : Resampled(sound, own, rate.Value, file.Path);
            if (samples.Length == 0)
            {
                throw new InvalidDataException($"{file.Path}: its {sound.Length} readings at {own} in a second are none at {rate}; give a higher --sample-rate");
            }

            values += samples.Length;
            DataLimits.Require(values, path);
            recordings.Add(new Recording(file.Name, file.Path, file.Part, samples, [.. Enumerable.Repeat(file.Class!, samples.Length)], 0));
        }

        string[] notes = [$"{files.Files.Length} WAV files at {rate} readings in a second"];
        return WindowCutter.Cut(recordings, new SourceOfSamples(path, [""], sum, notes, files.Omissions), options with { Window = options.Window ?? Second(rate!.Value, recordings), Rate = rate }, DataKind.Sound);
    }

    // A second, or the shortest sound.
    private static int Second(int rate, List<Recording> recordings) => Math.Min(Math.Min(rate, DataOptions.MaximumWindow), recordings.Min(recording => recording.Steps));

    private static (float[] Samples, int Rate) Decode(byte[] content, string path)
    {
        try
        {
            using var reader = new WaveFileReader(new MemoryStream(content, writable: false));
            var format = reader.WaveFormat;
            if (format.Channels is < 1 or > MaximumChannels || format.SampleRate is < MinimumRate or > DataOptions.MaximumRate || format.BlockAlign < 1)
            {
                throw new InvalidDataException($"{path}: {format.Channels} channels at {format.SampleRate} readings in a second; 1..{MaximumChannels} at {MinimumRate}..{DataOptions.MaximumRate} are possible");
            }

            var samples = new List<float>();
            var (provider, buffer) = (reader.ToSampleProvider(), new float[format.Channels * 1024]);
            while (provider.Read(buffer.AsSpan()) is > 0 and var read)
            {
                for (var frame = 0; frame + format.Channels <= read; frame += format.Channels)
                {
                    samples.Add(buffer.AsSpan(frame, format.Channels).ToArray().Average());
                }
            }

            return samples.Count == 0 ? throw new InvalidDataException($"{path} has no sound; record it again or remove it")
                : samples.FindIndex(value => !(MathF.Abs(value) <= 1 << 10)) is >= 0 and var wrong ? throw new InvalidDataException($"{path}, reading {wrong}: {samples[wrong]} is no sound; record it again or remove it")
                : ([.. samples], format.SampleRate);
        }
        catch (Exception problem) when (!problem.Message.StartsWith(path, StringComparison.Ordinal))
        {
            // What the library throws for damaged files is not one kind.
            throw new InvalidDataException($"{path} is no WAV file that can be read; save it as PCM or floating point", problem);
        }
    }

    // A windowed sinc of 0.45 of the lower rate, at each of the new places. The library's resamplers fold what the new rate cannot hold.
    private static float[] Resampled(float[] sound, int from, int to, string path)
    {
        const int Zeros = 16;
        const int MostTimes = 1000;
        if (from / to >= MostTimes)
        {
            throw new InvalidDataException($"{path}: from {from} readings in a second to {to}, a thousandth; a higher --sample-rate is needed");
        }

        DataLimits.Require((long)sound.Length * to / from, path);
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
        var taps = Enumerable.Range(-half, (2 * half) + 2).Select(place =>
        {
            var distance = place - fraction;
            var sinc = Math.Abs(distance) < 1e-9 ? 2 * cut : Math.Sin(2 * Math.PI * cut * distance) / (Math.PI * distance);
            return sinc * (0.5 + (0.5 * Math.Cos(Math.PI * distance / (half + 1))));
        }).ToArray();
        var sum = taps.Sum();
        return Array.ConvertAll(taps, tap => tap / sum);
    }
}
