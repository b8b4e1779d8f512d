using System.CommandLine;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.Model.Packaging;
using Striate.Results;
using Striate.Trainer.Runs;

namespace Striate.Cli.Verbs;

/// <summary>striate results record: what a training came to and what its packages cost, in one file.</summary>
internal static class ResultsRecordVerb
{
    private const int DefaultVectors = 4;
    private const int MaximumVectors = 10_000;

    public static Verb Create(Terminal terminal)
    {
        var record = new Argument<string>("RECORD") { Description = "The record to write, or to measure again (.json)." };
        var run = new Option<string?>("--run")
        {
            Description =
                "The run's folder, or the file that 'striate train --results' wrote, which knows no command. Default: the record itself.",
            HelpName = "RUN",
        };
        var package = new Option<string>("--package")
        {
            Description = "The package that the run wrote.",
            Required = true,
            HelpName = "FILE.striate",
        };
        var dense = new Option<string?>("--dense")
        {
            Description = "Its dense network, as --out-dense wrote it, or the package that --from named.",
            HelpName = "FILE.striate",
        };
        var source = new Option<string?>("--source")
        {
            Description = "The record whose run lent networks (--dense-from or --float-from of the training).",
            HelpName = "RECORD",
        };
        var note = new Option<string?>("--note") { Description = "A remark for the reader.", HelpName = "TEXT" };
        var vectors = CommonOptions.Integer(
            "--vectors",
            "Inputs per strategy: golden vectors of the package, then random ones",
            DefaultVectors,
            1,
            MaximumVectors
        );
        var json = CommonOptions.Json();
        var verb = new Verb(
            "record",
            "Writes the results of a training into one file: accuracies, the command, bytes, and instructions of every strategy."
        )
        {
            Examples =
            [
                "striate results record docs/results/lenet.json --run runs/lenet --package lenet.striate --dense lenet-dense.striate",
                "striate results record docs/results/bits-4.json --run runs/bits-4 --package bits-4.striate --source resnet8",
                "striate results record docs/results/lenet.json --package lenet.striate --dense lenet-dense.striate",
            ],
        };
        verb.Arguments.Add(record);
        foreach (var option in new Option[] { run, package, dense, source, note, vectors, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetRequiredValue(record),
                        parsed.GetValue(run),
                        (parsed.GetRequiredValue(package), parsed.GetValue(dense)),
                        (parsed.GetValue(source), parsed.GetValue(note)),
                        parsed.GetValue(vectors),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int Run(
        Screen screen,
        string path,
        string? run,
        (string Segments, string? Dense) files,
        (string? Source, string? Note) told,
        int vectors,
        CancellationToken cancellation
    )
    {
        var segments = PackageFile.Read(files.Segments);
        var dense = files.Dense is { } file ? PackageFile.Read(file) : null;
        var sheet = Sheet(path, run, told.Source, segments.Package.GoldenVectors.Length);
        sheet = sheet with { Note = told.Note ?? sheet.Note ?? (File.Exists(path) ? ResultSheet.Read(path).Note : null) };
        if (sheet.Dense is not null && dense is null)
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"{path} has figures of the dense network, too; name its package with --dense, so that both are measured alike"
            );
        }

        RequireSame(sheet, files, segments, dense);
        List<(string Title, LoadedPackage Package)> packages = [("segments", segments), .. dense is null ? [] : new[] { ("dense", dense) }];
        var figures = MeasuredPackage.Of(screen, sheet.Network, packages, vectors, cancellation);
        sheet = sheet with { Segments = figures[0], Dense = figures.ElementAtOrDefault(1) };
        sheet.Write(path);
        screen.Show(
            sheet,
            view =>
            {
                var table = view.Table("kernels", "strategy", "instructions", "bytes\nof IL", "bytes of\ntables", "bytes\nof heap");
                foreach (
                    var (title, code) in packages
                        .Zip(figures, (package, measured) => (package.Title, measured.Code))
                        .SelectMany(pair => pair.Code.Select(code => (pair.Title, code)))
                )
                {
                    table.AddRow(
                        title,
                        code.Strategy,
                        code.Instructions is { } instructions ? Format.Count(instructions) : "refused",
                        Format.Count(code.IlBytes),
                        Format.Count(code.TableBytes),
                        code.HeapBytes is { } heap ? Format.Count(heap) : ""
                    );
                }

                view.Write(table);
                view.Line(
                    $"{path}: {Format.Percent(sheet.Integer)}, {Format.Count(sheet.TotalBytes)} bytes; {sheet.Command ?? "the command is not recorded"}"
                );
            }
        );
        return ExitCode.Success;
    }

    private static ResultSheet Sheet(string path, string? run, string? source, int golden)
    {
        if (run is null || !Directory.Exists(run))
        {
            var known = ResultSheet.Read(run ?? path);
            return known with { Source = source ?? known.Source };
        }

        var sheet = ResultSheet.Read(Path.Combine(run, ResultSheet.RunFile));
        var options = RunFolder.ReadOptions(run);
        if (
            (Path.GetFileNameWithoutExtension(options.Network), options.Width, options.Seed, options.Threads)
            != (sheet.Network, sheet.Width, sheet.Seed, sheet.Threads)
        )
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{run}: {ResultSheet.RunFile} is of another training than config.json; finish the run, which writes both"
            );
        }

        if (sheet.Epochs != options.Epochs)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{run}: its segment network has {sheet.Epochs} epochs, its command asks for {options.Epochs}; finish the run, or take networks of as many epochs"
            );
        }

        return options.Taken is null || source is not null
            ? sheet with
            {
                Source = source,
                Command = TrainCommand.Of(options, golden, sheet.Seeds?.Length ?? 1),
            }
            : throw new StriateException(ErrorKind.Usage, $"{run} took networks from another run; name that one's record with --source");
    }

    private static void RequireSame(ResultSheet sheet, (string Segments, string? Dense) files, LoadedPackage segments, LoadedPackage? dense)
    {
        if (segments.Sha256 != sheet.Package)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{files.Segments} is not the package of this training, which has SHA-256 {sheet.Package}; name the one that it wrote"
            );
        }

        var (report, isFrom) = (dense?.Package.Report, dense is not null && segments.Package.Report?.Imported == dense.Sha256);
        if (
            dense is not null
            && !isFrom
            && (report?.Network, report?.DataSetSha256, report?.Epochs, report?.Seed, report?.Integer, report?.RemovedParameters)
                != (sheet.Network, sheet.DataSetSha256, sheet.Epochs, (long)sheet.Seed, sheet.DenseInteger, 0)
        )
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{files.Dense} is not the dense network of this training; name the one that 'striate train --out-dense' wrote with it, or the package that --from named"
            );
        }
    }
}
