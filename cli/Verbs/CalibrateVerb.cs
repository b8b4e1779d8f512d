using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Emulator.Reporting;
using Striate.Model.Packaging;
using Striate.Projects;
using Striate.Verification;

namespace Striate.Cli.Verbs;

/// <summary>striate calibrate: a measured time of a board, for estimates from then on.</summary>
internal static class CalibrateVerb
{
    private const int MaximumMicroseconds = int.MaxValue;

    public static Command Create(Terminal terminal)
    {
        var package = CommonOptions.Package();
        var board = EstimateOptions.TargetNamed("--board", "The board that was measured");
        var firmware = Firmware();
        var microseconds = CommonOptions.Integer(
            "--microseconds",
            "Measured time of one inference, as the firmware prints it",
            null,
            1,
            MaximumMicroseconds
        );
        var strategy = CommonOptions.Strategy(CommonOptions.NameOf(new GeneratorOptions().Strategy), allowAll: false);
        var file = EstimateOptions.CalibrationsFile();
        var json = CommonOptions.Json();
        var verb = new Verb(
            "calibrate",
            "Stores a measured time of a board and firmware version; estimates for it rest on that from then on."
        )
        {
            Examples = ["striate calibrate digits.striate --board esp32 --firmware 1.16.0.12 --microseconds 52300"],
        };
        verb.Arguments.Add(package);
        foreach (var option in new Option[] { board, firmware, microseconds, strategy, file, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    RequireWritable(parsed.GetRequiredValue(file));
                    return Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        PackageFile.Read(parsed.GetRequiredValue(package)),
                        new GeneratorOptions(CommonOptions.Strategies(parsed.GetRequiredValue(strategy))[0]),
                        costUnits => new Calibration(
                            TargetFile.Find(parsed.GetRequiredValue(board)).Name,
                            parsed.GetRequiredValue(firmware),
                            costUnits,
                            parsed.GetValue(microseconds)
                        ),
                        parsed.GetRequiredValue(file),
                        cancellation
                    );
                })
        );
        return verb;
    }

    /// <summary>The option that names a runtime's version.</summary>
    public static Option<string> Firmware() =>
        new("--firmware")
        {
            Description = "Version of its firmware, as nanoff prints it.",
            Required = true,
            HelpName = "VERSION",
        };

    /// <summary>
    /// Counts what the firmware times, its first golden vector (all blocks of it where the code takes a signal as it comes), and stores the
    /// measured time with it.
    /// </summary>
    /// <exception cref="StriateException">There is no golden vector, or the code is wrong.</exception>
    public static int Run(
        Screen screen,
        LoadedPackage package,
        GeneratorOptions options,
        Func<long, Calibration> measured,
        string path,
        CancellationToken cancellation
    )
    {
        if (package.Package.GoldenVectors.IsEmpty)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                "the package has no golden vectors, which the firmware measures with; train again with --golden"
            );
        }

        var build = Builds.Build(screen, package, options, cancellation);
        var first = package.Package.GoldenVectors[..1];
        var form = options.FormOf(package.Package.Network);
        var report = form is null
            ? Verifier.Verify(build, package.Package.Network, first, cancellation: cancellation)
            : StreamVerifier.Verify(build, form, StreamVerifier.StreamOf(form, first), cancellation: cancellation);
        if (!report.Passed)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"the generated code is not what the reference computes: {report.FirstDifference}"
            );
        }

        var calibration = measured((long)Math.Round(form is null ? report.CostUnits : report.CostUnits * report.Vectors));
        Folders.Create(FolderOf(path));
        CalibrationStore.Save(path, calibration);
        screen.Show(
            new
            {
                File = path,
                calibration.Board,
                calibration.Firmware,
                calibration.CostUnits,
                calibration.Microseconds,
                calibration.NanosecondsPerCostUnit,
            },
            view =>
                view.Line(
                    $"{calibration.Board} with firmware {calibration.Firmware}: {Format.Fixed(calibration.NanosecondsPerCostUnit, 3)} ns per cost unit, stored in {path}"
                )
        );
        return ExitCode.Success;
    }

    /// <summary>
    /// Makes sure that a file of calibrations can be written. What stands in it is kept, so it must be readable too; its folder
    /// is made when there is something to store.
    /// </summary>
    /// <exception cref="StriateException">It is a folder, no file can be made there, or it is not a file of calibrations.</exception>
    public static void RequireWritable(string path)
    {
        if (Directory.Exists(FolderOf(path)))
        {
            OutputFiles.RequireWritable("--calibrations", path);
        }
        else if (FileProblem.OfFolderOf(path) is { } problem)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path}: {problem}");
        }

        _ = CalibrationFile.Read(path);
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
}
