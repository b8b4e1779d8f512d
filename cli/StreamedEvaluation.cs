using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.Cli.Verbs;
using Striate.DataSets;
using Striate.DataSets.Streams;
using Striate.Model.Figures;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Results.Pictures;

namespace Striate.Cli;

/// <summary>The evaluation of a package on whole recordings, with progress: windows, and the events that are reported.</summary>
/// <param name="Hop">Steps of a block; null: the largest that fits and is at most half of a window.</param>
/// <param name="Votes">Number of windows that vote on the reported class.</param>
/// <param name="Events">File for the events that are reported; null: none.</param>
/// <param name="Matrix">Picture of the confusion matrix of windows; null: none.</param>
internal sealed record StreamedEvaluation(int? Hop, int Votes, string? Events, string? Matrix)
{
    /// <summary>Runs it, and shows what came of it.</summary>
    public int Run(Screen screen, string path, DataSource source, CancellationToken cancellation)
    {
        if (Events is not null)
        {
            OutputFiles.RequireWritable("--events", Events);
            (string Name, string? Path)[] named =
            [
                ("--events", Events),
                ("the package", path),
                ("--data", File.Exists(source.Path) ? source.Path : null),
                ("--matrix", Matrix),
            ];
            OutputFiles.RequireDifferent(named.Where(one => one.Path is not null).Select(one => (one.Name, one.Path!)));
        }

        var package = PackageFile.Read(path);
        var check = BlockForm.Check(package.Package.Network);
        var hop = Hop ?? StreamEvaluation.UsualHop(check);
        var form = BlockForm.Of(package.Package.Network, hop);
        // How windows are cut decides how data are split: that stays as it was in the training.
        var data = (source with { Options = source.Options with { Hop = null, AreRecordingsKept = true } }).LoadFor(package.Package, path);
        var blocks = StreamEvaluation.BlocksOf(data, form);
        var evaluation = screen.Run(
            "evaluating",
            Math.Max(1, blocks),
            bar =>
            {
                var watch = Stopwatch.StartNew();
                return StreamEvaluation.Run(
                    package.Package,
                    data,
                    hop,
                    Votes,
                    new Relay<int>(done =>
                        bar.Report(
                            (
                                done,
                                FormattableString.Invariant(
                                    $"evaluating, {done} of {blocks} blocks{TimeLeft.Of(watch.Elapsed, done, blocks)}"
                                )
                            )
                        )
                    ),
                    cancellation
                );
            }
        );
        ImmutableArray<string> labels = ConfusionTable.Labels(package.Package.Network, data.Labels);
        Write(evaluation, labels);
        Show(screen, package, data, evaluation, labels);
        return ExitCode.Success;
    }

    private void Write(StreamEvaluation evaluation, ImmutableArray<string> labels)
    {
        if (Matrix is not null)
        {
            AtomicFile.Write(Matrix, file => file.Write(ConfusionPlot.Draw(labels, evaluation.Windows.Rows)));
        }

        if (Events is not null)
        {
            var text = new StringBuilder("recording,class,first step,last step,windows\n");
            foreach (var recording in evaluation.Recordings)
            {
                foreach (var reported in recording.Events)
                {
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"{CsvField.Of(recording.Name)},{CsvField.Of(labels[reported.Class])},{End(reported.First)},{End(reported.Last)},{reported.Last - reported.First + 1}\n"
                    );

                    // The step with which a window is complete, from 0.
                    int End(int window) => recording.Windows[window].Start + evaluation.Form.WindowSteps - 1;
                }
            }

            AtomicFile.Write(Events, file => file.Write(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    private void Show(Screen screen, LoadedPackage package, DataSet data, StreamEvaluation evaluation, ImmutableArray<string> labels)
    {
        var (windows, reported) = (evaluation.Windows.Rows.Sum(row => row.Sum()), evaluation.Reported);
        var rate = InputContract.Of(package.Package)?.Rate;
        var (shorter, unknown) = (
            data.Recordings.Length - evaluation.Recordings.Length,
            evaluation.Recordings.Sum(recording => recording.Windows.Length) - windows
        );
        var result = new
        {
            package.Sha256,
            DataSet = data.Name,
            DataSetSha256 = data.Checksum,
            Recordings = evaluation.Recordings.Length,
            evaluation.Form.Hop,
            Votes,
            Windows = windows,
            evaluation.Windows.Correct,
            Integer = Percentages.Of(evaluation.Windows.Correct, windows),
            ReportedCorrect = reported.Correct,
            Reported = Percentages.Of(reported.Correct, windows),
            Labels = labels,
            Events = evaluation.Events,
            Confusion = evaluation.Windows.Rows,
        };
        screen.Show(
            result,
            view =>
            {
                view.Line(
                    $"{Format.Percent(result.Integer)}: {Format.Count(result.Correct)} of {Format.Count(windows)} windows of {Format.Count(result.Recordings)} recordings of {data.Name} are right, one every {Format.Count(result.Hop)} steps"
                );
                if (Votes > 1)
                {
                    view.Line($"{Format.Percent(result.Reported)} of the reported classes are right, with {Votes} votes");
                }

                if (shorter + unknown > 0)
                {
                    view.Line(
                        $"left out: {Format.Count(shorter)} recordings shorter than a window, {Format.Count(unknown)} windows of classes that the network does not have"
                    );
                }

                DrawEvents(view, evaluation.Events, labels, rate);
                ConfusionTable.Draw(view, labels, evaluation.Windows.Rows);
                foreach (
                    var (file, what) in new[] { (Events, "a row for each reported event"), (Matrix, "the confusion matrix") }.Where(file =>
                        file.Item1 is not null
                    )
                )
                {
                    view.Line($"{file}: {what}");
                }
            }
        );
    }

    private static void DrawEvents(Screen view, ImmutableArray<EventScore> events, ImmutableArray<string> labels, double? rate)
    {
        var table = view.Table(
            "class",
            "events",
            "found",
            "reported",
            "false\nalarms",
            rate is null ? "median delay\nin steps" : "median delay\nin seconds"
        );
        foreach (var score in events)
        {
            table.AddRow(
                Markup.Escape(labels[score.Class]),
                Format.Count(score.Events),
                Format.Count(score.Found),
                Format.Count(score.Reported),
                Format.Count(score.FalseAlarms),
                score.MedianDelay is not { } delay ? ""
                    : rate is { } second ? (delay / second).ToString("F2", CultureInfo.InvariantCulture)
                    : delay.ToString("F0", CultureInfo.InvariantCulture)
            );
        }

        view.Write(table);
    }
}
