using System.Collections.Immutable;
using System.CommandLine;
using Spectre.Console;
using Striate.Board.Links;
using Striate.Board.Testing;
using Striate.Board.Toolchain;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Platform.Checking;
using Striate.Platform.Deployment;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Projects;

namespace Striate.Cli.Verbs;

/// <summary>striate board build: a project's package to the image that is flashed.</summary>
internal static class BoardBuildVerb
{
    public static Verb Create(Terminal terminal)
    {
        var folder = ProjectFolder();
        var sources = new Option<bool>("--sources") { Description = "Write the application and stop before its image is built." };
        var sdk = new Option<bool>("--sdk") { Description = "Build the image with nanoFramework's SDK, which NuGet must restore, and not with striate's own writer." };
        var input = new Option<string?>("--input") { Description = "Where inputs come from: golden, serial, adc or i2c-imu; by default [board] input. golden needs no library but the core library.", HelpName = "SOURCE" };
        input.AcceptOnlyFromAmong(FirmwareSources.Names);
        var libraries = new Option<string?>("--libraries") { Description = "A folder with .pe files of nanoFramework's libraries; by default they come from NuGet's packages.", HelpName = "FOLDER" };
        var recorder = new Option<bool>("--recorder") { Description = "Build the application that 'striate board record' listens to: it sends the sensor's readings and needs no package." };
        var json = CommonOptions.Json();
        var verb = new Verb("build", "Generates a project's application, builds its image, and checks it against the board's partition.")
        {
            Examples = ["striate board build examples/digits", "striate board build examples/digits --input golden", "striate board build examples/digits --sources", "striate board build . --recorder"],
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
        verb.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var (screen, project) = (new Screen(terminal, parsed.GetValue(json)), ProjectFile.Read(parsed.GetRequiredValue(folder)));
            project = parsed.GetValue(input) is { } source ? With(project, FirmwareSources.Of(source)) : project;
            return parsed.GetValue(recorder)
                ? RunRecorder(screen, project, new LibraryPackages(parsed.GetValue(libraries), cancellation))
                : Run(screen, project, new Way(parsed.GetValue(sources), parsed.GetValue(sdk), parsed.GetValue(libraries)), cancellation);
        }));
        return verb;
    }

    /// <summary>The argument that names a project.</summary>
    public static Argument<string> ProjectFolder() => new("FOLDER")
    {
        Description = $"The folder with {Project.FileName}.", DefaultValueFactory = _ => ".",
    };

    private static int Run(Screen screen, Project project, Way way, CancellationToken cancellation)
    {
        var package = ProjectPackage.Read(project);
        var build = Builds.Build(screen, package, project.Generator, cancellation);
        var sensor = SensorChecks.Of(project, build, package.Package, cancellation);
        var settings = sensor.Settings;
        var code = Builds.WithFirmware(build, package, project.Generator, project.GoldenVectors, settings);
        var firmware = EmulatedFirmware.Compile(build, package.Package, project.Generator, package.Sha256, settings, project.GoldenVectors, needsCoreAlone: way.IsOwn);
        if (ApplicationAssemblies.Excess([.. firmware.Assemblies.Select(assembly => assembly.Image)]) is { } excess)
        {
            throw new StriateException(ErrorKind.CheckFailed, $"{excess}; {Limits.ImageAssemblies.Remedy}");
        }

        ImmutableArray<AssemblySize> sizes = [.. firmware.Assemblies.Select(assembly => new AssemblySize(assembly.Name, null, DeploymentSize.Of(assembly.Image)))];
        Fit("the assemblies need", sizes.Sum(size => size.Bytes), project.Target);
        ImageBuild.Write(BoardApplication.Files(code, settings), project.Board.Folder);
        var image = way.IsSourcesOnly ? null : way.IsSdk
            ? ImageBuild.Run(project.Board.Folder, cancellation)
            : Own(screen, project, firmware, settings, way, ref sizes, cancellation);
        Fit("the image needs", image?.Bytes ?? 0, project.Target);
        var result = new
        {
            package.Sha256,
            Application = project.Board.Folder,
            Target = project.Target.Name,
            PartitionBytes = project.Target.DeploymentBytes,
            Assemblies = sizes,
            Image = image,
            Booted = HasBooted(way, settings),
            Settings = settings,
            sensor.Warning,
        };
        screen.Show(result, view =>
        {
            Draw(view, project, sensor, sizes, image);
            if (HasBooted(way, settings))
            {
                view.Line("booted in the emulator: its self-test says PASS");
            }

            if (project.GoldenVectors > GenerateVerb.DefaultGolden)
            {
                Builds.TellGolden(view, package, project.GoldenVectors);
            }
        });
        return ExitCode.Success;
    }

    private static Project With(Project project, FirmwareSource source)
    {
        var settings = project.Board.Firmware with { Source = source };
        return project with { Board = project.Board with { Firmware = settings with { Reports = settings.Reports && settings.IsSensor } } };
    }

    // Without a package: there is none before something is recorded.
    private static int RunRecorder(Screen screen, Project project, LibraryPackages libraries)
    {
        var settings = project.Board.Firmware with { Reports = true };
        if (!settings.IsSensor)
        {
            throw new StriateException(ErrorKind.BadFile, $"{project.File}: [board] input is no sensor; set it to \"adc\" or \"i2c-imu\"");
        }

        var image = DeploymentBuild.Of(EmulatedFirmware.Recorder(settings), libraries);
        ImmutableArray<AssemblySize> sizes = [.. image.Assemblies.Select(assembly => new AssemblySize(assembly.Name, assembly.Version.ToString(), assembly.Bytes.Length))];
        Fit("the image needs", sizes.Sum(size => size.Bytes), project.Target);
        ImageBuild.Write(BoardApplication.Empty, project.Board.Folder);
        var written = DeploymentBuild.Write(image, project.Board.Folder);
        screen.Show(
            new { Application = project.Board.Folder, Target = project.Target.Name, PartitionBytes = project.Target.DeploymentBytes, Assemblies = sizes, Image = written, Settings = settings },
            view => Draw(view, project, new SensorChecks(settings with { AdcHop = 1 }, null, null), sizes, written));
        return ExitCode.Success;
    }

    /// <summary>The image by striate's own writer; one that needs no library is booted in the emulator before it is written.</summary>
    private static BoardImage Own(
        Screen screen, Project project, EmulatedFirmware firmware, FirmwareSettings settings, Way way, ref ImmutableArray<AssemblySize> sizes, CancellationToken cancellation)
    {
        var image = DeploymentBuild.Of(firmware, new LibraryPackages(way.Libraries, cancellation));
        sizes = [.. image.Assemblies.Select(assembly => new AssemblySize(assembly.Name, assembly.Version.ToString(), assembly.Bytes.Length))];
        Fit("the image needs", sizes.Sum(size => size.Bytes), project.Target);
        if (HasBooted(way, settings)
            && screen.Run("booting the image in the emulator", 1, _ => ImageBoot.Problem(image, project.Target, cancellation)) is { } problem)
        {
            throw new StriateException(ErrorKind.CheckFailed, $"the image in the emulator: {problem}; it is not written");
        }

        return DeploymentBuild.Write(image, project.Board.Folder);
    }

    // Serial input waits for a computer on its line: 'board test --emulated --image' is that.
    private static bool HasBooted(Way way, FirmwareSettings settings) => way.IsOwn && settings.Source != FirmwareSource.Serial;

    private static void Fit(string what, long bytes, Target target)
    {
        if (bytes > target.DeploymentBytes)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"{what} {Format.Count(bytes)} bytes of flash, the deployment partition of target '{target.Name}' has {Format.Count(target.DeploymentBytes)}; choose another strategy, package or target");
        }
    }

    private static void Draw(Screen view, Project project, SensorChecks sensor, ImmutableArray<AssemblySize> sizes, BoardImage? image)
    {
        var isWhole = sizes.Any(size => size.Version is not null);
        var table = isWhole ? view.Table("assembly", "version", "bytes of flash") : view.Table("assembly", "bytes of flash");
        foreach (var size in sizes)
        {
            table.AddRow([Markup.Escape(size.Name), .. isWhole ? [size.Version!] : Array.Empty<string>(), Format.Count(size.Bytes)]);
        }

        view.Write(table);
        view.Line($"{Format.Count(sizes.Sum(size => size.Bytes))} bytes of {Format.Count(project.Target.DeploymentBytes)} in the partition of target '{project.Target.Name}'{(isWhole ? "" : ", nanoFramework's libraries apart")}");
        view.Line($"inputs: {Inputs(sensor.Settings)}");
        if (sensor.Warning is not null)
        {
            view.Line("warning: on a slow board " + sensor.Warning);
        }

        view.Line(image is null
            ? $"{project.Board.Folder} is written; 'striate board build' builds its image, or open {BoardApplication.Name}.sln there in Visual Studio"
            : $"image: {image.Path}, {Format.Count(image.Bytes)} bytes, SHA-256 {image.Sha256}");
        if (image is not null)
        {
            view.Verbatim("next: " + new Flashing(
                project.Board.FlashPort ?? "PORT", project.Board.RuntimeImage, image, project.Target.Partition, UpdatesRuntime: false, null).Calls[0].CommandLine);
        }
    }

    private static string Inputs(FirmwareSettings settings) => settings.Source switch
    {
        FirmwareSource.Serial => $"serial, {settings.Port} at {settings.BaudRate} bits per second, "
            + (settings.TransmitPin == FirmwareSettings.OwnPins ? "on its own pins" : $"TX on GPIO {settings.TransmitPin}, RX on GPIO {settings.ReceivePin}"),
        FirmwareSource.Adc => $"analogue channels {string.Join(", ", settings.AdcChannels)}, a sample every {settings.AdcMicroseconds} us, a window every {settings.AdcHop} samples",
        FirmwareSource.I2cImu => $"{settings.Motion.Name} at SDA {settings.Motion.DataPin} and SCL {settings.Motion.ClockPin}, {settings.Motion.Axes} axes, {settings.Motion.Hertz} samples in a second, a window every {settings.AdcHop} samples",
        _ => "the golden vectors, again and again",
    };

    private sealed record AssemblySize(string Name, string? Version, long Bytes);

    /// <summary>How an image is made.</summary>
    private sealed record Way(bool IsSourcesOnly, bool IsSdk, string? Libraries)
    {
        public bool IsOwn => !IsSourcesOnly && !IsSdk;
    }
}
