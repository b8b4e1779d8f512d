using System.Collections.Immutable;
using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.DataSets;
using Striate.Model.Figures;
using Striate.Model.Packaging;
using Striate.Results.Pictures;

namespace Striate.Cli.Verbs;

/// <summary>striate evaluate: a package on the whole test set.</summary>
internal static class EvaluateVerb
{
    public static Command Create(Terminal terminal)
    {
        var package = CommonOptions.Package();
        var dataSet = new Option<string?>("--data-set")
        {
            Description = $"The data set, by default the one that the package was trained on: {string.Join(", ", DataSetCatalog.Names)}.",
            HelpName = "NAME",
        };
        var data = DataReadingOptions.Path();
        var reading = new DataReadingOptions();
        var matrix = new Option<string?>("--matrix")
        {
            Description = "Also draw the confusion matrix in this picture.",
            HelpName = "FILE.png",
        };
        var streaming = new Option<bool>("--streaming")
        {
            Description = "Stream whole recordings, a block of --hop steps at a time, and report the events in them (docs/streaming.md).",
        };
        var votes = CommonOptions.OptionalInteger(
            "--votes",
            "Number of windows that vote on the class that is reported, by default 1. Needs --streaming",
            1,
            FirmwareSettings.MaximumVotes
        );
        votes.Needs(streaming, "--streaming");
        var events = new Option<string?>("--events")
        {
            Description = "Also write a row for each reported event into this file. Needs --streaming.",
            HelpName = "FILE.csv",
        };
        events.Needs(streaming, "--streaming");
        var json = CommonOptions.Json();
        var verb = new Verb("evaluate", "Runs the integer reference on every test sample and prints the accuracy.")
        {
            Examples =
            [
                "striate evaluate digits.striate",
                "striate evaluate lenet.striate --data fashion-mnist --json",
                "striate evaluate motion.striate --data recordings --hop 32",
                "striate evaluate motion1d.striate --data recordings --streaming --hop 16 --votes 3",
            ],
        };
        verb.Arguments.Add(package);
        foreach (var option in (Option[])[dataSet, data, .. reading.All, matrix, streaming, votes, events, json])
        {
            verb.Options.Add(option);
        }

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var (screen, path, picture) = (
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetRequiredValue(package),
                        parsed.GetValue(matrix)
                    );
                    var source = new DataSource(parsed.GetValue(dataSet), parsed.GetValue(data), reading.Of(parsed));
                    if (picture is not null)
                    {
                        OutputFiles.RequirePicture("--matrix", picture, ("the package", path), ("--data", source.Path));
                    }

                    return parsed.GetValue(streaming)
                        ? new StreamedEvaluation(source.Options.Hop, parsed.GetValue(votes) ?? 1, parsed.GetValue(events), picture).Run(
                            screen,
                            path,
                            source,
                            cancellation
                        )
                        : Run(screen, path, source, picture, cancellation);
                })
        );
        return verb;
    }

    private static int Run(Screen screen, string path, DataSource source, string? matrix, CancellationToken cancellation)
    {
        var package = PackageFile.Read(path);
        var report = package.Package.Report;
        var data = source.LoadFor(package.Package, path);
        var confusion = Evaluation.Confusion(screen, package, data, cancellation);
        var correct = confusion.Correct;
        ImmutableArray<string> labels = ConfusionTable.Labels(package.Package.Network, data.Labels);
        if (matrix is not null)
        {
            AtomicFile.Write(matrix, file => file.Write(ConfusionPlot.Draw(labels, confusion.Rows)));
        }

        var result = new
        {
            package.Sha256,
            DataSet = data.Name,
            DataSetSha256 = data.Checksum,
            Samples = data.Test.Count,
            Correct = correct,
            Integer = Percentages.Of(correct, data.Test.Count),
            Baseline = Percentages.Of(data.Baseline, 100),
            Recalls = confusion.Rows.Select(
                (row, number) => ConfusionMatrix.Recall(row, number) is { } recall ? Percentages.Of(recall, 100) : (double?)null
            ),
            Labels = labels,
            Confusion = confusion.Rows,
            Logistic = report?.DataSetSha256 == data.Checksum ? report.Logistic : null,
            Reported = report?.Integer,
            SameData = report is null ? (bool?)null : report.DataSetSha256 == data.Checksum,
        };
        screen.Show(
            result,
            view =>
            {
                view.Line(
                    $"{Format.Percent(result.Integer)}: {Format.Count(correct)} of {Format.Count(result.Samples)} test samples of {data.Name} are right on the integer reference"
                );
                view.Line($"the most frequent class alone reaches {Format.Percent(result.Baseline)}");
                if (result.Logistic is { } logistic)
                {
                    view.Line($"logistic regression on the same samples reached {Format.Percent(logistic)} in the training");
                }

                if (report is not null)
                {
                    view.Line($"the package reports {Format.Percent(report.Integer)}{(result.SameData == true ? "" : ", on other data")}");
                }

                ConfusionTable.Draw(view, labels, confusion.Rows);
                if (matrix is not null)
                {
                    view.Line($"{matrix}: the confusion matrix");
                }
            }
        );
        return ExitCode.Success;
    }
}
