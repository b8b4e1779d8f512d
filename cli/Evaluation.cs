using System.Diagnostics;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.Model.Packaging;

namespace Striate.Cli;

/// <summary>The evaluation of a package, with progress; needs no Torch.</summary>
internal static class Evaluation
{
    /// <summary>What the integer reference takes the test samples of each class for.</summary>
    /// <exception cref="StriateException">The network reads other inputs than the data set has.</exception>
    public static ConfusionMatrix Confusion(Screen screen, LoadedPackage package, DataSet data, CancellationToken cancellation) =>
        screen.Run(
            "evaluating",
            data.Test.Count,
            bar =>
            {
                var watch = Stopwatch.StartNew();
                return PackageEvaluation.Confusion(
                    package.Package,
                    data,
                    new Relay<int>(done =>
                        bar.Report(
                            (
                                done,
                                FormattableString.Invariant(
                                    $"evaluating, {done} of {data.Test.Count}{TimeLeft.Of(watch.Elapsed, done, data.Test.Count)}"
                                )
                            )
                        )
                    ),
                    cancellation
                );
            }
        );
}
