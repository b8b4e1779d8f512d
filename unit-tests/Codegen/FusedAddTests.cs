using Striate.Codegen;
using Striate.Codegen.Planning;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Zoo;

namespace Striate.UnitTests.Codegen;

public class FusedAddTests
{
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Every_sum_of_a_residual_network_is_computed_in_place_by_the_convolution_before_it()
    {
        var network = ZooNetwork.Find("resnet8-int8-m1").Single().Make();
        var plan = Plan(network);
        foreach (var add in network.Layers.OfType<Add>())
        {
            var before = network.Layers[network.Layers.IndexOf(add) - 1].Name;
            plan.Memory.Buffers.ShouldNotContainKey(before);
            plan.Memory.Buffers[add.Name].InPlaceOf.ShouldBe(add.Inputs.Single(operand => operand != before));
            plan.Layers.Single(layer => layer.Layer == add.Name).FusedInto.ShouldBe(before);
        }

        var crcs = Generator.Emit(network, new GeneratorOptions(Strategy.Planned), new string('0', 64)).CrcLayers;
        crcs.ShouldBe([0, 1, 3, 3, 4, 5, 7, 7, 8, 9, 11, 11, 12, 13]);
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_sum_never_overwrites_what_is_read_later_and_random_networks_have_all_kinds_of_sums()
    {
        var (inPlace, computed, elsewhere) = (0, 0, 0);
        foreach (
            var network in Enumerable
                .Range(1, 300)
                .Select(seed => NetworkFuzz.NetworkOf((ulong)seed))
                .Where(network => network.Layers.Any(layer => layer is Add))
        )
        {
            var plan = Plan(network);
            foreach (var add in network.Layers.OfType<Add>())
            {
                var buffer = plan.Memory.Buffers[add.Name];
                var isComputed = plan.Layers.Single(layer => layer.Layer == add.Name).FusedInto is not null;
                network.Layers.Skip(network.Layers.IndexOf(add) + 1).ShouldAllBe(layer => !layer.Inputs.Contains(buffer.InPlaceOf ?? ""));
                inPlace += buffer.InPlaceOf is null ? 0 : 1;
                computed += isComputed ? 1 : 0;
                elsewhere += isComputed && buffer.InPlaceOf is null ? 1 : 0;
            }
        }

        (inPlace > 20, computed > 1, elsewhere > 0).ShouldBe((true, true, true), $"{inPlace}, {computed}, {elsewhere}");
    }

    private static NetworkPlan Plan(Network network) => Generator.Plan(network, new GeneratorOptions(Strategy.Planned));
}
