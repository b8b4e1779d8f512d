using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Reference;
using Striate.Model.Segments;

namespace Striate.UnitTests.Model.Fuzzing;

public class ExtremeInputsTests
{
    private static readonly IntegerType s_input = new(5, true);

    // One convolution without padding over its whole input: the logits are its accumulators.
    private static readonly KernelBank s_bank = new(SegmentCatalog.For(3), 2, 2, 4, [0, 30, 5, 30], [1, -2, 3, 7, -7, 0, -1]);

    private static readonly Network s_network = new(
        "n",
        new FeatureMap(new Shape(3, 3, 2), s_input, 1),
        [
            new Convolution(
                "c",
                ["input"],
                new FeatureMap(new Shape(1, 1, 2), IntegerType.Int32, 1),
                new Window(3, 3, 1, 1, Padding.None),
                1,
                s_bank,
                [100, -3],
                null
            ),
        ],
        []
    );

    [Fact]
    public void A_first_layer_reaches_its_bounds_exactly()
    {
        var bounds = AccumulatorBounds.Of(s_bank, [100, -3], new ValueRange(s_input.Minimum, s_input.Maximum));
        for (var channel = 0; channel < 2; channel++)
        {
            Run(channel, largest: true).ShouldBe((int)bounds[channel].Maximum);
            Run(channel, largest: false).ShouldBe((int)bounds[channel].Minimum);
        }
    }

    [Fact]
    public void Deeper_channels_come_closer_to_their_ends_than_at_random()
    {
        var (better, all) = (0, 0);
        foreach (var seed in Enumerable.Range(1, 30))
        {
            var network = NetworkGenerator.FromSeed((ulong)seed, GeneratorSize.Small);
            var logits = network.Layers[^1];
            var cases = ExtremeInputs.ForEveryChannel(network, 1).Where(pair => pair.Layer == logits).ToArray();
            cases.Length.ShouldBe(2 * logits.Output.Shape.Channels);
            foreach (var pair in cases.Chunk(2))
            {
                better += Logit(network, pair[0].Input, pair[0].Channel) >= Logit(network, pair[1].Input, pair[1].Channel) ? 1 : 0;
                all++;
            }
        }

        better.ShouldBeGreaterThan(all * 9 / 10);
    }

    [Fact]
    public void Every_input_is_in_range_and_every_channel_has_two()
    {
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var network = NetworkGenerator.FromSeed((ulong)seed, GeneratorSize.Small);
            var inputs = ExtremeInputs.ForEveryChannel(network, 1).Select(pair => pair.Input).Concat(ExtremeInputs.Flat(network)).ToArray();
            inputs.Length.ShouldBe(network.Layers.Sum(layer => 2 * layer.Output.Shape.Channels) + 4);
            inputs.ShouldAllBe(input => ReferenceExecutor.Run(network, input).Logits.Length == network.Logits.Shape.Length);
        }
    }

    private static int Run(int channel, bool largest) =>
        Logit(s_network, ExtremeInputs.ForFirstLayer(s_network, s_network.Layers[0], channel, largest), channel);

    private static int Logit(Network network, byte[] input, int channel) => ReferenceExecutor.Run(network, input).Logits[channel];
}
