using System.Collections.Immutable;
using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.UnitTests.Fuzzing;

public class NetworkFuzzTests
{
    [Fact]
    public void A_failing_network_shrinks_to_the_layer_that_fails()
    {
        var seed = Enumerable
            .Range(1, 200)
            .Select(value => (ulong)value)
            .First(value => NetworkFuzz.NetworkOf(value) is { Layers.Length: > 3 } network && network.Layers.Any(layer => layer is Add));
        var (shrunk, problem) = NetworkShrinker.Shrink(
            NetworkFuzz.NetworkOf(seed),
            "it adds",
            network => network.Layers.Any(layer => layer is Add) ? "it adds" : null
        );
        problem.ShouldBe("it adds");
        shrunk.Layers.Count(layer => layer is Add).ShouldBe(1);
        shrunk.Layers.Length.ShouldBeLessThan(NetworkFuzz.NetworkOf(seed).Layers.Length);
        NetworkListing.Of(shrunk).ShouldContain("\nAdd ");
    }

    [Fact]
    public void Neighbouring_bands_of_rows_are_at_opposite_ends()
    {
        var network = NetworkFuzz.NetworkOf(1) with { Input = new FeatureMap(new Shape(6, 2, 1), IntegerType.Int8, 1) };
        var inputs = ExtremeInputs.OppositeBands(network).ToArray();
        inputs.Length.ShouldBe(6);
        inputs[2].ShouldBe([127, 127, 127, 127, 128, 128, 128, 128, 127, 127, 127, 127]);
        inputs[3].ShouldBe([128, 128, 128, 128, 127, 127, 127, 127, 128, 128, 128, 128]);
    }

    [Fact]
    public void Windows_of_neighbouring_lanes_are_at_opposite_ends_in_every_channel()
    {
        var input = new FeatureMap(new Shape(9, 1, 1), IntegerType.Int8, 1);
        var ones = ImmutableArray.Create(1, 1);
        var convolution = new Convolution(
            "conv",
            ["input"],
            input with
            {
                Shape = new Shape(9, 1, 2),
            },
            new Window(1, 1, 1, 1, Padding.None),
            1,
            new KernelBank(SegmentCatalog.Dense(1, 1), 2, 1, 8, [0, 0], [5, -7]),
            ones,
            new Requantisation(ones, ones, -128, 127)
        );
        var neuron = new FullyConnected(
            "logits",
            ["conv"],
            new FeatureMap(new Shape(1, 1, 1), IntegerType.Int32, 1),
            8,
            [.. Enumerable.Repeat((sbyte)1, 18)],
            [0],
            null
        );
        var network = new Network("lanes", input, [convolution, neuron], []);
        var inputs = ExtremeInputs
            .OppositeLanes(network, ExtremeInputs.ForEveryChannel(network, 1))
            .Where(opposite => opposite.Layer == convolution)
            .ToArray();
        inputs.Length.ShouldBe(2 * 3 * 2);
        inputs[0].Input.ShouldBe([0, 0, 127, 0, 0, 0, 0, 128, 0]);
        inputs[1].Input.ShouldBe([0, 0, 128, 0, 0, 0, 0, 127, 0]);
        inputs[2].Input.ShouldBe([0, 127, 0, 0, 128, 0, 0, 127, 0]);
        inputs[6].Input.ShouldBe([0, 0, 128, 0, 0, 0, 0, 127, 0]);
        var hidden = new FullyConnected(
            "logits",
            ["input"],
            new FeatureMap(new Shape(1, 1, 2), IntegerType.Int32, 1),
            8,
            [1, 2, 0, 3, 0, 1, 0, 0, 9, 1, -2, 0, 4, 0, 1, 0, 0, 8],
            [0, 0],
            null
        );
        var neighbours = network with { Layers = [hidden] };
        ExtremeInputs
            .OppositeLanes(neighbours, ExtremeInputs.ForEveryChannel(neighbours, 1))
            .First()
            .Input.ShouldBe([0, 127, 0, 128, 0, 0, 0, 0, 127]);
    }

    [Fact]
    public void Networks_of_a_few_hundred_seeds_are_valid_and_have_every_feature()
    {
        var networks = Enumerable.Range(1, 400).Select(seed => NetworkFuzz.NetworkOf((ulong)seed)).ToArray();
        networks.SelectMany(network => NetworkValidator.Check(network)).ShouldBeEmpty();
        networks
            .SelectMany(network => Features.Of(network).Keys)
            .Distinct()
            .Order()
            .ShouldBe(Enum.GetValues<Feature>().Where(feature => feature != Feature.Reshape));
        networks.Count(network => Features.Of(network).IsEmpty).ShouldBeInRange(150, 250);
    }

    [Theory]
    [InlineData(100_683)]
    public void Networks_that_once_differed_do_not(ulong seed) =>
        NetworkOutcome.Of(seed, NetworkFuzz.SomeInputs, traced: 8).Differences.ShouldBe(0);

    [Fact]
    public void A_run_counts_pairs_and_finds_no_difference()
    {
        var report = NetworkFuzz.Run(20, seed: 1, cancellation: TestContext.Current.CancellationToken);
        report.Cases.ShouldBeGreaterThanOrEqualTo(20);
        report.Differences.ShouldBe(0);
        report.Failures.ShouldBeEmpty();
    }
}
