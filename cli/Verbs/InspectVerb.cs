using System.CommandLine;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.Model.Figures;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Results;
using Striate.Results.Pictures;

namespace Striate.Cli.Verbs;

/// <summary>striate inspect: what is in a package.</summary>
internal static class InspectVerb
{
    public static Command Create(Terminal terminal)
    {
        var package = CommonOptions.Package();
        var errors = new Option<bool>("--layer-error")
        {
            Description = "Show what each layer loses by integers: the SQNR of its output, float against integer, in decibels.",
        };
        var sheet = new Option<string?>("--sheet")
        {
            Description = "Draw kernels before and after; needs --beside.",
            HelpName = "FILE.png",
        };
        var beside = new Option<string?>("--beside")
        {
            Description = "The dense network's package, from the same training.",
            HelpName = "PACKAGE",
        };
        var streaming = new Option<bool>("--streaming")
        {
            Description = "Show whether the network computes a signal as it comes, layer by layer, and what is in the way.",
        };
        var json = CommonOptions.Json();
        var verb = new Verb("inspect", "Shows what a model package holds: layers, segments, bytes of storage, training report.")
        {
            Examples =
            [
                "striate inspect digits.striate",
                "striate inspect digits.striate --layer-error",
                "striate inspect motion1d.striate --streaming",
                "striate inspect digits.striate --sheet kernels.png --beside digits-dense.striate",
                "striate inspect digits.striate --json",
            ],
        };
        verb.Arguments.Add(package);
        verb.Options.Add(errors);
        verb.Options.Add(streaming);
        verb.Options.Add(sheet);
        verb.Options.Add(beside);
        verb.Options.Add(json);
        beside.Needs(sheet, "--sheet FILE.png");
        verb.SetAction(parsed =>
        {
            var (screen, path) = (new Screen(terminal, parsed.GetValue(json)), parsed.GetRequiredValue(package));
            if (parsed.GetValue(sheet) is { } picture)
            {
                return DrawSheet(screen, path, parsed.GetValue(beside), picture);
            }

            return parsed.GetValue(errors) ? ShowErrors(screen, path)
                : parsed.GetValue(streaming) ? ShowStreaming(screen, path)
                : Run(screen, path);
        });
        return verb;
    }

    private static int Run(Screen screen, string path)
    {
        var loaded = PackageFile.Read(path);
        var network = loaded.Package.Network;
        var result = new
        {
            network.Name,
            loaded.Sha256,
            Input = $"{network.Input.Shape} {network.Input.Type}",
            network.Labels,
            GoldenVectors = loaded.Package.GoldenVectors.Length,
            Figures = NetworkFigures.Of(network),
            Segments = LayerHistogram.Of(network),
            Storage = StorageRow.Of(network),
            loaded.Package.Report,
        };
        screen.Show(
            result,
            view =>
            {
                view.Line(
                    $"{result.Name}: {result.Input} in, {network.Logits.Shape.Channels} logits out, {result.GoldenVectors} golden vectors"
                );
                view.Line($"package sha256 {result.Sha256}");
                view.Line();
                DrawLayers(view, result.Figures);
                view.Line();
                LayerHistogram.Draw(view, result.Segments);
                StorageTable.Draw(view, result.Storage);
                if (result.Report is { } report)
                {
                    view.Line();
                    ReportTable.Draw(view, report);
                }
            }
        );
        return ExitCode.Success;
    }

    private static int ShowStreaming(Screen screen, string path)
    {
        var loaded = PackageFile.Read(path);
        var check = BlockForm.Check(loaded.Package.Network);
        screen.Show(
            new
            {
                loaded.Package.Network.Name,
                loaded.Sha256,
                Streams = check.Obstacle is null,
                check.WindowSteps,
                check.Grain,
                check.Layers,
                Obstacle = check.Obstacle?.ToString(),
            },
            view =>
            {
                var table = view.Table("layer", "kind", "computed", "steps in a window");
                foreach (var layer in check.Layers)
                {
                    table.AddRow(
                        Markup.Escape(layer.Layer),
                        layer.Kind,
                        layer.Samples == 0 ? "once for each window"
                            : layer.Samples == 1 ? "at every step"
                            : $"at every {Format.Count(layer.Samples)} steps",
                        Format.Count(layer.Steps)
                    );
                }

                view.Write(table);
                view.Line(
                    check.Obstacle is { } obstacle
                        ? $"{BlockForm.NoStreamNumber} {loaded.Package.Network.Name} does not stream exactly: {obstacle}"
                        : $"{loaded.Package.Network.Name} streams exactly: windows of {Format.Count(check.WindowSteps)} steps, {(check.Grain == 1 ? "any hop" : $"a hop of {Format.Count(check.Grain)} steps or a multiple")}"
                );
            }
        );
        return check.Obstacle is null ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private static int ShowErrors(Screen screen, string path)
    {
        var loaded = PackageFile.Read(path);
        var known =
            loaded.Package.Report?.LayerErrors
            ?? throw new StriateException(
                ErrorKind.BadFile,
                $"{path} does not say what its layers lose; 'striate train' writes packages that do"
            );
        var errors = known
            .Zip(
                loaded.Package.Network.Layers,
                (error, layer) =>
                    new
                    {
                        error.Layer,
                        BitsPerWeight = BitsOf(layer),
                        error.SignalToNoise,
                    }
            )
            .ToArray();
        screen.Show(
            new
            {
                loaded.Package.Network.Name,
                loaded.Sha256,
                LayerErrors = errors,
            },
            view =>
            {
                var table = view.Table("layer", "bits per weight", "signal to noise, dB");
                foreach (var error in errors)
                {
                    table.AddRow(
                        Markup.Escape(error.Layer),
                        error.BitsPerWeight is { } bits ? Format.Count(bits) : "",
                        error.SignalToNoise >= 200 ? "exact" : Format.Fixed(error.SignalToNoise, 1)
                    );
                }

                view.Write(table);
            }
        );
        return ExitCode.Success;
    }

    private static int DrawSheet(Screen screen, string path, string? beside, string file)
    {
        if (beside is null)
        {
            throw new StriateException(
                ErrorKind.Usage,
                "--sheet shows kernels before and after; name the dense network's package with --beside"
            );
        }

        OutputFiles.RequireWritable("--sheet", file);
        var (segments, dense) = (PackageFile.Read(path), PackageFile.Read(beside));
        var picture = KernelSheet.Of(
            Path.GetFileName(file),
            (segments.Package.Network, segments.Sha256),
            (dense.Package.Network, dense.Sha256)
        );
        var png = picture.Png();
        AtomicFile.Write(file, stream => stream.Write(png));
        screen.Show(
            new
            {
                File = file,
                Bytes = png.Length,
                Segments = segments.Sha256,
                Dense = dense.Sha256,
            },
            view => view.Line($"{file}: {Format.Count(png.Length)} bytes")
        );
        return ExitCode.Success;
    }

    private static int? BitsOf(Layer layer) =>
        layer switch
        {
            Convolution convolution => convolution.Bank.WeightBits,
            FullyConnected connected => connected.WeightBits,
            _ => null,
        };

    private static void DrawLayers(Screen screen, NetworkFigures figures)
    {
        var table = screen.Table("layer", "kind", "output", "weights\ndense", "kept", "MACs\ndense", "kept");
        foreach (var layer in figures.Layers)
        {
            table.AddRow(
                Markup.Escape(layer.Layer),
                layer.Kind,
                layer.Output.ToString(),
                Format.Count(layer.DenseParameters),
                Format.Count(layer.KeptParameters),
                Format.Count(layer.DenseMacs),
                Format.Count(layer.KeptMacs)
            );
        }

        table.AddRow(
            "total",
            "",
            "",
            Format.Count(figures.DenseParameters),
            Format.Count(figures.KeptParameters),
            Format.Count(figures.DenseMacs),
            Format.Count(figures.KeptMacs)
        );
        screen.Write(table);
    }
}
