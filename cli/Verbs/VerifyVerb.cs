using System.Collections.Immutable;
using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Emulator.Reporting;
using Striate.Emulator.Verification;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.Cli.Verbs;

/// <summary>striate verify: generated code beside the integer reference.</summary>
internal static class VerifyVerb
{
    private const int DefaultVectors = 64;
    private const int MaximumVectors = 100_000;

    public static Command Create(Terminal terminal)
    {
        var package = CommonOptions.Package();
        var strategy = CommonOptions.Strategy(CommonOptions.AllStrategies, allowAll: true);
        var vectors = CommonOptions.Integer(
            "--vectors",
            "Inputs: the package's golden vectors, then synthetic ones",
            DefaultVectors,
            1,
            MaximumVectors
        );
        var profile = new Option<string?>("--profile")
        {
            Description = "Write a profile of the cheapest strategy for speedscope.app and print the ten hottest methods.",
            HelpName = "FILE",
        };
        var image = new Option<string?>("--image")
        {
            Description =
                "In the emulator, run the network of an image that 'striate board build' wrote, and not what is generated anew; for one strategy, by default planned.",
            HelpName = "FILE",
        };
        var streaming = new StreamingOptions();
        var estimates = new EstimateOptions();
        var real = new RealRuntimeOptions();
        var json = CommonOptions.Json();
        var verb = new Verb(
            "verify",
            "Runs the generated code on desktop .NET and in the emulator and compares every logit and layer with the integer reference."
        )
        {
            Examples =
            [
                "striate verify digits.striate",
                "striate verify digits.striate --strategy literal --vectors 1000 --json",
                "striate verify digits.striate --strategy planned --target esp32-s3 --profile digits.speedscope.json",
                "striate verify motion1d.striate --strategy planned --streaming --hop 16",
                "striate verify digits.striate --image board/bin/Release/netnano1.0/Striate.Firmware.bin",
                "striate verify digits.striate --nanoclr nanoclr --metadata-processor mdp --corelib corelib",
            ],
        };
        verb.Arguments.Add(package);
        verb.Options.Add(strategy);
        verb.Options.Add(vectors);
        streaming.AddTo(verb);
        estimates.AddTo(verb);
        verb.Options.Add(profile);
        verb.Options.Add(image);
        real.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetRequiredValue(package),
                        parsed.GetValue(image) is not null && parsed.GetResult(strategy) is { Implicit: true }
                            ? [Strategy.Planned]
                            : CommonOptions.Strategies(parsed.GetRequiredValue(strategy)),
                        parsed.GetValue(vectors),
                        streaming.Of(parsed),
                        estimates.Of(parsed),
                        parsed.GetValue(profile),
                        real.Of(parsed),
                        parsed.GetValue(image),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int Run(
        Screen screen,
        string path,
        IReadOnlyList<Strategy> strategies,
        int vectors,
        StreamingChoice streaming,
        Estimates estimates,
        string? profile,
        RealRuntimeCommands? real,
        string? imagePath,
        CancellationToken cancellation
    )
    {
        if (imagePath is not null && strategies.Count > 1)
        {
            throw new StriateException(ErrorKind.Usage, "an image has the code of one strategy; give --strategy NAME with --image");
        }

        if (streaming.IsOn && (imagePath is not null || real is not null))
        {
            throw new StriateException(ErrorKind.Usage, "--streaming is compared on generated code; leave out --image and --nanoclr");
        }

        var image = imagePath is null ? null : AssemblyFiles.ReadImage(imagePath);
        if (profile is not null)
        {
            OutputFiles.RequireWritable("--profile", profile);
            OutputFiles.RequireDifferent([
                ("the package", path),
                ("--profile", profile),
                .. imagePath is null ? [] : new[] { ("--image", imagePath) },
            ]);
        }

        var package = PackageFile.Read(path);
        var (network, golden) = (package.Package.Network, package.Package.GoldenVectors);
        if (GoldenVectors.FirstWrong(network, golden) is { } wrong)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"{path}: golden vector {wrong} is not what the integer reference computes; train again"
            );
        }

        var inputs = TestInputs.For(network.Input, Math.Max(0, vectors - golden.Length));
        ImmutableArray<GoldenVector> expected = [.. golden.Take(vectors), .. GoldenVectors.Compute(network, inputs, cancellation)];
        var (options, _) = streaming.Apply(screen, package, new GeneratorOptions(), cancellation);
        var builds = new Dictionary<Strategy, BuildResult>();
        var reports = Strategies.Verify(
            screen,
            package,
            expected,
            strategies,
            expected.Length,
            builds.Add,
            cancellation,
            image,
            options.Hop
        );
        var cheapest = reports.MinBy(row => row.Report.CostUnits)!;
        if (profile is not null)
        {
            HottestMethods.WriteSpeedscope(
                profile,
                $"{network.Name}, {cheapest.Strategy}",
                cheapest.Report.Methods,
                GeneratedLayers.MapOf(builds[strategies[reports.ToList().IndexOf(cheapest)]].Code)
            );
        }

        var realRuns = real is null
            ? []
            : strategies.Select(strategy => RealRuntimeRow.Of(real, strategy, builds[strategy], expected)).ToArray();
        var passed = Strategies.Passed(reports) && realRuns.All(run => run.FirstDifference is null);
        screen.Show(
            new
            {
                package.Sha256,
                Vectors = expected.Length,
                Image = imagePath,
                options.Hop,
                Passed = passed,
                Strategies = reports,
                Estimates = reports.Select(row => StrategyEstimate.Of(row, estimates)).ToArray(),
                RealRuntime = realRuns,
            },
            view =>
            {
                StrategyRow.Draw(view, reports);
                if (options.Hop is { } hop)
                {
                    view.Line($"figures of {Format.Count(hop)} steps of the signal; every output is that of the whole window");
                }

                if (imagePath is not null)
                {
                    view.Line($"in the emulator ran {imagePath}");
                }

                StrategyEstimate.Of(cheapest, estimates).Draw(view);
                RealRuntimeRow.Draw(view, realRuns);
                if (profile is not null)
                {
                    HottestMethods.Draw(view, cheapest.Report.Methods);
                }
            }
        );
        return passed ? ExitCode.Success : ExitCode.CheckFailed;
    }
}
