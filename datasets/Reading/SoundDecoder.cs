using NAudio.Wave;

namespace Striate.DataSets.Reading;

/// <summary>A WAV file whose form is known and whose readings are not decoded yet.</summary>
internal sealed class SoundDecoder : IDisposable
{
    private const int MaximumChannels = 64;
    private const int MinimumRate = 100;
    private const float Loudest = 1 << 10;

    private readonly WaveFileReader _reader;
    private readonly string _path;

    /// <summary>Reads what the file says before its readings.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="StriateException">It is no WAV file, or one of another form.</exception>
    public SoundDecoder(byte[] content, string path)
    {
        _path = path;
        _reader = Guarded(() => new WaveFileReader(new MemoryStream(content, writable: false)));
        var format = _reader.WaveFormat;
        if (
            format.Channels is < 1 or > MaximumChannels
            || format.SampleRate is < MinimumRate or > DataOptions.MaximumRate
            || format.BlockAlign < format.Channels
        )
        {
            _reader.Dispose();
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: {format.Channels} channels at {format.SampleRate} readings in a second; 1..{MaximumChannels} at {MinimumRate}..{DataOptions.MaximumRate} are supported"
            );
        }

        // The file may hold less than it tells.
        Count = (int)(Math.Clamp(_reader.Length, 0, content.Length) / format.BlockAlign);
    }

    /// <summary>Readings in a second.</summary>
    public int Rate => _reader.WaveFormat.SampleRate;

    /// <summary>Readings of each channel, at most.</summary>
    public int Count { get; }

    /// <summary>The readings, -1..1, mixed to one channel.</summary>
    /// <exception cref="StriateException">They are in no form that can be decoded, damaged, or none.</exception>
    public float[] Decode()
    {
        var channels = _reader.WaveFormat.Channels;
        var provider = Guarded(_reader.ToSampleProvider);
        var (sound, buffer, filled) = (new float[Count], new float[channels * 1024], 0);
        while (filled < Count && Guarded(() => provider.Read(buffer.AsSpan())) is > 0 and var read)
        {
            for (var frame = 0; frame + channels <= read && filled < Count; frame += channels)
            {
                var sum = 0.0;
                foreach (var value in buffer.AsSpan(frame, channels))
                {
                    sum += value;
                }

                sound[filled++] = (float)(sum / channels);
            }
        }

        Array.Resize(ref sound, filled);
        return filled == 0 ? throw new StriateException(ErrorKind.BadFile, $"{_path} has no sound; record it again or remove it")
            : Array.FindIndex(sound, value => !(MathF.Abs(value) <= Loudest)) is >= 0 and var wrong
                ? throw new StriateException(
                    ErrorKind.BadFile,
                    FormattableString.Invariant($"{_path}, reading {wrong}: {sound[wrong]} is not a sound; record it again or remove it")
                )
            : sound;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    // The library alone runs in here: what it throws for damaged files is not one kind.
    private T Guarded<T>(Func<T> library)
    {
        try
        {
            return library();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{_path} is not a WAV file that can be read; save it as PCM or floating point",
                problem
            );
        }
    }
}
