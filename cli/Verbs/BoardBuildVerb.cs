using System.CommandLine;
using Spectre.Console;
using Striate.Board.Toolchain;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Projects;

namespace Striate.Cli.Verbs;

/// <summary>striate board build: a project's package to the image that is flashed.</summary>
internal static class BoardBuildVerb
{
    public static Verb Create(Terminal terminal)
    {
        var folder = ProjectFolder();
        var sources = new Option<bool>("--sources") { Description = "Write the application and stop before its image is built." };
        var sdk = new Option<bool>("--sdk")
        {
            Description = "Build the image with nanoFramework's SDK, which NuGet must restore, and not with striate's own writer.",
        };
        var input = new Option<string?>("--input")
        {
            Description =
                "Where inputs come from: golden, serial, adc or i2c-imu; by default [board] input. golden needs no library but the core library.",
            HelpName = "SOURCE",
        };
        input.AcceptOnlyFromAmong(FirmwareSources.Names);
        var libraries = new Option<string?>("--libraries")
        {
            Description = "A folder with .pe files of nanoFramework's libraries; by default they come from NuGet's packages.",
            HelpName = "FOLDER",
        };
        var recorder = new Option<bool>("--recorder")
        {
            Description =
                "Build the application that 'striate board record' listens to: it sends the sensor's readings and needs no package.",
        };
        var json = CommonOptions.Json();
        var verb = new Verb("build", "Generates a project's application, builds its image, and checks it against the board's partition.")
        {
            Examples =
            [
                "striate board build examples/digits",
                "striate board build examples/digits --input golden",
                "striate board build examples/digits --sources",
                "striate board build . --recorder",
            ],
        };
        verb.Arguments.Add(folder);
        foreach (var option in new Option[] { sources, sdk, input, libraries, recorder, json })
        {
            verb.Options.Add(option);
        }

        verb.Validators.Add(result =>
        {
            if (result.GetValue(recorder) && (result.GetValue(sources) || result.GetValue(sdk)))
            {
                result.AddError("--recorder has an image of striate's own writer; leave out --sources and --sdk");
            }
        });
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var (screen, project) = (
                        new Screen(terminal, parsed.GetValue(json)),
                        ProjectFile.Read(parsed.GetRequiredValue(folder))
                    );
                    project = parsed.GetValue(input) is { } source ? With(project, FirmwareSources.Of(source)) : project;
                    var writer =
                        parsed.GetValue(sources) ? ImageWriter.None
                        : parsed.GetValue(sdk) ? ImageWriter.Sdk
                        : ImageWriter.Own;
                    return parsed.GetValue(recorder)
                        ? RunRecorder(screen, project, parsed.GetValue(libraries), cancellation)
                        : Run(screen, project, writer, parsed.GetValue(libraries), cancellation);
                })
        );
        return verb;
    }

    /// <summary>The argument that names a project.</summary>
    public static Argument<string> ProjectFolder() =>
        new("FOLDER") { Description = $"The folder with {Project.FileName}.", DefaultValueFactory = _ => "." };

    private static int Run(Screen screen, Project project, ImageWriter writer, string? libraries, CancellationToken cancellation)
    {
        var package = ProjectPackage.Read(project);
        var estimates = CalibrationFile.EstimatesOf(project.Target, project.Board.RuntimeVersion);
        var build = screen.Run(
            BoardBuild.Stages[0],
            StageRelay.Steps,
            bar => BoardBuild.Run(project, package, writer, libraries, estimates, new StageRelay(bar, [.. BoardBuild.Stages]), cancellation)
        );
        var result = new
        {
            package.Sha256,
            Application = project.Board.Folder,
            Target = project.Target.Name,
            PartitionBytes = project.Target.DeploymentBytes,
            build.Assemblies,
            build.Image,
            Booted = build.IsBooted,
            build.Sensor.Settings,
            build.Sensor.Warning,
            build.Sensor.SustainedHertz,
        };
        screen.Show(
            result,
            view =>
            {
                Draw(view, project, build);
                if (build.IsBooted)
                {
                    view.Line("booted in the emulator: its self-test says PASS");
                }

                if (project.GoldenVectors > GenerateVerb.DefaultGolden)
                {
                    Builds.TellGolden(view, package, project.GoldenVectors);
                }
            }
        );
        return ExitCode.Success;
    }

    private static Project With(Project project, FirmwareSource source)
    {
        var settings = project.Board.Firmware with { Source = source };
        return project with { Board = project.Board with { Firmware = settings with { Reports = settings.Reports && settings.IsSensor } } };
    }

    private static int RunRecorder(Screen screen, Project project, string? libraries, CancellationToken cancellation)
    {
        var build = BoardBuild.Recorder(project, libraries, cancellation);
        screen.Show(
            new
            {
                Application = project.Board.Folder,
                Target = project.Target.Name,
                PartitionBytes = project.Target.DeploymentBytes,
                build.Assemblies,
                build.Image,
                build.Sensor.Settings,
            },
            view => Draw(view, project, build with { Sensor = build.Sensor with { Settings = build.Sensor.Settings with { AdcHop = 1 } } })
        );
        return ExitCode.Success;
    }

    private static void Draw(Screen view, Project project, BoardBuild build)
    {
        var (sizes, image, sensor) = (build.Assemblies, build.Image, build.Sensor);
        var isWhole = sizes.Any(size => size.Version is not null);
        var table = isWhole ? view.Table("assembly", "version", "bytes of flash") : view.Table("assembly", "bytes of flash");
        foreach (var size in sizes)
        {
            table.AddRow([Markup.Escape(size.Name), .. isWhole ? [size.Version!] : Array.Empty<string>(), Format.Count(size.Bytes)]);
        }

        view.Write(table);
        view.Line(
            $"{Format.Count(sizes.Sum(size => size.Bytes))} bytes of {Format.Count(project.Target.DeploymentBytes)} in the partition of target '{project.Target.Name}'{(isWhole ? "" : ", nanoFramework's libraries apart")}"
        );
        view.Line($"inputs: {Inputs(sensor.Settings)}");
        if (sensor.SustainedHertz is { } sustained)
        {
            view.Line(
                FormattableString.Invariant(
                    $"the slowest such board keeps up with {sustained:N0} samples a second; the sensor gives {1_000_000.0 / sensor.Settings.SampleMicroseconds:N0}"
                )
            );
        }

        if (sensor.Warning is not null)
        {
            view.Line("warning: on a slow board " + sensor.Warning);
        }

        view.Line(
            image is null
                ? $"{project.Board.Folder} is written; 'striate board build' builds its image, or open {BoardApplication.Name}.sln there in Visual Studio"
                : $"image: {image.Path}, {Format.Count(image.Bytes)} bytes, SHA-256 {image.Sha256}"
        );
        if (image is not null)
        {
            view.Verbatim(
                "next: "
                    + new Flashing(
                        project.Board.FlashPort ?? "PORT",
                        project.Board.RuntimeImage,
                        image,
                        project.Target.Partition,
                        UpdatesRuntime: false,
                        null
                    )
                        .Calls[0]
                        .CommandLine
            );
        }
    }

    private static string Inputs(FirmwareSettings settings) =>
        settings.Source switch
        {
            FirmwareSource.Serial => $"serial, {settings.Port} at {settings.BaudRate} bits per second, "
                + (
                    settings.TransmitPin == FirmwareSettings.OwnPins
                        ? "on its own pins"
                        : $"TX on GPIO {settings.TransmitPin}, RX on GPIO {settings.ReceivePin}"
                ),
            FirmwareSource.Adc =>
                $"analogue channels {string.Join(", ", settings.AdcChannels)}, a sample every {settings.AdcMicroseconds} us, a window every {settings.AdcHop} samples",
            FirmwareSource.I2cImu =>
                $"{settings.Motion.Name} at SDA {settings.Motion.DataPin} and SCL {settings.Motion.ClockPin}, {settings.Motion.Axes} axes, {settings.Motion.Hertz} samples in a second, a window every {settings.AdcHop} samples",
            _ => "the golden vectors, again and again",
        };
}
