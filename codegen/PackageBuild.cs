using Striate.Model.Packaging;
using Striate.Platform;

namespace Striate.Codegen;

/// <summary>A package to assemblies that a device accepts.</summary>
public static class PackageBuild
{
    /// <summary>Generates, compiles and checks the code of a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="options">What is generated.</param>
    /// <param name="progress">Gets the share of each of <see cref="BuildStages"/> that is done; from several threads.</param>
    /// <param name="cancellation">Stops between two ways that are compared, and between two assemblies.</param>
    /// <exception cref="StriateException">An option is wrong, or the checker found something that does not work on a device.</exception>
    public static BuildResult Run(
        LoadedPackage package,
        GeneratorOptions options,
        IProgress<StageProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var build = Generator.Build(
            package.Package.Network,
            options,
            package.Sha256,
            progress,
            InputContract.Of(package.Package),
            cancellation
        );
        var errors = build.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToArray();
        return errors switch
        {
            [] => build,
            [var first, .. var others] => throw new StriateException(
                ErrorKind.CheckFailed,
                $"{first}; {first.Descriptor.RemedyOfGenerated}{(others.Length == 0 ? "" : $" (and {others.Length} more)")}"
            ),
        };
    }
}
