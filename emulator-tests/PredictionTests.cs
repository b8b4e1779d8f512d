using Striate.Codegen;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>What the planner predicts is what the emulator counts, layer by layer.</summary>
public class PredictionTests
{
    private const double Tolerance = 0.05;

    // A layer that runs a few hundred instructions is decided by one clamp that acts or does not.
    private const int Slack = 48;

    // Where values are clamped one by one, by comparison, a few of them are.
    private const int SlackOfSmallCode = 96;

    public static TheoryData<string> Tiny => [.. TinyNetworks.All.Keys];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 24)];

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Tiny_networks_cost_what_is_predicted(string name) => Wrong(TinyNetworks.All[name]).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_networks_cost_what_is_predicted(int seed) =>
        Wrong(NetworkGenerator.FromSeed((ulong)seed, new GeneratorSize(Layers: 5, Side: 12, Channels: 12, LayerOperations: 40_000))).ShouldBeEmpty();

    /// <summary>A budget that nothing keeps leaves the smallest code: sweeps and tables.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_smallest_code_costs_what_is_predicted(int seed) =>
        Wrong(NetworkGenerator.FromSeed((ulong)seed, new GeneratorSize(Layers: 5, Side: 12, Channels: 12, LayerOperations: 40_000)), new Budgets(Code: 1), SlackOfSmallCode).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_smallest_IL_costs_what_is_predicted(int seed) =>
        Wrong(NetworkGenerator.FromSeed((ulong)seed, new GeneratorSize(Layers: 5, Side: 12, Channels: 12, LayerOperations: 40_000)), new Budgets(Il: 1), SlackOfSmallCode).ShouldBeEmpty();

    private static IEnumerable<string> Wrong(Network network, Budgets? budgets = null, int slack = Slack)
    {
        var vectors = GoldenVectors.Compute(network, [.. TestInputs.For(network.Input, 6).Skip(2)]);
        var build = Generator.Build(network, new GeneratorOptions(Strategy.Planned, Maximum: budgets), new string('0', 64), cancellation: TestContext.Current.CancellationToken);
        var report = Verifier.Verify(build, network, vectors, new VerifierOptions(TracedVectors: 1));
        report.Passed.ShouldBeTrue(report.FirstDifference?.ToString());
        var counted = report.Layers.ToDictionary(layer => layer.Layer, layer => layer.Mean, StringComparer.Ordinal);
        var plan = build.Code.Plan.ShouldNotBeNull();
        var predicted = plan.Layers.Select(layer => (Name: layer.Layer, layer.Chosen, layer.Chosen.Cost.Instructions))
            .Append((build.Code.NetworkClass, null!, plan.NetworkClass.Instructions));
        return
        [
            .. from layer in predicted
               let actual = counted.GetValueOrDefault(layer.Name)
               where Math.Abs(layer.Instructions - actual) > Math.Max(slack, Tolerance * actual)
               select FormattableString.Invariant($"{layer.Name}, {layer.Chosen?.Name}: {layer.Instructions} predicted, {actual} counted"),
        ];
    }
}
