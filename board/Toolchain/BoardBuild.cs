using System.Collections.Immutable;
using Striate.Board.Links;
using Striate.Board.Testing;
using Striate.Codegen;
using Striate.Emulator.Reporting;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Platform.Checking;
using Striate.Platform.Deployment;
using Striate.Projects;

namespace Striate.Board.Toolchain;

/// <summary>Who makes an application's image.</summary>
public enum ImageWriter
{
    /// <summary>
    /// Striate's own writer; an image that needs no computer on its serial line is booted in the emulator before it is written.
    /// </summary>
    Own,

    /// <summary>nanoFramework's SDK, which NuGet must restore.</summary>
    Sdk,

    /// <summary>Nobody: the application's sources are all.</summary>
    None,
}

/// <summary>An assembly of an application.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; null where nanoFramework's SDK would choose it.</param>
/// <param name="Bytes">Bytes of flash.</param>
public sealed record AssemblySize(string Name, string? Version, long Bytes);

/// <summary>A project's application for its board, written into the project's folder.</summary>
/// <param name="Assemblies">In load order; with the libraries where striate wrote the image.</param>
/// <param name="Image">The image; null: none was made.</param>
/// <param name="IsBooted">Whether the image ran in the emulator, to a self-test that passed.</param>
/// <param name="Sensor">Whether the board keeps up with its sensor, and the settings with a chosen hop.</param>
public sealed record BoardBuild(ImmutableArray<AssemblySize> Assemblies, BoardImage? Image, bool IsBooted, SensorChecks Sensor)
{
    /// <summary>The stages that take time, as progress names them, in their order.</summary>
    public static readonly ImmutableArray<string> Stages = [BuildStages.Planning, BuildStages.Compiling, Booting];

    private const string Booting = "booting the image in the emulator";

    /// <summary>Generates a project's application, writes it, and makes its image.</summary>
    /// <param name="project">The project.</param>
    /// <param name="package">Its package.</param>
    /// <param name="writer">Who makes the image.</param>
    /// <param name="libraries">A folder with .pe files of nanoFramework's libraries; null: they come from NuGet's packages.</param>
    /// <param name="estimates">Times of such a board.</param>
    /// <param name="progress">Gets the share of each of <see cref="Stages"/> that is done; from several threads.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="StriateException">
    /// The code, the assemblies or the image do not fit the board, the board is too slow for its samples, a library is missing, or the
    /// image does not pass its self-test.
    /// </exception>
    public static BoardBuild Run(
        Project project,
        LoadedPackage package,
        ImageWriter writer,
        string? libraries,
        Estimates estimates,
        IProgress<StageProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var build = PackageBuild.Run(package, project.Generator, progress, cancellation);
        var sensor = SensorChecks.Of(
            project.Board.Firmware,
            build,
            package.Package,
            project.Generator.FormOf(package.Package.Network),
            estimates,
            cancellation
        );
        var code = FirmwareEmission.AddTo(
            build.Code,
            package.Package,
            project.Generator,
            package.Sha256,
            project.GoldenVectors,
            sensor.Settings
        );
        var firmware = EmulatedFirmware.Compile(
            build,
            package.Package,
            project.Generator,
            package.Sha256,
            sensor.Settings,
            project.GoldenVectors,
            needsCoreAlone: writer == ImageWriter.Own
        );
        if (ApplicationAssemblies.Excess([.. firmware.Assemblies.Select(assembly => assembly.Image)]) is { } excess)
        {
            throw new StriateException(ErrorKind.CheckFailed, $"{excess}; {Limits.ImageAssemblies.Remedy}");
        }

        ImmutableArray<AssemblySize> sizes =
        [
            .. firmware.Assemblies.Select(assembly => new AssemblySize(assembly.Name, null, DeploymentSize.Of(assembly.Image))),
        ];
        RequireFit("the assemblies need", sizes.Sum(size => size.Bytes), project.Target);
        ImageBuild.Write(BoardApplication.Files(code, sensor.Settings), project.Board.Folder);
        if (writer == ImageWriter.Own)
        {
            return Own(project, firmware, libraries, sensor, progress, cancellation);
        }

        var image = writer == ImageWriter.Sdk ? ImageBuild.Run(project.Board.Folder, cancellation) : null;
        RequireFit("the image needs", image?.Bytes ?? 0, project.Target);
        return new BoardBuild(sizes, image, false, sensor);
    }

    /// <summary>
    /// Makes the application that sends a sensor's readings; it needs no package, for there is none before something is recorded.
    /// </summary>
    /// <param name="project">The project; only its board and target count.</param>
    /// <param name="libraries">A folder with .pe files of nanoFramework's libraries; null: they come from NuGet's packages.</param>
    /// <param name="cancellation">Stops a restore.</param>
    /// <exception cref="StriateException">The board has no sensor, a library is missing, or the image does not fit.</exception>
    public static BoardBuild Recorder(Project project, string? libraries, CancellationToken cancellation = default)
    {
        var settings = project.Board.Firmware with { Reports = true };
        if (!settings.IsSensor)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{project.File}: [board] input is not a sensor; set it to \"adc\" or \"i2c-imu\""
            );
        }

        var image = DeploymentBuild.Of(EmulatedFirmware.Recorder(settings), new LibraryPackages(libraries, cancellation));
        var sizes = SizesOf(image, project.Target);
        ImageBuild.Write(BoardApplication.Empty, project.Board.Folder);
        return new BoardBuild(sizes, DeploymentBuild.Write(image, project.Board.Folder), false, new SensorChecks(settings, null, null));
    }

    private static BoardBuild Own(
        Project project,
        EmulatedFirmware firmware,
        string? libraries,
        SensorChecks sensor,
        IProgress<StageProgress>? progress,
        CancellationToken cancellation
    )
    {
        var image = DeploymentBuild.Of(firmware, new LibraryPackages(libraries, cancellation));
        var sizes = SizesOf(image, project.Target);
        // Serial input waits for a computer on its line: 'board test --emulated --image' is that.
        var isBooted = sensor.Settings.Source != FirmwareSource.Serial;
        progress?.Report(new StageProgress(Booting, 0));
        return isBooted && ImageBoot.Problem(image, project.Target, cancellation) is { } problem
            ? throw new StriateException(ErrorKind.CheckFailed, $"the image in the emulator: {problem}; it is not written")
            : new BoardBuild(sizes, DeploymentBuild.Write(image, project.Board.Folder), isBooted, sensor);
    }

    private static ImmutableArray<AssemblySize> SizesOf(DeploymentImage image, Target target)
    {
        ImmutableArray<AssemblySize> sizes =
        [
            .. image.Assemblies.Select(assembly => new AssemblySize(assembly.Name, assembly.Version.ToString(), assembly.Bytes.Length)),
        ];
        RequireFit("the image needs", sizes.Sum(size => size.Bytes), target);
        return sizes;
    }

    private static void RequireFit(string what, long bytes, Target target)
    {
        if (bytes > target.DeploymentBytes)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                FormattableString.Invariant(
                    $"{what} {bytes:N0} bytes of flash, the deployment partition of target '{target.Name}' has {target.DeploymentBytes:N0}; choose another strategy, package or target"
                )
            );
        }
    }
}
