using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Platform;

namespace Striate.Cli;

/// <summary>Packages to assemblies, with refusals as one line.</summary>
internal static class Builds
{
    /// <summary>Generates, compiles and checks, with progress.</summary>
    /// <exception cref="StriateException">An option is wrong, or the checker found something that does not work on a device.</exception>
    public static BuildResult Build(Screen screen, LoadedPackage package, GeneratorOptions options, CancellationToken cancellation) =>
        screen.Run("planning", BuildRelay.Steps, bar => Build(package, options, cancellation, new BuildRelay(bar)));

    private static BuildResult Build(LoadedPackage package, GeneratorOptions options, IProgress<BuildProgress>? progress, CancellationToken cancellation)
    {
        var build = Generator.Build(package.Package.Network, options, package.Sha256, progress, InputContract.Of(package.Package), cancellation);
        var errors = build.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToArray();
        return errors switch
        {
            [] => build,
            [var first, .. var others] => throw new StriateException(
                ErrorKind.CheckFailed, $"{first}; {first.Descriptor.RemedyOfGenerated}{(others.Length == 0 ? "" : $" (and {others.Length} more)")}"),
        };
    }

    /// <summary>Generates, compiles and checks; a cancellation does not wait for the end of it.</summary>
    /// <exception cref="StriateException">An option is wrong, or the checker found something that does not work on a device.</exception>
    public static BuildResult Build(
        LoadedPackage package, GeneratorOptions options, CancellationToken cancellation, IProgress<BuildProgress>? progress = null) =>
        Abandoning(() => Build(package, options, progress, cancellation), cancellation);

    /// <summary>Runs a step that writes nothing; a cancellation does not wait for the end of it.</summary>
    public static T Abandoning<T>(Func<T> step, CancellationToken cancellation) =>
        Task.Run(step, cancellation).WaitAsync(cancellation).GetAwaiter().GetResult();

    /// <summary>The generated files with the one that ties the firmware to the network.</summary>
    /// <exception cref="StriateException">There are no golden vectors, or too many.</exception>
    public static GeneratedCode WithFirmware(BuildResult build, LoadedPackage package, GeneratorOptions options, int golden, FirmwareSettings? board = null) =>
        FirmwareEmission.AddTo(build.Code, package.Package, options, package.Sha256, golden, board);

    /// <summary>Says that a self-test has fewer golden vectors than were asked for, where the package has no more.</summary>
    public static void TellGolden(Screen view, LoadedPackage package, int golden)
    {
        if (package.Package.GoldenVectors.Length < golden)
        {
            view.Line($"the self-test has {package.Package.GoldenVectors.Length} golden vectors, all that the package has; {golden} were asked for: train with --golden {golden}");
        }
    }
}
