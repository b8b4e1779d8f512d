using CsCheck;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Reference;

namespace Striate.UnitTests.Model.Fuzzing;

public class NetworkGeneratorTests
{
    private static readonly Network[] s_networks =
    [
        .. Enumerable.Range(1, 300).Select(seed => NetworkGenerator.FromSeed((ulong)seed, GeneratorSize.Medium)),
    ];

    [Fact]
    public void Every_network_is_valid_and_runs()
    {
        var cases =
            from size in Gen.Bool
            from network in NetworkGenerator.Of(size ? GeneratorSize.Small : GeneratorSize.Medium)
            from input in NetworkGenerator.InputOf(network)
            select (network, input);
        cases.Sample(
            pair =>
            {
                NetworkValidator.Check(pair.network).ShouldBeEmpty();
                var result = ReferenceExecutor.Run(pair.network, pair.input);
                for (var layer = 0; layer < result.Outputs.Length; layer++)
                {
                    var type = pair.network.Layers[layer].Output.Type;
                    result.Outputs[layer].ShouldAllBe(value => value >= type.Minimum && value <= type.Maximum);
                }
            },
            iter: 300
        );
    }

    [Fact]
    public void A_seed_gives_the_same_network_every_time()
    {
        Same.Difference(NetworkGenerator.FromSeed(7, GeneratorSize.Small), NetworkGenerator.FromSeed(7, GeneratorSize.Small))
            .ShouldBeNull();
        Same.Difference(NetworkGenerator.FromSeed(7, GeneratorSize.Small), NetworkGenerator.FromSeed(8, GeneratorSize.Small))
            .ShouldNotBeNull();
    }

    [Fact]
    public void A_few_hundred_networks_cover_what_a_network_can_be()
    {
        var layers = s_networks.SelectMany(network => network.Layers).ToArray();
        layers.Select(layer => layer.GetType()).Distinct().Count().ShouldBe(8);
        var convolutions = layers.OfType<Convolution>().ToArray();
        convolutions.ShouldContain(layer => layer.Groups > 1 && layer.Bank.InputChannels == 1);
        convolutions.ShouldContain(layer => layer.Groups > 1 && layer.Bank.InputChannels > 1);
        convolutions.ShouldContain(layer => layer.Bank.Catalog.IsDense);
        convolutions.ShouldContain(layer => layer.Bank.Catalog.KernelHeight == 1 && layer.Bank.Catalog.KernelWidth > 2);
        convolutions.ShouldContain(layer => layer.Bank.Shapes.Contains(0) && !layer.Bank.Catalog.IsDense);
        convolutions.ShouldContain(layer => layer.Window.StrideX > 1 && layer.Window.Padding.Left < layer.Window.Padding.Right);
        convolutions.ShouldContain(layer => layer.Window.StrideY != layer.Window.StrideX);
        convolutions.ShouldContain(layer => layer.Output.Shape.Channels > 20);
        convolutions.ShouldContain(layer => layer.Bias.Contains(0) || layer.Bias.Any(bias => Math.Abs((long)bias) > 2_000_000_000));
        convolutions.Select(layer => layer.Bank.WeightBits).Distinct().Count().ShouldBe(7);
        var requantisations = convolutions.Select(layer => layer.Requantisation).OfType<Requantisation>().ToArray();
        requantisations.ShouldContain(requantisation => requantisation.Multipliers.All(multiplier => multiplier == 1));
        requantisations.ShouldContain(requantisation => requantisation.Multipliers.Any(multiplier => multiplier > 1 << 29));
        layers.Select(layer => layer.Output.Type).Distinct().Count().ShouldBe(11);
        layers.OfType<Add>().ShouldContain(layer => layer.Inputs[0] != layer.Inputs[1]);
        layers.OfType<Concat>().ShouldContain(layer => layer.Inputs.Distinct().Count() == layer.Inputs.Length);
        s_networks.Select(network => network.Layers[^1].GetType()).Distinct().Count().ShouldBe(3);
        s_networks.ShouldContain(network => network.Input.Type.Signed);
    }

    [Fact]
    public void Most_networks_answer_differently_to_different_inputs()
    {
        var sensitive = s_networks
            .Take(100)
            .Count(network =>
            {
                var generator = new PCG(0, 1);
                var inputs = Enumerable.Range(0, 4).Select(_ => NetworkGenerator.InputOf(network).Generate(generator, null, out Size _));
                return inputs.Select(input => string.Join(',', ReferenceExecutor.Run(network, input).Logits)).Distinct().Count() > 1;
            });
        sensitive.ShouldBeGreaterThan(70);
    }
}
