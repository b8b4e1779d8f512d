using Striate.Board.Links;
using Striate.Board.Sensors;
using Striate.Codegen;
using Striate.DataSets.Preparation;
using Striate.DataSets.Reading;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Platform.Deployment;
using Striate.Projects;

namespace Striate.Cli;

/// <summary>A board with a sensor: how it is set up, and the recording that an emulated one plays.</summary>
/// <param name="Settings">The sensor and the line.</param>
/// <param name="Target">The kind of board.</param>
/// <param name="Port">Serial port of this computer; null: none is set.</param>
internal sealed record SensorPlace(FirmwareSettings Settings, Target Target, string? Port)
{
    // Steps of the analogue-digital converter.
    private const int HighestAnalogue = 4095;
    private const int MicrosecondsPerSecond = 1_000_000;
    private const int UsualHertz = 40;

    /// <summary>Reads a project's folder.</summary>
    /// <exception cref="StriateException">The project file is missing or wrong, or its input is not a sensor.</exception>
    public static SensorPlace OfProject(string path)
    {
        var project = ProjectFile.Read(path);
        var settings = project.Board.Firmware with { Reports = true };
        return !settings.IsSensor
                ? throw new StriateException(
                    ErrorKind.BadFile,
                    $"{project.File}: [board] input is not a sensor; set it to \"adc\" or \"i2c-imu\""
                )
            : settings.Problem(settings.Channels) is { } problem
                ? throw new StriateException(ErrorKind.BadFile, $"{project.File}: [board] {problem}")
            : new SensorPlace(settings, project.Target, project.Board.Port);
    }

    /// <summary>
    /// What a package reads, where no project says which sensor gives it: a motion sensor of three or six channels, analogue channels
    /// otherwise.
    /// </summary>
    /// <exception cref="StriateException">The package does not tell what it reads.</exception>
    public static SensorPlace OfPackage(ModelPackage package, string file)
    {
        var contract =
            InputContract.Of(package)
            ?? throw new StriateException(
                ErrorKind.CheckFailed,
                $"{file} does not say how readings become its input; train on recordings, or name a project whose [board] input is a sensor"
            );
        var (channels, rate) = (contract.Channels.Length, (int)Math.Round(contract.Rate ?? 0));
        var (settings, motion) = (FirmwareSettings.Of(Targets.Default) with { Reports = true }, new MotionSettings(Axes: channels));
        settings = channels is 3 or 6
            ? settings with
            {
                Source = FirmwareSource.I2cImu,
                Motion = MotionSettings.CanSample(motion.Sensor, rate) ? motion with { Hertz = rate } : motion,
            }
            : settings with
            {
                Source = FirmwareSource.Adc,
                AdcChannels = [.. Enumerable.Range(0, channels)],
                AdcMicroseconds = MicrosecondsPerSecond / (rate > 0 ? rate : UsualHertz),
            };
        return new SensorPlace(settings, Targets.Default, null);
    }

    /// <summary>The same with the windows that the network's training had, where nobody says how far they are apart.</summary>
    public SensorPlace WithHopOf(ModelPackage package) =>
        Settings.AdcHop > 0 || ReadingPart.Of(package)?.Hop is not { } hop ? this : this with { Settings = Settings with { AdcHop = hop } };

    /// <summary>What the sensor of an emulated board plays.</summary>
    /// <param name="file">A recording.</param>
    /// <param name="contract">How its values become readings; null: they are readings.</param>
    /// <exception cref="StriateException">It has other channels, or a value that the sensor does not give.</exception>
    public PlayedReadings Played(RecordingFile file, InputContract? contract)
    {
        var channels = Settings.Channels;
        if (file.Channels.Length != channels)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file.Path}: {file.Channels.Length} columns of values, and the sensor has {channels} channels"
            );
        }

        string[] wanted = [.. contract?.Channels.Select(channel => channel.Name) ?? []];
        if (IsNamed(file.Channels) && IsNamed(wanted) && !file.Channels.SequenceEqual(wanted))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file.Path}: its columns of values are '{string.Join("', '", file.Channels)}'; the network reads '{string.Join("', '", wanted)}'"
            );
        }

        var readings = new short[file.Values.Length];
        var (least, most) = Settings.Source == FirmwareSource.Adc ? (0, HighestAnalogue) : (short.MinValue, short.MaxValue);
        for (var place = 0; place < readings.Length; place++)
        {
            var (value, channel) = (file.Values[place], place % channels);
            var reading = contract is null ? value : contract.Channels[channel].ReadingOf(value);
            if (reading != Math.Floor(reading) || reading < least || reading > most)
            {
                throw new StriateException(
                    ErrorKind.BadFile,
                    FormattableString.Invariant(
                        $"{file.Path}, line {file.Lines[place / channels]}: column '{file.Channels[channel]}' holds {value}, and the sensor gives whole numbers in {least}..{most}; play a recording of 'striate board record'"
                    )
                );
            }

            readings[place] = (short)reading;
        }

        return new PlayedReadings(readings, channels, Settings);
    }

    // Columns without a header have numbers.
    private static bool IsNamed(IEnumerable<string> names) => names.Any(name => name.Any(character => !char.IsAsciiDigit(character)));

    /// <summary>The firmware in the emulator, with what its sensor plays.</summary>
    public EmulatedBoard Emulated(EmulatedFirmware firmware, PlayedReadings played) =>
        new(
            firmware,
            Target.MicrosecondsPerInstruction.High,
            Settings.BaudRate,
            LoadedSize.HeapLeft(Target, firmware.Assemblies.Select(assembly => assembly.Image)),
            played: played
        );
}
