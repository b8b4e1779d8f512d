using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.DataSets;
using Striate.Import;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.Cli.Verbs;

/// <summary>striate run: inputs from a NumPy file through a package, outputs into another.</summary>
internal static class RunVerb
{
    public static Command Create(Terminal terminal)
    {
        var package = CommonOptions.Package();
        var inputs = new Option<string>("--inputs")
        {
            Description = "NumPy file with the inputs: [N, ...the network's input], integers as the network reads them.",
            HelpName = "FILE.npy",
            Required = true,
        };
        var outputs = new Option<string>("--outputs")
        {
            Description = "NumPy file for the outputs: [N, ...].",
            HelpName = "FILE.npy",
            Required = true,
        };
        var executor = new Option<string>("--executor")
        {
            Description = "What computes: the integer reference, or generated code on desktop .NET or in the emulator.",
            DefaultValueFactory = _ => "reference",
        }.AcceptOnlyFromAmong("reference", "desktop", "emulator");
        var layers = new Option<string?>("--layers")
        {
            Description = "Write what every layer computes into a folder, a NumPy file each; needs the reference.",
            HelpName = "FOLDER",
        };
        var real = new Option<bool>("--real")
        {
            Description =
                "Inputs and outputs are real numbers; the package's input contract, or scales and zero points, turn them into integers and back.",
        };
        var strategy = CommonOptions.Strategy(CommonOptions.NameOf(Strategy.Planned), allowAll: false);
        var streaming = new Option<bool>("--streaming")
        {
            Description =
                "The input is a signal, [steps, ...]; it goes through the network as it comes, and the output has a row for each window (docs/streaming.md).",
        };
        var hop = CommonOptions.OptionalInteger(
            "--hop",
            "Steps between two windows of a signal; by default the longest that fits, up to half a window. Needs --streaming",
            1,
            NetworkLimits.MaximumMapValues
        );
        hop.Needs(streaming, "--streaming");
        layers.Excludes(streaming);
        var json = CommonOptions.Json();
        var verb = new Verb("run", "Runs a package on the inputs of a NumPy file and writes its outputs, and those of its layers.")
        {
            Examples =
            [
                "striate run digits.striate --inputs images.npy --outputs logits.npy",
                "striate run kws.striate --inputs mfcc.npy --outputs scores.npy --real --layers layers",
                "striate run digits.striate --inputs images.npy --outputs logits.npy --executor emulator",
                "striate run motion1d.striate --inputs walk.npy --outputs logits.npy --streaming --hop 16",
            ],
        };
        verb.Arguments.Add(package);
        foreach (var option in (Option[])[inputs, outputs, executor, strategy, layers, real, streaming, hop, json])
        {
            verb.Options.Add(option);
        }

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var (screen, path) = (new Screen(terminal, parsed.GetValue(json)), parsed.GetRequiredValue(package));
                    var (from, to, isReal) = (parsed.GetRequiredValue(inputs), parsed.GetRequiredValue(outputs), parsed.GetValue(real));
                    var who = Enum.Parse<BatchExecutor>(parsed.GetRequiredValue(executor), ignoreCase: true);
                    var how = Enum.Parse<Strategy>(parsed.GetRequiredValue(strategy), ignoreCase: true);
                    return parsed.GetValue(streaming)
                        ? Stream(screen, path, new StreamedRun(from, to, who, how, parsed.GetValue(hop), isReal), cancellation)
                        : Run(screen, path, from, to, who, how, parsed.GetValue(layers), isReal, cancellation);
                })
        );
        return verb;
    }

    private static int Stream(Screen screen, string path, StreamedRun run, CancellationToken cancellation)
    {
        OutputFiles.RequireWritable("--outputs", run.Outputs);
        OutputFiles.RequireDifferent(("the package", path), ("--inputs", run.Inputs), ("--outputs", run.Outputs));
        var package = PackageFile.Read(path);
        return run.Run(
            screen,
            package,
            new SourceShapes(SourceModelPart.Of(package.Package, path)).Of(package.Package.Network.Layers[^1]),
            cancellation
        );
    }

    private static int Run(
        Screen screen,
        string path,
        string inputs,
        string outputs,
        BatchExecutor executor,
        Strategy strategy,
        string? layers,
        bool isReal,
        CancellationToken cancellation
    )
    {
        if (layers is not null && executor != BatchExecutor.Reference)
        {
            throw new StriateException(
                ErrorKind.Usage,
                "--layers shows what the integer reference computes; leave out --executor, generated code is compared with it by 'striate verify'"
            );
        }

        OutputFiles.RequireWritable("--outputs", outputs);
        if (layers is not null)
        {
            OutputFiles.RequireFolder("--layers", layers);
        }

        OutputFiles.RequireDifferent(("the package", path), ("--inputs", inputs), ("--outputs", outputs));
        var package = PackageFile.Read(path);
        var network = package.Package.Network;
        foreach (var layer in layers is null ? [] : network.Layers)
        {
            OutputFiles.RequireDifferent(
                ("the package", path),
                ("--inputs", inputs),
                ("--outputs", outputs),
                ($"layer '{layer.Name}' in --layers", LayerFile(layers!, layer))
            );
        }

        var samples = BatchFile.Read(inputs, package.Package, isReal);
        var shapes = new SourceShapes(SourceModelPart.Of(package.Package, path));
        var files = layers is null
            ? []
            : network.Layers.Select(layer => new BatchWriter(layer.Output, shapes.Of(layer), samples.Count, isReal)).ToArray();
        var result = new BatchWriter(network.Logits, shapes.Of(network.Layers[^1]), samples.Count, isReal);
        screen.Run(
            "running",
            samples.Count,
            bar =>
            {
                var (watch, done) = (Stopwatch.StartNew(), 0);
                foreach (var maps in Outputs(package, samples, executor, strategy, cancellation))
                {
                    cancellation.ThrowIfCancellationRequested();
                    result.Add(maps[^1]);
                    for (var layer = 0; layer < files.Length; layer++)
                    {
                        files[layer].Add(maps[layer]);
                    }

                    done++;
                    bar.Report(
                        (
                            done,
                            FormattableString.Invariant(
                                $"running, {done} of {samples.Count}{TimeLeft.Of(watch.Elapsed, done, samples.Count)}"
                            )
                        )
                    );
                }

                return done;
            }
        );
        Write(network, result, outputs, files, layers);
        screen.Show(
            new
            {
                package.Sha256,
                Inputs = samples.Count,
                Executor = executor.ToString().ToLowerInvariant(),
                Outputs = outputs,
                Layers = files.Length,
            },
            view =>
                view.Line(
                    $"{Format.Count(samples.Count)} inputs on the {executor.ToString().ToLowerInvariant()}: {outputs}{(layers is null ? "" : $", and {files.Length} layers in {layers}")}"
                )
        );
        return ExitCode.Success;
    }

    private static IEnumerable<ImmutableArray<int[]>> Outputs(
        LoadedPackage package,
        IReadOnlyList<byte[]> samples,
        BatchExecutor executor,
        Strategy strategy,
        CancellationToken cancellation
    )
    {
        var network = package.Package.Network;
        if (executor == BatchExecutor.Reference)
        {
            return BatchRun.OnReference(network, samples);
        }

        var build = Builds.Build(package, new GeneratorOptions(strategy), cancellation);
        return BatchRun.OnGeneratedCode(executor, network, build, samples).Select(output => ImmutableArray.Create<int[]>([output]));
    }

    private static void Write(Network network, BatchWriter result, string outputs, BatchWriter[] files, string? folder)
    {
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
        }

        for (var layer = 0; layer < files.Length; layer++)
        {
            files[layer].Write(LayerFile(folder!, network.Layers[layer]));
        }

        result.Write(outputs);
    }

    private static string LayerFile(string folder, Model.Graph.Layers.Layer layer) => Path.Combine(folder, layer.Name + ".npy");

    /// <summary>
    /// The shapes that outputs have in the source model, where a package knows them; without its batch of one, which the inputs replace.
    /// </summary>
    private sealed record SourceShapes(SourceModelPart? Source)
    {
        public ImmutableArray<int> Of(Model.Graph.Layers.Layer layer)
        {
            var shape = layer.Output.Shape;
            return Source?.ShapeOf(layer.Name) is not { } known || known.Aggregate(1.0, (product, side) => product * side) != shape.Length
                ? shape is { Height: 1, Width: 1 }
                    ? [shape.Channels]
                    : [shape.Height, shape.Width, shape.Channels]
                : known is [1, _, ..]
                    ? known[1..]
                    : known;
        }
    }
}
