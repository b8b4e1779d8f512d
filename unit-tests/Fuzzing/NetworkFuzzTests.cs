using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.UnitTests.Fuzzing;

public class NetworkFuzzTests
{
    [Fact]
    public void A_failing_network_shrinks_to_the_layer_that_fails()
    {
        var seed = Enumerable.Range(1, 200).Select(value => (ulong)value).First(value =>
            NetworkFuzz.NetworkOf(value) is { Layers.Length: > 3 } network && network.Layers.Any(layer => layer is Add));
        var (shrunk, problem) = NetworkShrinker.Shrink(
            NetworkFuzz.NetworkOf(seed), "it adds", network => network.Layers.Any(layer => layer is Add) ? "it adds" : null);
        problem.ShouldBe("it adds");
        shrunk.Layers.Count(layer => layer is Add).ShouldBe(1);
        shrunk.Layers.Length.ShouldBeLessThan(NetworkFuzz.NetworkOf(seed).Layers.Length);
        NetworkText.Of(shrunk).ShouldContain("\nAdd ");
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
    public void A_run_counts_pairs_and_finds_no_difference()
    {
        var report = NetworkFuzz.Run(20, seed: 1, cancellation: TestContext.Current.CancellationToken);
        report.Cases.ShouldBeGreaterThanOrEqualTo(20);
        report.Differences.ShouldBe(0);
        report.Failures.ShouldBeEmpty();
    }
}
