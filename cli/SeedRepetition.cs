using System.Collections.Immutable;
using System.Globalization;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.Model.Figures;
using Striate.Model.Packaging;
using Striate.Results;
using Striate.Trainer;
using Striate.Trainer.Imported;

namespace Striate.Cli;

/// <summary>The same training from several seeds: how much of a figure is chance.</summary>
/// <param name="Seeds">The accuracies of each, the package's own first; fewer than wanted where Ctrl-C ended them.</param>
/// <param name="Wanted">Trainings.</param>
internal sealed record SeedRepetition(ImmutableArray<SeedFigures> Seeds, int Wanted)
{
    /// <summary>Whether all were trained.</summary>
    public bool IsFinished => Seeds.Length == Wanted;

    /// <summary>Of the segment networks.</summary>
    public Spread Segments => Spread.Of([.. Seeds.Select(seed => seed.Segments)]);

    /// <summary>Of the dense networks of equal epochs.</summary>
    public Spread Matched => Spread.Of([.. Seeds.Select(seed => seed.Matched).OfType<double>()]);

    /// <summary>Trains from the seeds behind that of the package. A cancellation ends them; those that are finished count.</summary>
    /// <param name="first">The package's training.</param>
    /// <param name="count">Trainings, with that one.</param>
    /// <param name="data">The data set, where it was read already.</param>
    /// <param name="imported">The network that takes the dense one's place; null: none.</param>
    public static SeedRepetition Run(
        Screen screen,
        TrainingOptions options,
        RunReport first,
        int count,
        DataSet? data,
        ImportedNetwork? imported,
        CancellationToken cancellation
    )
    {
        var seeds = ImmutableArray.CreateBuilder<SeedFigures>();
        seeds.Add(Of(first));
        // What is to be known of the data was told with the first training.
        data = (data ?? DataSetCatalog.Load(options.DataSet, options.DataFolder, options.Data)) with
        {
            Notes = [],
        };
        try
        {
            for (var seed = options.Seed + 1; seeds.Count < count; seed++)
            {
                cancellation.ThrowIfCancellationRequested();
                var folder = options.RunFolder is null
                    ? null
                    : Path.Combine(options.RunFolder, string.Create(CultureInfo.InvariantCulture, $"seed-{seed}"));
                seeds.Add(
                    Of(
                        Training
                            .Run(screen, options with { Seed = seed, RunFolder = folder }, cancellation, loaded: data, imported: imported)
                            .Result.Report
                    )
                );
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The package is written and its report is still to be shown; the result tells that seeds are missing.
        }

        return new SeedRepetition(seeds.ToImmutable(), count);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = Text(
            $"{Seeds.Length} seed{(Seeds.Length == 1 ? "" : "s")}: segments {Of(Segments)}{(Matched.Mean is null ? "" : $", dense of equal epochs {Of(Matched)}")}"
        );
        return IsFinished ? text : Text($"the seeds were not finished (Ctrl-C): {Seeds.Length} of {Wanted}; {text}");
    }

    private static string Of(Spread spread) =>
        Text($"{spread.Mean:F2} %{(spread.Deviation is { } deviation ? Text($" (standard deviation {deviation:F2} points)") : "")}");

    private static SeedFigures Of(RunReport report) =>
        new(
            report.Seed,
            Percentages.Of(report.DenseInteger, 100),
            report.Matched is { } matched ? Percentages.Of(matched.Integer, 100) : null,
            Percentages.Of(report.Integer, 100)
        );

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
