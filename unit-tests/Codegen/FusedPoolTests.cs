using Striate.Codegen;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Zoo;

namespace Striate.UnitTests.Codegen;

/// <summary>Max pooling that the convolution before it computes.</summary>
public class FusedPoolTests
{
    private static readonly GeneratorSize s_size = new(Layers: 4, Side: 14, Channels: 8, LayerOperations: 20_000);

    [Fact]
    public void Both_poolings_of_LeNet_are_computed_by_the_convolutions_which_then_have_no_maps()
    {
        var network = ZooNetwork.Find("lenet-int8-m1").Single().Make();
        var plan = Generator.Plan(network, new GeneratorOptions(Strategy.Planned));
        foreach (var (convolution, pooling) in new[] { ("conv1", "pool1"), ("conv2", "pool2") })
        {
            plan.Layers.Single(layer => layer.Layer == pooling).FusedInto.ShouldBe(convolution);
            plan.Memory.Buffers.ShouldNotContainKey(convolution);
            plan.Memory.Buffers.ShouldContainKey(pooling);
        }

        var crcs = Generator.Emit(network, new GeneratorOptions(Strategy.Planned), new string('0', 64)).CrcLayers;
        crcs.ShouldBe([1, 1, 3, 3, 4, 5, 6]);
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Random_networks_have_poolings_of_both_kinds()
    {
        var (computed, alone) = (0, 0);
        foreach (
            var network in Enumerable
                .Range(1, 80)
                .Select(seed => NetworkGenerator.FromSeed((ulong)seed, s_size))
                .Where(network => network.Layers.Any(layer => layer is MaxPooling))
        )
        {
            var plan = Generator.Plan(network, new GeneratorOptions(Strategy.Planned));
            foreach (var pooling in network.Layers.OfType<MaxPooling>())
            {
                var isComputed = plan.Layers.Single(layer => layer.Layer == pooling.Name).FusedInto is not null;
                (computed, alone) = isComputed ? (computed + 1, alone) : (computed, alone + 1);
            }
        }

        (computed > 2, alone > 4).ShouldBe((true, true), $"{computed}, {alone}");
    }
}
