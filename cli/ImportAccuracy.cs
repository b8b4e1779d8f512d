using System.Diagnostics;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.Import;
using Striate.Model.Figures;
using Striate.Model.Packaging;

namespace Striate.Cli;

/// <summary>How good a model is before and after its import, on a data set's test samples.</summary>
/// <param name="DataSet">The data set.</param>
/// <param name="Samples">Its test samples.</param>
/// <param name="Float">Percent of them that the float model finds; null: the model was quantised already.</param>
/// <param name="Integer">Percent of them that the package finds, on the integer reference.</param>
internal sealed record ImportAccuracy(string DataSet, int Samples, double? Float, double Integer)
{
    /// <param name="screen">Shows what is done.</param>
    /// <param name="result">What came of the model.</param>
    /// <param name="data">The data, as the package reads them.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="StriateException">The package reads other inputs, or tells no classes.</exception>
    public static ImportAccuracy Of(Screen screen, ImportResult result, DataSet data, CancellationToken cancellation)
    {
        var package = result.Required();
        var integer = screen.Run(
            "evaluating the package",
            data.Test.Count,
            bar =>
            {
                var watch = Stopwatch.StartNew();
                return PackageEvaluation.Confusion(
                    package,
                    data,
                    new Relay<int>(done =>
                        bar.Report(
                            (
                                done,
                                FormattableString.Invariant(
                                    $"evaluating the package, {done} of {data.Test.Count}{TimeLeft.Of(watch.Elapsed, done, data.Test.Count)}"
                                )
                            )
                        )
                    ),
                    cancellation
                );
            }
        );
        var correct = result.Float is null ? (int?)null : Floats(screen, result, package, data, cancellation);
        return new ImportAccuracy(
            data.Name,
            data.Test.Count,
            correct is { } found ? Percentages.Of(found, data.Test.Count) : null,
            Percentages.Of(integer.Correct, data.Test.Count)
        );
    }

    private static int Floats(Screen screen, ImportResult result, ModelPackage package, DataSet data, CancellationToken cancellation)
    {
        var samples = IntegerEvaluation.For(package.Network, data.Input, data.Test)!;
        return screen.Run(
            "evaluating the float model",
            samples.Count,
            bar =>
            {
                var (watch, done, correct) = (Stopwatch.StartNew(), 0, 0);
                Parallel.For(
                    0,
                    samples.Count,
                    new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                    sample =>
                    {
                        if (result.Float!.Classify(samples[sample]) == samples.Classes[sample])
                        {
                            Interlocked.Increment(ref correct);
                        }

                        var count = Interlocked.Increment(ref done);
                        bar.Report(
                            (
                                count,
                                FormattableString.Invariant(
                                    $"evaluating the float model, {count} of {samples.Count}{TimeLeft.Of(watch.Elapsed, count, samples.Count)}"
                                )
                            )
                        );
                    }
                );
                return correct;
            }
        );
    }

    /// <summary>A line for people.</summary>
    public override string ToString() =>
        (Float is { } before ? $"float {Format.Percent(before)}, " : "")
        + $"integer {Format.Percent(Integer)} of {Format.Count(Samples)} test samples of {DataSet}";
}
