using System.Collections.Immutable;
using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.Codegen;
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
            "--vectors", "Inputs: the package's golden vectors, then made-up ones", DefaultVectors, 1, MaximumVectors);
        var json = CommonOptions.Json();
        var verb = new Verb(
            "verify", "Runs the generated code on desktop .NET and in the emulator and compares every logit and layer with the integer reference.")
        {
            Examples =
            [
                "striate verify digits.striate",
                "striate verify digits.striate --strategy literal --vectors 1000 --json",
            ],
        };
        verb.Arguments.Add(package);
        verb.Options.Add(strategy);
        verb.Options.Add(vectors);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) => Task.Run(() => Run(
            new Screen(terminal, parsed.GetValue(json)),
            parsed.GetRequiredValue(package),
            CommonOptions.Strategies(parsed.GetRequiredValue(strategy)),
            parsed.GetValue(vectors),
            cancellation)));
        return verb;
    }

    private static int Run(Screen screen, string path, IReadOnlyList<Strategy> strategies, int vectors, CancellationToken cancellation)
    {
        var package = PackageFile.Read(path);
        var (network, golden) = (package.Package.Network, package.Package.GoldenVectors);
        if (GoldenVectors.FirstWrong(network, golden) is { } wrong)
        {
            throw new CliException(
                ExitCode.CheckFailed, $"{path}: golden vector {wrong} is not what the integer reference computes; train again");
        }

        var inputs = TestInputs.For(network.Input, Math.Max(0, vectors - golden.Length));
        ImmutableArray<GoldenVector> expected = [.. golden.Take(vectors), .. GoldenVectors.Compute(network, inputs, cancellation)];
        var reports = Strategies.Verify(screen, package, expected, strategies, expected.Length, built: null, cancellation);
        screen.Show(
            new { package.Sha256, Vectors = expected.Length, Passed = Strategies.Passed(reports), Strategies = reports },
            view => StrategyRow.Draw(view, reports));
        return Strategies.Passed(reports) ? ExitCode.Success : ExitCode.CheckFailed;
    }
}
