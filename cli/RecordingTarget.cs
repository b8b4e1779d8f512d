using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Striate.Codegen;
using Striate.DataSets.Reading;
using Striate.Model.Graph.Validation;

namespace Striate.Cli;

/// <summary>Where recordings of a class go: files of their own in its folder of a person's own data.</summary>
internal sealed class RecordingTarget
{
    // Folders of these names say what is learned and what is tested.
    private static readonly string[] s_parts = ["train", "test", "validation"];

    private readonly string _data;
    private readonly FirmwareSettings _settings;

    private RecordingTarget(string data, string label, FirmwareSettings settings, int? window) =>
        (_data, Label, _settings, Window) = (data, label, settings, window);

    /// <summary>The class.</summary>
    public string Label { get; }

    /// <summary>Steps of a window that the folder's data.toml says; null: it says none.</summary>
    public int? Window { get; }

    /// <summary>The data.toml that was written beside the first recording; null: none was.</summary>
    public string? WrittenToml { get; private set; }

    private string Toml => Path.Combine(_data, DataToml.FileName);

    /// <summary>Looks at the folder before anything is recorded.</summary>
    /// <param name="data">The folder of the data.</param>
    /// <param name="label">The class.</param>
    /// <param name="settings">The sensor.</param>
    /// <exception cref="StriateException">The class is not a folder name, or the data are of another rate.</exception>
    public static RecordingTarget Of(string data, string label, FirmwareSettings settings)
    {
        if (
            !Names.IsLabel(label)
            || label.IndexOfAny([.. Path.GetInvalidFileNameChars(), '/', '\\', ':']) >= 0
            || label[0] == '.'
            || label != label.Trim()
        )
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"--label '{label}' is not a folder name; name the class by letters, digits, '-' or '_'"
            );
        }

        if (s_parts.Contains(label, StringComparer.OrdinalIgnoreCase))
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"--label '{label}' names a part of the data, not a class; name the class otherwise"
            );
        }

        OutputFiles.RequireFolder("--out", data);
        OutputFiles.RequireFolder("--label", Path.Combine(data, label));
        var options = DataToml.Read(data);
        var hertz = 1_000_000.0 / settings.SampleMicroseconds;
        return options.Rate is { } rate && Math.Abs(rate - hertz) > 0.01 * rate
            ? throw new StriateException(
                ErrorKind.CheckFailed,
                FormattableString.Invariant(
                    $"{Path.Combine(data, DataToml.FileName)} says rate = {rate}, and the sensor gives {hertz:0.###} samples in a second; record into another folder, or change one of them"
                )
            )
            : new RecordingTarget(data, label, settings, options.Window);
    }

    /// <summary>Name of each channel.</summary>
    public ImmutableArray<string> ChannelNames(int channels) =>
        _settings.Source == FirmwareSource.I2cImu
            ? [.. _settings.Motion.Channels]
            : [.. Enumerable.Range(0, channels).Select(channel => FormattableString.Invariant($"adc{_settings.AdcChannels[channel]}"))];

    /// <summary>Writes recordings without gaps, all at once, and a data.toml where the folder has none.</summary>
    /// <returns>The files.</returns>
    public ImmutableArray<string> Write(IReadOnlyList<IReadOnlyList<short>> parts)
    {
        var (folder, channels) = (Path.Combine(_data, Label), _settings.Channels);
        Folders.Create(folder);
        string[] files = [.. Free(folder).Take(parts.Count(part => part.Count > 0))];
        var written = files
            .Zip(parts.Where(part => part.Count > 0))
            .Select(pair => (Path: pair.First, Text: Text(pair.Second, channels)))
            .ToList();
        if (files.Length > 0 && !File.Exists(Toml))
        {
            WrittenToml = Toml;
            written.Add((Toml, TomlText()));
        }

        AtomicFile.Write([
            .. written.Select(file => (file.Path, (Action<Stream>)(stream => stream.Write(Encoding.UTF8.GetBytes(file.Text))))),
        ]);
        return [.. files];
    }

    private static IEnumerable<string> Free(string folder) =>
        Enumerable
            .Range(1, int.MaxValue - 1)
            .Select(number => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D3}.csv")))
            .Where(path => !Path.Exists(path));

    private string Text(IReadOnlyList<short> readings, int channels)
    {
        var text = new StringBuilder(string.Join(',', ChannelNames(channels)) + "\n");
        for (var place = 0; place < readings.Count; place++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{readings[place]}{(place % channels == channels - 1 ? '\n' : ',')}");
        }

        return text.ToString();
    }

    private string TomlText()
    {
        var rate = (int)Math.Round(1_000_000.0 / _settings.SampleMicroseconds);
        var units = _settings.Source == FirmwareSource.I2cImu ? $"units = \"{_settings.Motion.Units}\"\n" : "";
        return string.Create(CultureInfo.InvariantCulture, $"rate = {rate}\n{units}");
    }
}
