using System.CommandLine;
using Striate.Emulator;
using Striate.Emulator.Reporting;
using Striate.Platform;
using Striate.Projects;

namespace Striate.Cli;

/// <summary>Options that choose what an estimate of time rests on.</summary>
internal sealed class EstimateOptions
{
    /// <summary>The kind of board.</summary>
    public Option<string> Target { get; } = TargetNamed("--target", "The board that times are estimated for");

    /// <summary>Version of its firmware.</summary>
    public Option<string?> Firmware { get; } =
        new("--firmware")
        {
            Description = "Version of the board's firmware; needed when more than one has been calibrated.",
            HelpName = "VERSION",
        };

    /// <summary>The file of measured times.</summary>
    public Option<string> Calibrations { get; } = CalibrationsFile();

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Target, Firmware, Calibrations })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the command line chose.</summary>
    /// <exception cref="StriateException">A firmware was named that nobody has calibrated, or none of several; a file was named that is not
    /// there; there is no such target, or its file is wrong.</exception>
    public Estimates Of(ParseResult parsed)
    {
        var (target, firmware, path) = (
            TargetFile.Find(parsed.GetRequiredValue(Target)),
            parsed.GetValue(Firmware),
            parsed.GetRequiredValue(Calibrations)
        );
        if (parsed.GetResult(Calibrations) is { Implicit: false } && !File.Exists(path))
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"--calibrations {path}: {(Directory.Exists(path) ? "is a folder; name a file" : "there is no such file; 'striate calibrate' writes one, or leave the option out")}"
            );
        }

        Calibration[] known =
        [
            .. CalibrationFile
                .Read(path)
                .Where(calibration => calibration.Board == target.Name && (firmware ?? calibration.Firmware) == calibration.Firmware),
        ];
        return (firmware, known) switch
        {
            (_, [var only]) => new Estimates(target, only),
            (not null, _) => throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: no measured time of {target.Name} with firmware {firmware}; store one with 'striate calibrate'"
            ),
            (null, []) => new Estimates(target, null),
            _ => throw new StriateException(
                ErrorKind.Usage,
                $"{path} has measured times of {target.Name} with several versions of the firmware: {string.Join(", ", known.Select(calibration => calibration.Firmware))}; name one with --firmware"
            ),
        };
    }

    /// <summary>The option for the file of measured times.</summary>
    public static Option<string> CalibrationsFile() =>
        new("--calibrations")
        {
            Description = "File of measured times, written by 'striate calibrate'.",
            DefaultValueFactory = _ => CalibrationFile.DefaultPath,
            HelpName = "FILE",
        };

    /// <summary>An option that takes the name of a target, or a file that describes one.</summary>
    public static Option<string> TargetNamed(string name, string description) =>
        new(name)
        {
            Description =
                $"{description}: {string.Join(", ", Targets.All.Select(target => target.Name))}, or a file of your own (docs/targets.md).",
            HelpName = "NAME|FILE.toml",
            DefaultValueFactory = _ => Targets.Default.Name,
        };
}

/// <summary>The file of measured times, with refusals as one line.</summary>
internal static class CalibrationFile
{
    /// <summary>In the user's folder for settings.</summary>
    public static string DefaultPath =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "striate",
            "calibrations.json"
        );

    /// <summary>Estimates for a project's board: by its measured time, where there is one alone.</summary>
    /// <param name="target">The kind of board.</param>
    /// <param name="firmware">Version of its firmware; null: any.</param>
    public static Estimates EstimatesOf(Target target, string? firmware)
    {
        Calibration[] known =
        [
            .. Read(DefaultPath)
                .Where(calibration => calibration.Board == target.Name && (firmware ?? calibration.Firmware) == calibration.Firmware),
        ];
        return new Estimates(target, known is [var only] ? only : null);
    }

    /// <summary>All that are stored; none when there is no file.</summary>
    /// <exception cref="StriateException">The file is not one of measured times.</exception>
    public static IReadOnlyList<Calibration> Read(string path)
    {
        try
        {
            return CalibrationStore.Read(path);
        }
        catch (FormatException wrong)
        {
            throw new StriateException(ErrorKind.BadFile, $"{wrong.Message}; fix or remove the file");
        }
    }
}
