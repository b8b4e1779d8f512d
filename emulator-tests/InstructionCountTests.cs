using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Verification;
using Striate.Zoo;
using Striate.Zoo.Trained;

namespace Striate.EmulatorTests;

/// <summary>Exact counts of one inference of networks of the zoo: a change of a kernel, of the planner or of the compiler shows in them.</summary>
public class InstructionCountTests
{
    private const double Tolerance = 0.001;

    private static readonly ImmutableArray<Strategy> s_strategies = [Strategy.Unrolled, Strategy.Table, Strategy.Planned];

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Counts_of_conv16_and_of_the_trained_networks_are_the_recorded_ones()
    {
        var conv16 = ZooNetwork.Find("conv16").Select(zoo => (zoo.Name, Network: zoo.Make()))
            .Select(zoo => (zoo.Name, zoo.Network, Vector: GoldenVectors.Compute(zoo.Network, [TestInputs.For(zoo.Network.Input, 3)[2]])[0]));
        var trained = TrainedNetwork.All.Select(network => (network.Name, network.Read().Package))
            .Select(trained => (trained.Name, trained.Package.Network, Vector: trained.Package.GoldenVectors[0]));
        var lines = conv16.Concat(trained)
            .SelectMany(one => s_strategies.Select(strategy => (one, strategy)))
            .AsParallel().AsOrdered()
            .Select(pair => Line(pair.one.Name, pair.one.Network, pair.one.Vector, pair.strategy));
        GoldenFile.Check("instructions.txt", string.Concat(lines));
    }

    private static string Line(string name, Network network, GoldenVector vector, Strategy strategy)
    {
        var build = Generator.Build(network, new GeneratorOptions(strategy), new string('0', 64), cancellation: TestContext.Current.CancellationToken);
        build.Diagnostics.ShouldBeEmpty();
        var report = Verifier.Verify(build, network, [vector]);
        report.Passed.ShouldBeTrue(report.FirstDifference?.ToString());
        var predicted = build.Code.Plan is { } plan ? FormattableString.Invariant($", {plan.Instructions} predicted") : "";
        Math.Abs((build.Code.Plan?.Instructions - report.Instructions.Mean) ?? 0).ShouldBeLessThan(Tolerance * report.Instructions.Mean, name);
        return FormattableString.Invariant(
            $"{name} {strategy}: {report.Instructions.Minimum} instructions{predicted}, {report.IlBytes} bytes of IL, {report.TableBytes} bytes of tables, {report.HeapBytes} bytes of heap\n");
    }
}
