using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.Model.Figures;
using Striate.Model.Packaging;
using Striate.Trainer;

namespace Striate.Cli;

/// <summary>Accuracies of trainings that each tested another part of the data, on the integer reference, percent.</summary>
/// <param name="Accuracies">Of the segment networks, in the order of the parts; fewer than there are parts where Ctrl-C ended them.</param>
/// <param name="Wanted">Parts.</param>
/// <param name="Mean">Their mean; null: there are none.</param>
/// <param name="Deviation">Their standard deviation: of a sample, with one less than their number; null: there are fewer than two.</param>
internal sealed record CrossValidation(ImmutableArray<double> Accuracies, int Wanted, double? Mean, double? Deviation)
{
    /// <summary>Whether all parts were tested.</summary>
    public bool IsFinished => Accuracies.Length == Wanted;

    /// <summary>What the user should know about the data of each finished part.</summary>
    [JsonIgnore]
    public ImmutableArray<ImmutableArray<string>> Warnings { get; init; } = [];

    /// <summary>Trains on all parts but one, for each of them. A cancellation ends them; those that are finished count.</summary>
    /// <param name="parts">The data with another part to test, in the order of the parts; each is let go after its training.</param>
    /// <param name="count">How many they are.</param>
    public static CrossValidation Run(
        Screen screen,
        TrainingOptions options,
        IEnumerable<DataSet> parts,
        int count,
        CancellationToken cancellation
    )
    {
        var (accuracies, warnings) = (ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<ImmutableArray<string>>());
        try
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var part in parts)
            {
                var (result, own) = Training.Run(screen, options, cancellation, loaded: part);
                accuracies.Add(result.Report.Integer);
                warnings.Add(own);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The package is written and its report is still to be shown; the result tells that folds are missing.
        }

        return Of(accuracies.ToImmutable(), count) with
        {
            Warnings = warnings.ToImmutable(),
        };
    }

    /// <summary>Mean and deviation of accuracies.</summary>
    /// <param name="accuracies">Those of the parts that were tested.</param>
    /// <param name="wanted">Parts.</param>
    public static CrossValidation Of(ImmutableArray<double> accuracies, int wanted)
    {
        var spread = Spread.Of(accuracies);
        return new CrossValidation(
            [.. accuracies.Select(accuracy => Percentages.Of(accuracy, 100))],
            wanted,
            spread.Mean,
            spread.Deviation
        );
    }

    /// <summary>The warnings of parts that the training of the package did not give, each once, with the parts that gave it.</summary>
    /// <param name="known">What that training gave.</param>
    public IEnumerable<string> WarningsBeside(ImmutableArray<string> known) =>
        from warning in Warnings.SelectMany((lines, part) => lines.Distinct().Select(line => (Line: line, Part: part + 1)))
        where !known.Contains(warning.Line)
        group warning.Part by warning.Line into same
        let numbers = same.ToArray()
        select (
            numbers.Length == Warnings.Length ? "every fold"
            : numbers is [var only] ? Text($"fold {only}")
            : "folds " + string.Join(", ", numbers.Select(number => Text($"{number}")))
        )
            + ": "
            + same.Key;

    /// <inheritdoc/>
    public override string ToString()
    {
        var all = string.Join(", ", Accuracies.Select(accuracy => Text($"{accuracy:F2}")));
        var figures = (Mean, Deviation) switch
        {
            ({ } mean, { } deviation) => Text($": mean {mean:F2} %, standard deviation {deviation:F2} points ({all})"),
            ({ } mean, null) => Text($": {mean:F2} %"),
            _ => "",
        };
        return IsFinished
            ? Text($"{Wanted} folds{figures}")
            : Text($"the folds were not finished (Ctrl-C): {Accuracies.Length} of {Wanted} folds{figures}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
