using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Model.Packaging;

namespace Striate.Cli;

/// <summary>Packages to assemblies, with refusals as one line.</summary>
internal static class Builds
{
    /// <summary>Generates, compiles and checks, with progress.</summary>
    /// <exception cref="StriateException">An option is wrong, or the checker found something that does not work on a device.</exception>
    public static BuildResult Build(Screen screen, LoadedPackage package, GeneratorOptions options, CancellationToken cancellation) =>
        screen.Run(
            BuildStages.Planning,
            StageRelay.Steps,
            bar => PackageBuild.Run(package, options, new StageRelay(bar, StageRelay.OfBuild), cancellation)
        );

    /// <summary>Generates, compiles and checks; a cancellation does not wait for the end of it.</summary>
    /// <exception cref="StriateException">An option is wrong, or the checker found something that does not work on a device.</exception>
    public static BuildResult Build(
        LoadedPackage package,
        GeneratorOptions options,
        CancellationToken cancellation,
        IProgress<StageProgress>? progress = null
    ) => Abandoning(() => PackageBuild.Run(package, options, progress, cancellation), cancellation);

    /// <summary>Runs a step that writes nothing; a cancellation does not wait for the end of it.</summary>
    public static T Abandoning<T>(Func<T> step, CancellationToken cancellation) =>
        Task.Run(step, cancellation).WaitAsync(cancellation).GetAwaiter().GetResult();

    /// <summary>Says that a self-test has fewer golden vectors than were asked for, where the package has no more.</summary>
    public static void TellGolden(Screen view, LoadedPackage package, int golden)
    {
        if (package.Package.GoldenVectors.Length < golden)
        {
            view.Line(
                $"the self-test has {package.Package.GoldenVectors.Length} golden vectors, all that the package has; {golden} were asked for: train with --golden {golden}"
            );
        }
    }
}
