using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Codegen.Emission;
using Striate.Codegen.Planning;
using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>Every way to compute a layer, the ones that the planner would not choose included, computes the same and costs what it predicts.</summary>
public class CandidateTests
{
    private const double Tolerance = 0.05;

    // Kernels from the compact index are decoded bit by bit: on maps of a few positions that is most of the work, and depends on the bits.
    private const double DecodingTolerance = 0.15;

    // Values of random networks clamp always or never: what a clamp by comparison takes more when it acts, and a little.
    private const int ClampInstructions = 3;
    private const int Slack = 60;

    private const int Variants = 5;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 16)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_choice_computes_what_the_reference_computes(int seed)
    {
        var network = NetworkGenerator.FromSeed((ulong)seed, new GeneratorSize(Layers: 5, Side: 9, Channels: 12, LayerOperations: 12_000));
        var vectors = GoldenVectors.Compute(network, NetworkFuzz.SomeInputs(network, (ulong)seed), TestContext.Current.CancellationToken);
        // Clamps act more often where inputs are at the ends of their range than in life.
        var usual = GoldenVectors.Compute(network, [.. TestInputs.For(network.Input, 8).Skip(2)], TestContext.Current.CancellationToken);
        for (var variant = 0; variant < Variants; variant++)
        {
            var (build, chosen) = Build(network, (uint)((seed * Variants) + variant));
            var report = Verifier.Verify(build, network, vectors, cancellation: TestContext.Current.CancellationToken);
            report.Passed.ShouldBeTrue($"{string.Join("; ", chosen.Select(layer => layer.Name))}: {report.FirstDifference}");
            Wrong(Verifier.Verify(build, network, usual, cancellation: TestContext.Current.CancellationToken), network, chosen).ShouldBeEmpty();
        }
    }

    private static IEnumerable<string> Wrong(VerificationReport report, Network network, ImmutableArray<(string Name, long Predicted)> chosen) =>
        from layer in Enumerable.Range(0, network.Layers.Length)
        let counted = report.Layers[layer].Mean
        where Math.Abs(chosen[layer].Predicted - counted) > Math.Max(Slack + (ClampInstructions * network.Layers[layer].Output.Shape.Length), ToleranceOf(chosen[layer].Name) * counted)
        select FormattableString.Invariant($"{network.Layers[layer].Name} of {network.Layers[layer].Output.Shape}, {chosen[layer].Name}: {chosen[layer].Predicted} predicted, {counted} counted");

    private static double ToleranceOf(string candidate) =>
        candidate.StartsWith("sweeps", StringComparison.Ordinal) || candidate == "tables, value by value" ? DecodingTolerance : Tolerance;

    private static (BuildResult Build, ImmutableArray<(string Name, long Predicted)> Chosen) Build(Network network, uint variant)
    {
        var options = new GeneratorOptions(Strategy.Planned);
        var facts = NetworkFacts.Of(network);
        var chosen = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        foreach (var (layer, index) in network.Layers.Select((layer, index) => (layer, index)))
        {
            ImmutableArray<Candidate> candidates = [.. LayerCandidates.Of(facts, layer), .. TableCandidates.Of(facts, layer)];
            var candidate = candidates[(int)(((variant * 7919u) + ((uint)index * 104_729u)) % (uint)candidates.Length)];
            chosen.TryAdd(layer.Name, candidate);
            if (chosen[layer.Name].Workspace.Next is { } sum)
            {
                chosen[sum] = new Candidate("computed before", Workspace.None, _ => []);
            }
        }

        var workspaces = chosen.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.Workspace, StringComparer.Ordinal);
        var context = new EmissionContext(
            network, MemoryPlanner.Plan(network, workspaces), workspaces, options, Planner.ClassOf(network));
        var kernels = network.Layers.Select(layer => chosen[layer.Name].Lower(context)).ToImmutableArray();
        var code = NetworkEmission.Emit(
            network, context, [.. kernels.Select(classes => classes.Select(part => part.Render()).ToImmutableArray())], options, new string('0', 64));
        return (
            Generator.Build(code),
            [.. network.Layers.Select((layer, index) => (chosen[layer.Name].Name, kernels[index].Sum(kernel => kernel.Cost.Instructions)))]);
    }
}
