using CsCheck;
using Striate.Codegen;
using Striate.Codegen.Lowering;
using Striate.Codegen.Memory;
using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.UnitTests.Codegen;

public class MemoryPlannerTests
{
    [Fact]
    public void Maps_that_live_at_the_same_time_never_share_a_byte() =>
        NetworkGenerator
            .Of(GeneratorSize.Small)
            .Sample(
                network =>
                {
                    var plan = Generator.Plan(network, new GeneratorOptions(Strategy.Planned)).Memory;
                    var maps = Lives(network).Where(map => plan.Buffers.ContainsKey(map.Name)).ToList();
                    foreach (var (a, index) in maps.Select((map, index) => (map, index)))
                    {
                        foreach (var b in maps.Skip(index + 1).Where(b => a.First <= b.Last && b.First <= a.Last))
                        {
                            var (bufferA, bufferB) = (plan.Buffers[a.Name], plan.Buffers[b.Name]);
                            (bufferA.Offset + bufferA.Bytes <= bufferB.Offset || bufferB.Offset + bufferB.Bytes <= bufferA.Offset).ShouldBe(
                                Owner(plan, a.Name) != Owner(plan, b.Name),
                                $"{a.Name} and {b.Name}"
                            );
                        }
                    }

                    plan.Buffers.Values.ShouldAllBe(buffer => buffer.Offset + buffer.Bytes <= plan.ArenaBytes);
                },
                iter: 100
            );

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Accumulators_suffice_where_a_sum_widens_the_border_of_its_operand()
    {
        foreach (
            var network in Enumerable
                .Range(800, 300)
                .Select(seed => NetworkFuzz.NetworkOf((ulong)seed))
                .Where(network => network.Layers.Any(layer => layer is Add))
        )
        {
            var buffers = Generator.Emit(network, new GeneratorOptions(Strategy.Table), new string('0', 64)).Memory.Buffers;
            foreach (var layer in network.Layers.OfType<Convolution>())
            {
                Sweep
                    .Of(buffers[layer.Inputs[0]], layer)
                    .Accumulators.ShouldBeLessThanOrEqualTo(TableConvolution.AccumulatorsOf(network, layer));
            }
        }
    }

    [Fact]
    public void Dead_maps_give_their_bytes_back()
    {
        var network = Enumerable
            .Range(0, 1000)
            .Select(seed => NetworkGenerator.FromSeed((ulong)seed, GeneratorSize.Medium))
            .First(network => network.Layers.Length >= 5);
        var plan = Generator.Emit(network, new GeneratorOptions(), new string('0', 64)).Memory;
        plan.ArenaBytes.ShouldBeLessThan(plan.Buffers.Values.Sum(buffer => buffer.Bytes));
    }

    private static string Owner(MemoryPlan plan, string map) => plan.Buffers[map].InPlaceOf is { } operand ? Owner(plan, operand) : map;

    private static IEnumerable<(string Name, int First, int Last)> Lives(Network network)
    {
        var names = new[] { Network.InputName }.Concat(network.Layers.SkipLast(1).Select(layer => layer.Name)).ToList();
        return names.Select(
            (name, index) => (name, index - 1, network.Layers.Select((layer, step) => layer.Inputs.Contains(name) ? step : index - 1).Max())
        );
    }
}
