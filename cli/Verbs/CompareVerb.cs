using System.CommandLine;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.Results;

namespace Striate.Cli.Verbs;

/// <summary>striate compare: the final figures of trainings side by side.</summary>
internal static class CompareVerb
{
    public static Command Create(Terminal terminal)
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "Run folders, or files that 'striate train --results' wrote.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = CommonOptions.Json("one JSON array, an object for each run,");
        var verb = new Verb("compare", "Shows the final figures of trainings side by side.")
        {
            Examples = ["striate compare runs/a runs/b", "striate compare docs/results/resnet8.json docs/results/lenet.json --json"],
        };
        verb.Arguments.Add(runs);
        verb.Options.Add(json);
        verb.SetAction(parsed => Run(new Screen(terminal, parsed.GetValue(json)), parsed.GetRequiredValue(runs)));
        return verb;
    }

    private static int Run(Screen screen, IReadOnlyList<string> runs)
    {
        var sheets = runs.Select(run =>
                (Run: run, Sheet: ResultSheet.Read(Directory.Exists(run) ? Path.Combine(run, ResultSheet.RunFile) : run))
            )
            .ToList();
        screen.Show(
            sheets.Select(entry => new { entry.Run, entry.Sheet }),
            view =>
            {
                // Trainings of earlier versions did not count how far the most frequent class goes.
                string[] alone = sheets.Any(entry => entry.Sheet.Baseline is not null) ? ["most\nfrequent"] : [];
                var table = view.Table([
                    "run",
                    "epochs",
                    "bits",
                    "dense\nfloat",
                    "dense\ninteger",
                    "segments\nfloat",
                    "integer",
                    .. alone,
                    "below\ndense",
                    "conv\nremoved",
                    "MACs\nremoved",
                    "bytes",
                ]);
                foreach (var (run, sheet) in sheets)
                {
                    table.AddRow([
                        Markup.Escape(run),
                        Format.Count(sheet.Epochs),
                        Format.Short(sheet.Bits),
                        Format.Fixed(sheet.DenseFloat, 2),
                        Format.Fixed(sheet.DenseInteger, 2),
                        Format.Fixed(sheet.SegmentsFloat, 2),
                        Format.Fixed(sheet.Integer, 2),
                        .. alone.Select(_ => sheet.Baseline is { } baseline ? Format.Fixed(baseline, 2) : ""),
                        Format.Fixed(sheet.PointsBelowMatched ?? sheet.DenseInteger - sheet.Integer, 2),
                        Format.Fixed(sheet.RemovedConvParameters, 2),
                        Format.Fixed(sheet.RemovedMacs, 2),
                        Format.Count(sheet.TotalBytes),
                    ]);
                }

                view.Write(table);
            }
        );
        return ExitCode.Success;
    }
}
