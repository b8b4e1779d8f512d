using System.Collections.Immutable;
using System.CommandLine;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Import;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Storage;
using Striate.Platform;
using Striate.Projects;

namespace Striate.Cli.Verbs;

/// <summary>striate import: a model of another framework becomes a package.</summary>
internal static class ImportVerb
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "The model: a TensorFlow Lite (.tflite) file or an ONNX (.onnx) file, quantised or float.",
        };
        var output = new Option<string?>("--out") { Description = "The package to write.", HelpName = "FILE.striate" };
        var check = new Option<bool>("--check")
        {
            Description = "Write nothing: list everything that is not taken over, and whether the network fits a board.",
        };
        var name = new Option<string?>("--name") { Description = "Name of the network; by default the file's.", HelpName = "NAME" };
        var labels = new Option<string?>("--labels") { Description = "Names of the classes, separated by commas.", HelpName = "A,B,C" };
        var drop = new Option<bool>("--drop-softmax")
        {
            Description = "Leave out a closing softmax: faster; the order of the classes stays, but for ties.",
        };
        var calibration = new Option<string?>("--calibration")
        {
            Description =
                "Quantise a float model by inputs that are like the real ones: a .npy file of [N, ...] as the model reads them, or a folder or file of your own data.",
            HelpName = "PATH",
        };
        var ranges = new Option<string?>("--ranges")
        {
            Description =
                $"How the ranges of activations are chosen when a float model is quantised: minmax, all numbers of the samples; percentile, all but one in 10,000 on each side; mse, the range of least squared error. By default {CalibrationRangeNames.NameOf(new CalibrationOptions().Ranges)}.",
        }.AcceptOnlyFromAmong([.. CalibrationRangeNames.All]);
        var preparation = new PreparationOptions();
        var bits = CommonOptions.Integer(
            "--bits",
            "Bits of a weight, in a float model that is quantised",
            new CalibrationOptions().Bits,
            2,
            8
        );
        var bytes = CommonOptions.OptionalInteger(
            "--weight-bytes",
            "Bytes that its weights may have: layers whose weights count least get fewer bits, 2 up to --bits",
            1,
            int.MaxValue
        );
        var equalise = Switch(
            "--no-equalisation",
            "Skip cross-layer equalisation, which scales the channels between two convolutions to the same range."
        );
        var correct = Switch("--no-bias-correction", "Skip bias correction, which subtracts the mean error of rounded weights.");
        var target = new Option<string?>("--target")
        {
            Description = "The board that --check looks at; by default all.",
            HelpName = "TARGET",
        };
        target.AcceptOnlyFromAmong([.. Targets.All.Select(one => one.Name)]);
        var force = new Option<bool>("--force") { Description = "Replace a file that 'striate import' did not write." };
        var dataSet = new Option<string?>("--data-set")
        {
            Description =
                $"Also print the accuracy on this data set's test samples, of a float model before and after: {string.Join(", ", DataSetCatalog.Names)}.",
            HelpName = "NAME",
        };
        var data = DataReadingOptions.Path();
        var compare = new Option<string?>("--compare")
        {
            Description =
                "Also run an ONNX model in ONNX Runtime on inputs, a .npy file of [N, ...] as the model reads them: SQNR of each layer, samples with the same largest output, the worst sample. Where Striate runs from its sources.",
            HelpName = "FILE.npy",
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "import",
            "Takes over a model of another framework as a package: a quantised one integer for integer, a float one quantised by samples."
        )
        {
            Examples =
            [
                "striate import kws.tflite --out kws.striate",
                "striate import kws.onnx --check --target esp32",
                "striate import kws_float.onnx --calibration mfcc.npy --out kws.striate",
                "striate import motion.onnx --calibration recordings --out motion.striate",
                "striate import photos.onnx --calibration photos --input-range 0,1 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --out photos.striate",
                "striate import kws_float.onnx --calibration mfcc.npy --compare others.npy --out kws.striate",
                "striate import kws.tflite --out kws.striate --labels yes,no,unknown --json",
            ],
        };
        verb.Arguments.Add(model);
        foreach (
            var option in (Option[])
                [
                    output,
                    check,
                    name,
                    labels,
                    drop,
                    calibration,
                    .. preparation.All,
                    ranges,
                    bits,
                    bytes,
                    equalise,
                    correct,
                    force,
                    target,
                    dataSet,
                    data,
                    compare,
                    json,
                ]
        )
        {
            verb.Options.Add(option);
        }

        target.Needs(check, "--check");
        dataSet.Excludes(check);
        data.Excludes(check);
        compare.Excludes(check);
        foreach (var option in (Option[])[ranges, bits, bytes, equalise, correct])
        {
            option.Needs(calibration, "--calibration");
        }

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var options = new ImportOptions(
                        parsed.GetValue(name),
                        parsed.GetValue(labels) is { } list ? [.. list.Split(',', StringSplitOptions.TrimEntries)] : [],
                        parsed.GetValue(drop)
                    )
                    {
                        Preparation = preparation.Of(parsed),
                        Quantisation = new CalibrationOptions(
                            CalibrationRangeNames.Of(parsed.GetValue(ranges)),
                            !parsed.GetValue(equalise),
                            !parsed.GetValue(correct),
                            parsed.GetValue(bits),
                            parsed.GetValue(bytes)
                        ),
                    }.With(parsed.GetValue(calibration));
                    var (screen, path) = (new Screen(terminal, parsed.GetValue(json)), parsed.GetRequiredValue(model));
                    return parsed.GetValue(check)
                        ? Check(screen, path, options, parsed.GetValue(target), cancellation)
                        : Write(
                            screen,
                            path,
                            options,
                            Output(parsed.GetValue(output), parsed.GetValue(calibration)),
                            parsed.GetValue(force),
                            new DataSource(parsed.GetValue(dataSet), parsed.GetValue(data), new DataOptions()),
                            parsed.GetValue(compare),
                            cancellation
                        );
                })
        );
        return verb;
    }

    private static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    private static string Output(string? path, string? samples)
    {
        OutputFiles.RequireDifferent(
            new[] { ("--calibration", samples), ("--out", path) }
                .Where(file => file.Item2 is not null)
                .Select(file => (file.Item1, file.Item2!))
        );
        return path ?? throw new StriateException(ErrorKind.Usage, "name the package with --out, or look at the model with --check");
    }

    private static int Write(
        Screen screen,
        string model,
        ImportOptions options,
        string path,
        bool isForced,
        DataSource source,
        string? compare,
        CancellationToken cancellation
    )
    {
        OutputFiles.RequireWritable("--out", path);
        OutputFiles.RequireDifferent(("the model", model), ("--out", path));
        if (compare is not null)
        {
            ImportComparison.Require();
            OutputFiles.RequireDifferent(("--compare", compare), ("--out", path));
        }

        if (!isForced)
        {
            RequireReplaceable(path);
        }

        var result = Import(screen, model, options with { RequiresClasses = source.IsGiven }, cancellation);
        var package = result.Required();
        var accuracy = source.IsGiven ? ImportAccuracy.Of(screen, result, source.LoadFor(package, path), cancellation) : null;
        var comparison = compare is null ? null : ImportComparison.Of(screen, result, compare, cancellation);
        var sha256 = PackageFile.Write(path, package);
        screen.Show(
            new
            {
                package.Network.Name,
                Sha256 = sha256,
                Source = result.Source!.Sha256,
                Layers = package.Network.Layers.Length,
                result.Operators,
                Accuracy = accuracy,
                Comparison = comparison,
            },
            view =>
            {
                Draw(view, result.Operators);
                view.Line(
                    $"{path}: network '{package.Network.Name}' with {package.Network.Layers.Length} layers, {Text(package.Network.Input)} in, {Text(package.Network.Logits)} out"
                );
                if (accuracy is not null)
                {
                    view.Line(accuracy.ToString());
                }

                if (comparison is not null)
                {
                    ImportComparison.Draw(view, comparison);
                    if (result.Float is not null && options.Quantisation.Equalises)
                    {
                        view.Line(
                            "channels between two convolutions may have another reach than the model's: --no-equalisation shows the SQNR of those layers"
                        );
                    }
                }
            }
        );
        return ExitCode.Success;
    }

    private static ImportResult Import(Screen screen, string model, ImportOptions options, CancellationToken cancellation) =>
        ImportBar.Run(
            screen,
            options.Quantisation,
            progress => ModelImporter.Import(model, options with { Progress = progress, Cancellation = cancellation })
        );

    private static void RequireReplaceable(string path)
    {
        try
        {
            if (!File.Exists(path) || SourceModelPart.Of(PackageFile.Read(path).Package, path) is not null)
            {
                return;
            }
        }
        catch (PackageException)
        {
            // It is not a package: what wrote it is unknown.
        }

        throw new StriateException(
            ErrorKind.BadFile,
            $"--out '{path}' is a file that 'striate import' did not write; name another file, or replace it with --force"
        );
    }

    private static int Check(Screen screen, string model, ImportOptions options, string? target, CancellationToken cancellation)
    {
        var result = Import(screen, model, options, cancellation);
        var needs = result.Package is { } package ? Needs.Of(package.Network) : null;
        var boards = Targets
            .All.Where(one => target is null || one.Name == target)
            .Select(one => new
            {
                one.Name,
                Holds = needs is not null && needs.FlashBytes <= one.DeploymentBytes && needs.HeapBytes <= one.ApplicationHeapBytes,
            })
            .ToArray();
        screen.Show(
            new
            {
                result.Problems,
                result.Operators,
                Needs = needs,
                Targets = boards,
            },
            view =>
            {
                Draw(view, result.Operators);
                foreach (var problem in result.Problems)
                {
                    view.Line(problem.ToString());
                }

                if (needs is not null)
                {
                    view.Line(
                        $"everything is taken over; at least {Format.Count(needs.FlashBytes)} bytes of flash for weights and {Format.Count(needs.HeapBytes)} of heap for maps"
                    );
                    var holding = string.Join(", ", boards.Where(board => board.Holds).Select(board => board.Name));
                    view.Line($"boards that hold this much: {(holding.Length > 0 ? holding : "none of those looked at")}");
                }
            }
        );
        return result.Problems.IsEmpty && (target is null || boards.All(board => board.Holds)) ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private static void Draw(Screen view, ImmutableArray<OperatorReport> operators)
    {
        var table = view.Table("operator", "kind", "layer", "what became of it");
        foreach (var one in operators.OrderBy(one => one.Index))
        {
            table.AddRow(Format.Count(one.Index), Markup.Escape(one.Operator), Markup.Escape(one.Layer ?? ""), Markup.Escape(one.Became));
        }

        view.Write(table);
    }

    private static string Text(FeatureMap map) =>
        FormattableString.Invariant($"{map.Shape} {map.Type} at scale {map.Scale:G6} with zero point {map.ZeroPoint}");

    /// <summary>What any generated code needs at least.</summary>
    private sealed record Needs(long FlashBytes, long HeapBytes)
    {
        public static Needs Of(Network network) =>
            new(
                StorageReport.Of(network).TotalBytes,
                network.Layers.Max(layer =>
                    network.InputsOf(layer).Append(layer.Output).Sum(map => (long)map.Shape.Length * map.Type.Bytes)
                )
            );
    }
}
