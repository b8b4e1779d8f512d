using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.Fuzzing.Networks;

/// <summary>One random network with every strategy.</summary>
/// <param name="Seed">Of the network.</param>
/// <param name="Cases">Inputs.</param>
/// <param name="Differences">Inputs that differ, over all strategies; a strategy that allocates, cannot be built or passes a limit of the
/// platform differs once.</param>
/// <param name="First">The first strategy with a difference.</param>
public sealed record NetworkOutcome(ulong Seed, int Cases, int Differences, (Strategy Strategy, string Problem)? First)
{
    /// <summary>Runs the network of a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="inputsOf">The inputs of a network and its seed.</param>
    /// <param name="traced">So many inputs are compared layer by layer.</param>
    public static NetworkOutcome Of(ulong seed, Func<Network, ulong, ImmutableArray<byte[]>> inputsOf, int traced)
    {
        var network = NetworkFuzz.NetworkOf(seed);
        var inputs = inputsOf(network, seed);
        var problems = Enum.GetValues<Strategy>()
            .Select(strategy => (Strategy: strategy, Found: Problem(network, inputs, strategy, traced)))
            .Where(result => result.Found.Count > 0)
            .ToArray();
        return new NetworkOutcome(
            seed,
            inputs.Length,
            problems.Sum(problem => problem.Found.Count),
            problems is [var first, ..] ? (first.Strategy, first.Found.Text!) : null
        );
    }

    /// <summary>How many inputs differ and what the first difference is; (0, null) when none does.</summary>
    public static (int Count, string? Text) Problem(Network network, IReadOnlyList<byte[]> inputs, Strategy strategy, int traced)
    {
        var expected = GoldenVectors.Compute(network, inputs);
        BuildResult build;
        try
        {
            build = Generator.Build(network, new GeneratorOptions(strategy), new string('0', 64));
        }
        catch (StriateException exception) when (exception.Kind == ErrorKind.Internal)
        {
            return (1, exception.Message);
        }

        if (!build.Diagnostics.IsEmpty)
        {
            return (1, build.Diagnostics[0].ToString());
        }

        var report = Verifier.Verify(build, network, expected, new VerifierOptions(traced));
        return report switch
        {
            { Passed: true } => FlashedNetwork.Difference(build, inputs[0], expected[0].Logits.Length) is { } difference
                ? (1, difference)
                : (0, null),
            { Different.IsEmpty: true } => (1, string.Create(CultureInfo.InvariantCulture, $"{report.Allocations} allocations")),
            _ => (report.Different.Length, report.FirstDifference!.ToString()),
        };
    }
}
