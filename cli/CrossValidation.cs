using System.Collections.Immutable;
using System.Globalization;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.Model.Packaging;
using Striate.Trainer;
using TrainingReport = Striate.Model.Packaging.TrainingReport;

namespace Striate.Cli;

/// <summary>Accuracies of trainings that each tested another part of the data, on the integer reference, percent.</summary>
/// <param name="Accuracies">Of the segment networks, in the order of the parts.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation: of a sample, with one less than their number.</param>
internal sealed record CrossValidation(ImmutableArray<double> Accuracies, double Mean, double Deviation)
{
    /// <summary>Trains on all parts but one, for each of them.</summary>
    public static CrossValidation Run(Screen screen, TrainingOptions options, ImmutableArray<DataSet> parts, CancellationToken cancellation) =>
        Of([.. parts.Select(part => Training.Run(screen, options, cancellation, loaded: part).Result.Report.Integer)]);

    /// <summary>Mean and deviation of accuracies.</summary>
    /// <param name="accuracies">At least two.</param>
    public static CrossValidation Of(ImmutableArray<double> accuracies)
    {
        var mean = accuracies.Average();
        var deviation = Math.Sqrt(accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean)) / (accuracies.Length - 1));
        return new CrossValidation([.. accuracies.Select(accuracy => TrainingReport.Percent(accuracy, 100))], TrainingReport.Percent(mean, 100), TrainingReport.Percent(deviation, 100));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Accuracies.Length} folds: mean {Mean:F2} %, standard deviation {Deviation:F2} points ({string.Join(", ", Accuracies.Select(accuracy => accuracy.ToString("F2", CultureInfo.InvariantCulture)))})");
}
