using System.CommandLine;
using System.Diagnostics;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Trainer;

namespace Striate.Cli.Verbs;

/// <summary>striate demo: the whole path on real digits.</summary>
internal static class DemoVerb
{
    // Logits of all test digits are compared; the CRC of every layer for some, which takes as long again.
    private const int TracedVectors = 16;

    public static Command Create(Terminal terminal)
    {
        var seed = TrainVerb.Seed();
        var budget = TrainVerb.Budget();
        var epochs = TrainVerb.Epochs();
        var bits = TrainVerb.Bits();
        var output = new Option<string?>("--out")
        {
            Description = "Folder that keeps the package and the generated C#.",
            HelpName = "FOLDER",
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "demo",
            "Trains on handwritten digits, generates C# with every strategy, and compares three executors on every test digit."
        )
        {
            Examples = ["striate demo", "striate demo --out demo --json"],
        };
        foreach (var option in new Option[] { seed, budget, epochs, bits, output, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        TrainVerb.Options(
                            "digits",
                            parsed.GetValue(seed),
                            parsed.GetValue(budget),
                            parsed.GetValue(epochs),
                            parsed.GetValue(bits)
                        ) with
                        {
                            HasMatchedBaseline = false,
                        },
                        parsed.GetValue(output),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int Run(Screen screen, TrainingOptions options, string? output, CancellationToken cancellation)
    {
        if (output is not null)
        {
            OutputFiles.RequireFolder("--out", output);
            Folders.Create(output);
            return RunIn(screen, options, output, output, cancellation);
        }

        var folder = Directory.CreateTempSubdirectory("striate-demo-");
        try
        {
            return RunIn(screen, options, folder.FullName, null, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int RunIn(Screen screen, TrainingOptions options, string folder, string? kept, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var (training, warnings) = Training.Run(screen, options, cancellation);
        var path = Path.Combine(folder, "digits" + PackageFile.Extension);
        PackageFile.Write(path, TrainedPackages.Segments(training, TrainVerb.DefaultGolden));
        var package = PackageFile.Read(path);
        var expected = GoldenVectors.Compute(package.Package.Network, TrainedPackages.Inputs(training.Test), cancellation);
        var rows = Strategies.Verify(screen, package, expected, Enum.GetValues<Strategy>(), TracedVectors, Keep, cancellation);
        var result = DemoResult.Of(package, rows, watch.Elapsed.TotalSeconds, warnings);
        screen.Show(result, view => result.Draw(view, kept));
        return Strategies.Passed(rows) ? ExitCode.Success : ExitCode.CheckFailed;

        void Keep(Strategy strategy, BuildResult build) =>
            OutputFolder.Write(build.Code, Path.Combine(folder, CommonOptions.NameOf(strategy)));
    }
}
