using System.Diagnostics;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.Model.Packaging;

namespace Striate.Cli;

/// <summary>Accuracy of a package on the test samples of a data set, with progress; needs no Torch.</summary>
internal static class Evaluation
{
    /// <summary>Test samples whose class the integer reference finds.</summary>
    /// <exception cref="StriateException">The network reads other inputs than the data set has.</exception>
    public static int Correct(Screen screen, LoadedPackage package, DataSet data, CancellationToken cancellation) => Confusion(screen, package, data, cancellation).Correct;

    /// <summary>What the integer reference takes the test samples of each class for.</summary>
    /// <exception cref="StriateException">The network reads other inputs than the data set has.</exception>
    public static ConfusionMatrix Confusion(Screen screen, LoadedPackage package, DataSet data, CancellationToken cancellation)
    {
        var network = package.Package.Network;
        var samples = IntegerEvaluation.For(network, data.Input, data.Test);
        if (samples is null || !network.HasClasses || network.Logits.Shape.Length < data.Labels.Length)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"network '{network.Name}' reads {network.Input.Shape} {network.Input.Type} and tells {network.Logits.Shape.Length} classes; data set "
                + $"'{data.Name}' has {data.Input.Shape} {data.Input.Type} and {data.Labels.Length}; name the data set that it was trained on");
        }

        return screen.Run("evaluating", data.Test.Count, bar =>
        {
            var watch = Stopwatch.StartNew();
            return IntegerEvaluation.Confusion(network, samples, new Relay<int>(done =>
            {
                bar.Report((done, FormattableString.Invariant($"evaluating, {done} of {data.Test.Count}{TimeLeft.Of(watch.Elapsed, done, data.Test.Count)}")));
            }), cancellation);
        });
    }
}
