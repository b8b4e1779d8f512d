using System.Collections.Immutable;
using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.Model.Packaging;
using Striate.Results;
using Striate.Trainer;
using Striate.Trainer.Imported;
using Striate.Trainer.Networks;

namespace Striate.Cli.Verbs;

/// <summary>striate train: a data set to a package.</summary>
internal static class TrainVerb
{
    /// <summary>Golden vectors that a package gets if nothing else is asked for.</summary>
    public const int DefaultGolden = 16;

    // Points of accuracy between floating point and integers; more than that is a training that went wrong, or too few bits.
    private const double MuchLost = 5;

    public static Command Create(Terminal terminal)
    {
        var network = new Option<string?>("--network")
        {
            Description =
                $"The network: {string.Join(", ", NetworkCatalog.Names)}, or a file NAME{NetworkText.Extension} that describes one; by default {UsualNetwork}, of your own data what suits them.",
            HelpName = "NAME",
        };
        var dataSet = new Option<string?>("--data-set")
        {
            Description = $"The data set, by default what --data holds, or the network's own: {string.Join(", ", DataSetCatalog.Names)}.",
            HelpName = "NAME",
        };
        var data = DataReadingOptions.Path();
        var reading = new DataReadingOptions(isLearning: true);
        var run = new Option<string?>("--run")
        {
            Description = "Folder for checkpoints, log, report and plots; a run that was interrupted continues from it.",
            HelpName = "FOLDER",
        };
        var from = new Option<string?>("--from")
        {
            Description =
                "Learn segments of a network that was trained elsewhere: a package that 'striate import' wrote, or a quantised .tflite or .onnx file. It takes the dense network's place.",
            HelpName = "MODEL",
        };
        var seed = Seed();
        var budget = Budget();
        var epochs = Epochs("; by default as many as suit the network");
        epochs.DefaultValueFactory = null;
        var bits = Bits();
        var golden = CommonOptions.Integer(
            "--golden",
            "Golden vectors: the first test samples",
            DefaultGolden,
            1,
            PackageLimits.MaximumGoldenVectors
        );
        var folds = CommonOptions.OptionalInteger(
            "--folds",
            "Number of folds: as many more trainings, each tested on another part of your own data; prints mean and standard deviation",
            2,
            20
        );
        var seeds = CommonOptions.OptionalInteger(
            "--seeds",
            "Number of seeds to train with, from --seed on; prints mean and standard deviation. The package is that of the first seed",
            2,
            20
        );
        var learning = new LearningOptions();
        var results = new Option<string?>("--results")
        {
            Description = "Also write the final figures to this file, for 'striate compare'.",
            HelpName = "FILE.json",
        };
        var output = new Option<string>("--out")
        {
            Description = "The package to write.",
            Required = true,
            HelpName = "FILE.striate",
        };
        var dense = new Option<string?>("--out-dense")
        {
            Description = "Also write the dense network, as a package to compare with.",
            HelpName = "FILE.striate",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Replace the package even if it is better, and files that 'striate train' did not write.",
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "train",
            "Trains a network with segment kernels and a dense one alike, quantises both, and writes a model package. "
                + "Ctrl-C finishes after the current epoch and writes the package of what was learned so far. It never replaces a better package."
        )
        {
            Appendix = NetworkText.Help,
            Examples =
            [
                "striate train --network digits --out digits.striate",
                "striate train --network lenet --data fashion-mnist --run runs/lenet --out lenet.striate",
                "striate train --data recordings --window 64 --out motion.striate",
                "striate train --network digits --seed 7 --budget 75 --epochs 40 --bits 6 --out small.striate",
                "striate train --network lenet --data fashion-mnist --float-from runs/lenet --bits 4 --out lenet4.striate",
                "striate train --from resnet_int8.tflite --data-set cifar10 --data cifar --out segments.striate",
            ],
        };
        foreach (
            var option in (Option[])
                [
                    network,
                    from,
                    dataSet,
                    data,
                    .. reading.All,
                    run,
                    seed,
                    budget,
                    epochs,
                    bits,
                    .. learning.All,
                    folds,
                    seeds,
                    golden,
                    output,
                    dense,
                    results,
                    force,
                    json,
                ]
        )
        {
            verb.Options.Add(option);
        }

        foreach (var option in (Option[])[network, learning.Width, folds, dense, reading.Transform, learning.Baseline])
        {
            option.Excludes(from);
        }

        // Networks of another run are of its seed.
        foreach (var option in learning.Taken)
        {
            seeds.Excludes(option);
        }

        learning.Baseline.Excludes(learning.Taken[^1]);

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        new DataSource(parsed.GetValue(dataSet), parsed.GetValue(data), reading.Of(parsed)),
                        parsed.GetValue(from),
                        (own, imported) =>
                            learning.Apply(
                                parsed,
                                Options(
                                    imported is null
                                        ? Usual(
                                            parsed.GetValue(network),
                                            own,
                                            parsed.GetValue(dataSet) is null ? DataSetCatalog.NameFor(parsed.GetValue(data), "") : ""
                                        )
                                        : TrainingOptions.ForImported(imported.Integers.Name, own!, imported.Sha256),
                                    parsed.GetValue(seed),
                                    parsed.GetValue(budget),
                                    parsed.GetResult(epochs) is { Implicit: false } ? parsed.GetValue(epochs) : null,
                                    parsed.GetValue(bits)
                                )
                            ),
                        parsed.GetValue(run),
                        (parsed.GetValue(folds), parsed.GetValue(seeds)),
                        parsed.GetValue(golden),
                        new Outputs(
                            parsed.GetRequiredValue(output),
                            parsed.GetValue(dense),
                            parsed.GetValue(results),
                            parsed.GetValue(force)
                        ),
                        cancellation
                    )
                )
        );
        return verb;
    }

    public static Option<int> Seed() =>
        CommonOptions.Integer("--seed", "The same seed gives the same package on the same machine", 1, 0, int.MaxValue);

    public static Option<int> Epochs(string more = "") =>
        CommonOptions.Integer(
            "--epochs",
            "Passes over the training samples, for the dense and for the segment network" + more,
            DefaultEpochs,
            2,
            10_000
        );

    public static Option<int> Budget() =>
        CommonOptions.Integer("--budget", "Percentage of weights to remove from kernels of more than one cell", 69, 0, 99);

    public static Option<int> Bits() => CommonOptions.Integer("--bits", "Bits per weight", 8, 2, 8);

    /// <param name="epochs">Null: as many as suit the network.</param>
    public static TrainingOptions Options(string network, int seed, int budget, int? epochs, int bits) =>
        Options(TrainingOptions.For(network), seed, budget, epochs, bits);

    private static TrainingOptions Options(TrainingOptions options, int seed, int budget, int? epochs, int bits) =>
        options with
        {
            Seed = seed,
            Removed = budget / 100.0,
            Epochs = epochs ?? options.Epochs,
            Quantisation = options.Quantisation with { WeightBits = bits },
        };

    // Of a person's own data, what suits them; of a data set that was found at a place, what is usual for it.
    private static TrainingOptions Usual(string? network, DataSet? own, string found) =>
        own is null
            ? TrainingOptions.For(
                network ?? NetworkCatalog.Names.FirstOrDefault(name => TrainingOptions.For(name).DataSet == found) ?? UsualNetwork
            )
            : TrainingOptions.For(network ?? NetworkCatalog.UsualFor(own), own.Training.Count);

    private static string UsualNetwork => new TrainingOptions().Network;

    private static int DefaultEpochs => new TrainingOptions().Epochs;

    private static int Run(
        Screen screen,
        DataSource source,
        string? from,
        Func<DataSet?, ImportedNetwork?, TrainingOptions> optionsFor,
        string? run,
        (int? Folds, int? Seeds) repeated,
        int golden,
        Outputs outputs,
        CancellationToken cancellation
    )
    {
        var runSheet = run is null ? null : Path.Combine(run, ResultSheet.RunFile);
        if (run is not null)
        {
            OutputFiles.RequireFolder("--run", run);
        }

        outputs.Require(runSheet, from);
        var imported = from is null ? null : ImportedSource.Read(from);
        var (own, parts) = imported is null ? source.Own(repeated.Folds) : (imported.Data(source), []);
        var usual = optionsFor(own, imported?.Network);
        if (imported is not null && usual.IsStreaming)
        {
            throw new StriateException(
                ErrorKind.Usage,
                "--streaming changes the network's padding, and --from trains a network as it is; leave out one of them"
            );
        }

        var options = usual with
        {
            DataSet = source.NameOr(usual.DataSet),
            DataFolder = source.Path,
            Data = source.Options,
            RunFolder = run,
        };
        if (repeated.Seeds is { } wanted && options.Seed > int.MaxValue - wanted)
        {
            throw new StriateException(ErrorKind.Usage, $"--seed {options.Seed} leaves no {wanted} seeds; give a smaller one");
        }

        var (result, warnings) = Training.Run(screen, options, cancellation, canFinish: true, own, imported?.Network);
        var package = TrainedPackages.Segments(result, golden);
        var (isStopped, isEarly) = (
            cancellation.IsCancellationRequested,
            cancellation.IsCancellationRequested && package.Report!.Epochs < options.Epochs
        );
        var (path, kept) = outputs.Write(package, outputs.Dense is null ? null : TrainedPackages.Dense(result, golden), isEarly);
        var written = PackageFile.Read(path);
        var sheet = Training.SheetOf(options, package.Report!, result.Seconds, written.Sha256);
        string[] sheets = [.. new[] { outputs.PlaceOf(sheet, isEarly, kept is not null), runSheet }.OfType<string>()];
        Array.ForEach(sheets, sheet.Write);
        var repetition = repeated.Seeds is { } number
            ? SeedRepetition.Run(screen, options, result.Report, number, own, imported?.Network, cancellation)
            : null;
        if (repetition is not null)
        {
            // Again, with all seeds: a training that fails later does not take the first one's figures along.
            Array.ForEach(sheets, (sheet with { Seeds = repetition.Seeds }).Write);
        }

        var validated = repeated.Folds is { } count
            ? CrossValidation.Run(
                screen,
                options with
                {
                    HasMatchedBaseline = false,
                    RunFolder = null,
                    DenseRun = null,
                    FloatRun = null,
                },
                parts,
                count,
                cancellation
            )
            : null;
        ImmutableArray<string> all =
        [
            .. warnings,
            .. validated?.WarningsBeside(warnings) ?? [],
            .. Warnings(options, package.Report!, result.Test.Count, golden),
        ];
        screen.Show(
            new
            {
                File = path,
                written.Sha256,
                Seconds = Math.Round(result.Seconds, 1),
                FinishedEarly = isEarly,
                Kept = kept,
                Warnings = all,
                package.Report,
                Folds = validated,
                Seeds = repetition,
            },
            view =>
            {
                ReportTable.Draw(view, package.Report!);
                if (package.Report!.Confusion is { } confusion)
                {
                    ConfusionTable.Draw(view, ConfusionTable.Labels(package.Network, []), confusion);
                }

                foreach (var line in new[] { validated?.ToString(), repetition?.ToString() }.OfType<string>())
                {
                    view.Line(line);
                }

                view.Line(
                    $"{path}: {Format.Count(new FileInfo(path).Length)} bytes, sha256 {written.Sha256}, {Format.Fixed(result.Seconds, 1)} s"
                );
                foreach (var warning in all)
                {
                    view.Line("warning: " + warning);
                }

                if (isEarly)
                {
                    view.Line($"finished early, after {package.Report!.Epochs} of {options.Epochs} epochs of the segment network");
                }

                if (isStopped && !isEarly && options.HasMatchedBaseline && imported is null && package.Report!.Matched is null)
                {
                    view.Line("the dense network of equal epochs was not finished (Ctrl-C): segments are compared with the shorter one");
                }

                if (kept is not null)
                {
                    view.Line(
                        $"{kept.File} {(kept.Integer is { } better ? "is better, " + Format.Percent(better) + "," : "was trained on other samples")} and stays as it was; "
                            + $"this package of {Format.Percent(package.Report!.Validation ?? package.Report.Integer)} is {path}; --force replaces"
                    );
                }
            }
        );
        return isStopped || validated is { IsFinished: false } || repetition is { IsFinished: false } ? ExitCode.Cancelled
            : kept is null ? ExitCode.Success
            : ExitCode.CheckFailed;
    }

    /// <summary>What the figures of a training should make one think of.</summary>
    private static IEnumerable<string> Warnings(TrainingOptions options, TrainingReport report, int tests, int golden)
    {
        foreach (
            var (name, lost) in new[]
            {
                ("dense", report.DenseFloat - report.DenseInteger),
                ("segment", report.SegmentsFloat - report.Integer),
            }
        )
        {
            if (lost > MuchLost)
            {
                var remedy = options.IntegerPart == 0 ? "an --qat-fraction" : "a lower --qat-learning-rate";
                yield return $"the {name} network lost {Format.Fixed(lost, 2)} points by integers: {remedy} or more --bits may keep them";
            }
        }

        if (report.Integer <= report.Baseline)
        {
            yield return $"the segment network is no better than always answering the most frequent class ({Format.Percent(report.Baseline.Value)}): it has learned nothing";
        }

        if (golden > tests)
        {
            yield return $"the package has {tests} golden vectors, not {golden}: there are no more test samples";
        }
    }

    /// <summary>The files that a training writes.</summary>
    /// <param name="Package">The segment network's package.</param>
    /// <param name="Dense">The dense network's; null: none.</param>
    /// <param name="Results">The sheet; null: none.</param>
    /// <param name="Force">Whether to replace whatever is there.</param>
    private sealed record Outputs(string Package, string? Dense, string? Results, bool Force)
    {
        /// <param name="runSheet">The run's own sheet, in a folder that the training makes.</param>
        /// <param name="source">The imported network; null: none.</param>
        public void Require(string? runSheet, string? source)
        {
            (string Name, string? Path)[] named = [("--out", Package), ("--out-dense", Dense), ("--results", Results)];
            var files = named.Where(file => file.Path is not null).Select(file => (file.Name, Path: file.Path!)).ToArray();
            OutputFiles.RequireDifferent([
                .. files,
                .. runSheet is null ? [] : new[] { ($"{ResultSheet.RunFile} of --run", runSheet) },
                .. source is null ? [] : new[] { ("--from", source) },
            ]);
            foreach (var (name, file) in files)
            {
                OutputFiles.RequireWritable(name, file);
                if (!Force)
                {
                    KeptFile.RequireReplaceable(name, file, name == "--results" ? KeptFile.OfSheet : KeptFile.OfPackage);
                }
            }
        }

        /// <summary>Writes the packages; both are beside better ones that are there.</summary>
        /// <returns>Where the segment network's is, and what stays in its place.</returns>
        public (string Path, KeptFile? Kept) Write(ModelPackage package, ModelPackage? dense, bool isEarly)
        {
            var place = Place(Package, package.Report!, isEarly);
            PackageFile.Write(place.Path, package);
            if (dense is not null)
            {
                PackageFile.Write(Place(Dense!, dense.Report!, isEarly).Path, dense);
            }

            return place;
        }

        /// <summary>
        /// Where the sheet of the package goes: beside a better one, and beside that of a package that stays; null: nowhere.
        /// </summary>
        public string? PlaceOf(ResultSheet sheet, bool isEarly, bool isBeside) =>
            Results is null || Force ? Results
            : isBeside ? KeptFile.Beside(Results)
            : KeptFile.PlaceOf(Results, new Quality(sheet.DataSetSha256, sheet.Integer, sheet.Validation), isEarly, KeptFile.OfSheet).Path;

        private (string Path, KeptFile? Kept) Place(string path, TrainingReport report, bool isEarly) =>
            Force
                ? (path, null)
                : KeptFile.PlaceOf(path, new Quality(report.DataSetSha256, report.Integer, report.Validation), isEarly, KeptFile.OfPackage);
    }
}
