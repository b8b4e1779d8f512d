using System.Diagnostics;
using Striate.Import;

namespace Striate.Cli.Presentation;

/// <summary>The bar of an import: what takes time is a float model, which is run on samples.</summary>
internal static class ImportBar
{
    private const int Steps = 1000;

    // Measuring what each layer loses by fewer bits takes most of the time, where there is a budget.
    private const int FirstOfTwo = 100;

    /// <summary>Imports with a bar.</summary>
    /// <param name="screen">Draws it.</param>
    /// <param name="quantisation">How a float model is quantised; null: the model is not one.</param>
    /// <param name="import">Imports, and tells what is done.</param>
    public static T Run<T>(Screen screen, CalibrationOptions? quantisation, Func<IProgress<ImportProgress>, T> import) =>
        screen.Run(
            "importing",
            Steps,
            bar =>
            {
                var (watch, stage, from, room) = (Stopwatch.StartNew(), "", 0, quantisation?.WeightBytes is null ? Steps : FirstOfTwo);
                return import(
                    new Relay<ImportProgress>(told =>
                    {
                        lock (watch)
                        {
                            if (stage != told.Stage)
                            {
                                (from, room) = stage.Length == 0 ? (from, room) : (from + room, Steps - from - room);
                                stage = told.Stage;
                                watch.Restart();
                            }

                            bar.Report(
                                (
                                    from + (int)((long)room * told.Done / told.Total),
                                    $"importing, {told.Stage}{TimeLeft.Of(watch.Elapsed, told.Done, told.Total)}"
                                )
                            );
                        }
                    })
                );
            }
        );
}
