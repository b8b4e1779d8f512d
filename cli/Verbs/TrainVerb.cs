using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.Model.Packaging;
using Striate.Trainer;

namespace Striate.Cli.Verbs;

/// <summary>striate train: a data set to a package.</summary>
internal static class TrainVerb
{
    /// <summary>Golden vectors that a package gets if nothing else is asked for.</summary>
    public const int DefaultGolden = 16;

    public static Command Create(Terminal terminal)
    {
        var network = new Option<string>("--network")
        {
            Description = "Name of the network.", DefaultValueFactory = _ => new TrainingOptions().Network, HelpName = "NAME",
        };
        var seed = Seed();
        var budget = Budget();
        var epochs = Epochs();
        var bits = Bits();
        var golden = CommonOptions.Integer(
            "--golden", "Golden vectors: the first test samples", DefaultGolden, 1, PackageLimits.MaximumGoldenVectors);
        var output = new Option<string>("--out") { Description = "The package to write.", Required = true, HelpName = "FILE.striate" };
        var json = CommonOptions.Json();
        var verb = new Verb("train", "Trains a network with segment kernels and a dense one alike, quantises both, and writes a model package.")
        {
            Examples =
            [
                "striate train --network digits --out digits.striate",
                "striate train --network digits --seed 7 --budget 75 --epochs 40 --bits 6 --out small.striate",
            ],
        };
        foreach (var option in new Option[] { network, seed, budget, epochs, bits, golden, output, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction((parsed, cancellation) => Task.Run(() => Run(
            new Screen(terminal, parsed.GetValue(json)),
            Options(parsed.GetRequiredValue(network), parsed.GetValue(seed), parsed.GetValue(budget), parsed.GetValue(epochs), parsed.GetValue(bits)),
            parsed.GetValue(golden),
            parsed.GetRequiredValue(output),
            cancellation)));
        return verb;
    }

    public static Option<int> Seed() =>
        CommonOptions.Integer("--seed", "The same seed gives the same package on the same machine", 1, 0, int.MaxValue);

    public static Option<int> Epochs() =>
        CommonOptions.Integer("--epochs", "Passes over the training samples, for each of the two networks", DefaultEpochs, 2, 10_000);

    public static Option<int> Budget() => CommonOptions.Integer("--budget", "Percent of the convolution parameters to remove", 69, 0, 99);

    public static Option<int> Bits() => CommonOptions.Integer("--bits", "Bits per weight", 8, 2, 8);

    public static TrainingOptions Options(string network, int seed, int budget, int epochs, int bits)
    {
        var options = new TrainingOptions();
        return options with
        {
            Network = network,
            Seed = seed,
            Removed = budget / 100.0,
            Epochs = epochs,
            Quantisation = options.Quantisation with { WeightBits = bits },
        };
    }

    private static int DefaultEpochs => new TrainingOptions().Epochs;

    private static int Run(Screen screen, TrainingOptions options, int golden, string path, CancellationToken cancellation)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new CliException(ExitCode.BadInput, $"{path}: folder '{folder}' does not exist; create it or choose another file");
        }

        var result = Training.Run(screen, options, cancellation);
        var package = Training.Package(result, golden);
        PackageFile.Write(path, package);
        var written = PackageFile.Read(path);
        screen.Show(
            new { File = path, written.Sha256, Seconds = Math.Round(result.Seconds, 1), package.Report },
            view =>
            {
                ReportTable.Draw(view, package.Report!);
                view.Line($"{path}: {Format.Count(new FileInfo(path).Length)} bytes, sha256 {written.Sha256}, {Format.Fixed(result.Seconds, 1)} s");
            });
        return ExitCode.Success;
    }
}
