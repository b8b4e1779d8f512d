using Striate.Codegen;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Verification;
using Striate.Zoo;

namespace Striate.EmulatorTests;

/// <summary>What the planner predicts is what the compiler makes and the emulator counts, layer by layer, method by method.</summary>
public class PredictionTests
{
    private const double Tolerance = 0.001;

    // Of the networks that take minutes to plan, one is enough here; 'striate bench' counts all.
    private const string Large = "denseblock-int8";

    public static TheoryData<string> Tiny => [.. TinyNetworks.All.Keys];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, SlowTests.AreRun ? 12 : 6)];

    public static TheoryData<string> Zoo =>
        [
            .. ZooNetwork
                .All.Select(network => network.Name)
                .Where(name => !name.StartsWith("denseblock", StringComparison.Ordinal) || name == Large),
        ];

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Tiny_networks_cost_what_is_predicted(string name) => Wrong(TinyNetworks.All[name], new GeneratorOptions()).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_networks_cost_what_is_predicted(int seed) => Wrong(Random(seed), new GeneratorOptions()).ShouldBeEmpty();

    /// <summary>Readings are prepared by a line for each channel, by one for all, or by tables.</summary>
    [Theory]
    [MemberData(nameof(PreparationTests.Contracts), MemberType = typeof(PreparationTests))]
    public void Networks_that_read_raw_readings_take_what_is_predicted(string name, string type, InputChannel[] channels)
    {
        var contract = new InputContract("signal", [.. channels]);
        var network = channels.Length == 2 ? TinyNetworks.Depthwise : PreparationTests.OfFeatures(channels.Length);
        var plan = Generator.Plan(network, new GeneratorOptions(), contract);
        var (planned, build) = Predicted.Of(network, new GeneratorOptions(), contract);
        Predicted.WrongBytes(planned, build).ShouldBeEmpty($"{name}, {type}");
        (plan.FlashBytes, plan.HeapBytes, plan.IlBytes).ShouldBe((planned.Plan.FlashBytes, planned.Plan.HeapBytes, planned.Plan.IlBytes));
        var without = Generator.Plan(network, new GeneratorOptions());
        plan.FlashBytes.ShouldBeGreaterThan(without.FlashBytes);
        plan.HeapBytes.ShouldBeGreaterThan(without.HeapBytes);
    }

    /// <summary>Dense loops, taps unrolled, tables, literals: one after the other.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_strategy_costs_what_is_predicted(int seed) =>
        Wrong(Random(seed), new GeneratorOptions((Strategy)(seed % 4))).ShouldBeEmpty();

    /// <summary>A budget that nothing keeps leaves the smallest code: sweeps and tables.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_smallest_code_costs_what_is_predicted(int seed) =>
        Wrong(Random(seed), new GeneratorOptions(Maximum: new Budgets(Flash: 1))).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_smallest_IL_costs_what_is_predicted(int seed) =>
        Wrong(Random(seed), new GeneratorOptions(Maximum: new Budgets(Il: 1))).ShouldBeEmpty();

    /// <summary>Networks of the literature; how often their clamps act is expected well enough.</summary>
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [MemberData(nameof(Zoo))]
    public void Networks_of_the_zoo_cost_what_is_predicted(string name)
    {
        var network = ZooNetwork.Find(name)[0].Make();
        var vectors = GoldenVectors.Compute(network, [.. TestInputs.For(network.Input, 3).Skip(2)], TestContext.Current.CancellationToken);
        GeneratorOptions[] ways =
        [
            new(Strategy.Table),
            new(Strategy.Planned),
            new(Strategy.Planned, Maximum: new Budgets(Flash: 64 << 10)),
        ];
        foreach (var options in ways)
        {
            var (planned, build) = Predicted.Of(network, options);
            Predicted.WrongBytes(planned, build).ShouldBeEmpty(options.ToString());
            var report = Verifier.Verify(
                build,
                network,
                vectors,
                new VerifierOptions(TracedVectors: 0),
                cancellation: TestContext.Current.CancellationToken
            );
            Predicted.WrongCounts(planned, report).ShouldBeEmpty(options.ToString());
            Math.Abs(planned.Plan.Instructions - report.Instructions.Mean)
                .ShouldBeLessThan(Tolerance * report.Instructions.Mean, options.ToString());
        }
    }

    private static Network Random(int seed) =>
        NetworkGenerator.FromSeed((ulong)seed, new GeneratorSize(Layers: 5, Side: 12, Channels: 12, LayerOperations: 40_000));

    private static IEnumerable<string> Wrong(Network network, GeneratorOptions options)
    {
        var vectors = GoldenVectors.Compute(network, [.. TestInputs.For(network.Input, 6).Skip(2)]);
        var (planned, build) = Predicted.Of(network, options);
        var report = Verifier.Verify(
            build,
            network,
            vectors,
            new VerifierOptions(TracedVectors: 1),
            cancellation: TestContext.Current.CancellationToken
        );
        report.Passed.ShouldBeTrue(report.FirstDifference?.ToString());
        return [.. Predicted.WrongBytes(planned, build), .. Predicted.WrongCounts(planned, report)];
    }
}
