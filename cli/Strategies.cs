using System.Collections.Immutable;
using Striate.Cli.Presentation;
using Striate.Cli.Verbs;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Platform.Deployment;
using Striate.Verification;

namespace Striate.Cli;

/// <summary>Builds and verifies a package with several strategies.</summary>
internal static class Strategies
{
    /// <summary>One row per strategy, in their order.</summary>
    public static IReadOnlyList<StrategyRow> Verify(
        Screen screen,
        LoadedPackage package,
        ImmutableArray<GoldenVector> expected,
        IReadOnlyList<Strategy> strategies,
        int traced,
        Action<Strategy, BuildResult>? built,
        CancellationToken cancellation,
        DeploymentImage? image = null,
        int? hop = null
    )
    {
        var options = new VerifierOptions(traced, Environment.ProcessorCount, image);
        var form = new GeneratorOptions { Hop = hop }.FormOf(package.Package.Network);
        var stream = form is null ? [] : StreamVerifier.StreamOf(form, expected);
        return screen.Run(
            "verifying",
            strategies.Count * expected.Length,
            progress =>
            {
                return strategies
                    .Select(
                        (strategy, index) =>
                        {
                            cancellation.ThrowIfCancellationRequested();
                            var title = "verifying " + CommonOptions.NameOf(strategy);
                            progress.Report((index * expected.Length, title));
                            var build = Builds.Build(
                                package,
                                new GeneratorOptions(strategy) { Hop = hop },
                                cancellation,
                                new StageRelay(
                                    (_, text) => progress.Report((index * expected.Length, $"{title}: {text}")),
                                    StageRelay.OfBuild
                                )
                            );
                            built?.Invoke(strategy, build);
                            RequireIn(image, build);
                            var counter = new Relay<int>(done => progress.Report(((index * expected.Length) + done, title)));
                            if (form is not null)
                            {
                                var blocks = stream.Length / (form.Hop * form.StepLength);
                                var block = new Relay<int>(done =>
                                    progress.Report(((index * expected.Length) + (int)((long)expected.Length * done / blocks), title))
                                );
                                return StrategyRow.Of(
                                    strategy,
                                    StreamVerifier.Verify(build, form, stream, progress: block, cancellation: cancellation)
                                );
                            }

                            return StrategyRow.Of(
                                strategy,
                                Verifier.Verify(build, package.Package.Network, expected, options, counter, cancellation)
                            );
                        }
                    )
                    .ToArray();
            }
        );
    }

    private static void RequireIn(DeploymentImage? image, BuildResult build)
    {
        if (image is not null && image.Application.All(assembly => assembly.Name != build.TraceAssembly.Name))
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"the image has no assembly '{build.TraceAssembly.Name}': it was built from another network; name the image of this package"
            );
        }
    }

    /// <summary>Nothing differed and nothing was allocated.</summary>
    public static bool Passed(IReadOnlyList<StrategyRow> rows) => rows.All(row => row.EqualLogits == row.Vectors && row.Allocations == 0);
}
