using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Verification;
using Striate.Zoo;
using Striate.Zoo.Trained;

namespace Striate.EmulatorTests;

/// <summary>
/// Exact counts of one inference of networks of the zoo: a change of a kernel, of the planner or of the compiler shows in them.
/// </summary>
public class InstructionCountTests
{
    // How often comparisons clamp is expected; a clamp table, which planned code has, leaves nothing to expect.
    private const double PlannedTolerance = 0.001;
    private const double Tolerance = 0.005;

    private static readonly ImmutableArray<Strategy> s_strategies = [Strategy.Unrolled, Strategy.Table, Strategy.Planned];

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Counts_of_conv16_and_of_the_trained_networks_are_the_recorded_ones()
    {
        var conv16 = ZooNetwork
            .Find("conv16")
            .Select(zoo => (zoo.Name, Network: zoo.Make()))
            .Select(zoo =>
                (zoo.Name, zoo.Network, Vector: GoldenVectors.Compute(zoo.Network, [TestInputs.For(zoo.Network.Input, 3)[2]])[0])
            );
        var trained = TrainedNetwork
            .All.Select(network => (network.Name, network.Read().Package))
            .Select(trained => (trained.Name, trained.Package.Network, Vector: trained.Package.GoldenVectors[0]));
        var lines = conv16
            .Concat(trained)
            .SelectMany(one => s_strategies.Select(strategy => (one, strategy)))
            .AsParallel()
            .AsOrdered()
            .Select(pair => Line(pair.one.Name, pair.one.Network, pair.one.Vector, pair.strategy));
        GoldenFile.Check("instructions.txt", string.Concat(lines));
    }

    private static string Line(string name, Network network, GoldenVector vector, Strategy strategy)
    {
        var (planned, build) = Predicted.Of(network, new GeneratorOptions(strategy));
        build.Diagnostics.ShouldBeEmpty();
        var report = Verifier.Verify(build, network, [vector]);
        report.Passed.ShouldBeTrue(report.FirstDifference?.ToString());
        Predicted.WrongCounts(planned, report).ShouldBeEmpty($"{name} {strategy}");
        Math.Abs(planned.Plan.Instructions - report.Instructions.Mean)
            .ShouldBeLessThan(
                (strategy == Strategy.Planned ? PlannedTolerance : Tolerance) * report.Instructions.Mean,
                $"{name} {strategy}"
            );
        Math.Abs(planned.Plan.CostUnits - report.CostUnits)
            .ShouldBeLessThan((strategy == Strategy.Planned ? PlannedTolerance : Tolerance) * report.CostUnits, $"{name} {strategy}");
        return FormattableString.Invariant(
            $"{name} {strategy}: {report.Instructions.Minimum} instructions, {planned.Plan.Instructions} predicted, {(long)report.CostUnits} units, {report.IlBytes} bytes of IL, {report.TableBytes} bytes of tables, {report.HeapBytes} bytes of heap\n"
        );
    }
}
