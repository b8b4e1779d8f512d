using System.Collections.Immutable;
using CsCheck;
using Striate.Codegen.Arithmetic;
using Striate.Import;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.UnitTests.Import;

namespace Striate.UnitTests.Codegen;

public class ShortRequantisationTests
{
    private static readonly Gen<(Requantisation One, AccumulatorRange Range)> s_cases =
        from multiplier in Gen.Int[1 << 30, int.MaxValue]
        from spread in Gen.Int[1, 20_000]
        from start in Gen.OneOf(Gen.Int[-20_000, 20_000], Gen.Int[-4_000_000, 4_000_000])
        from shift in Gen.Int[31, 44]
        from zeroPoint in Gen.Int[-128, 127]
        from minimum in Gen.Int[-128, 100]
        from threshold in Gen.Int[-300, 300]
        from hasSplit in Gen.Bool
        let constant = Requantisation.Half(shift) + ((long)zeroPoint << shift) + (hasSplit ? 1L << 30 : 0)
        select (
            new Requantisation(
                [multiplier],
                [shift],
                minimum,
                127,
                [constant],
                hasSplit ? new RequantisationSplit([threshold], [constant - (1L << 31)]) : null
            ),
            new AccumulatorRange(start, start + spread)
        );

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_shorter_requantisation_is_the_same_for_every_accumulator() =>
        s_cases.Sample(
            pair =>
            {
                var shorter = ShortRequantisation.Of(pair.One, [pair.Range]);
                for (var accumulator = (int)pair.Range.Minimum; accumulator <= pair.Range.Maximum; accumulator++)
                {
                    shorter.Apply(accumulator, 0).ShouldBe(pair.One.Apply(accumulator, 0));
                }
            },
            iter: 300
        );

    [Fact]
    public void Imported_multipliers_become_short_and_splits_go_where_the_range_allows()
    {
        var cases = Enumerable.Range(0, 200).Select(seed => s_cases.Generate(new PCG(0, (ulong)seed), null, out Size _)).ToArray();
        var shorter = cases.Select(pair => ShortRequantisation.Of(pair.One, [pair.Range])).ToArray();
        shorter.Count(one => one.Split is not null).ShouldBeLessThan(20);
        shorter.Count(one => one.Multipliers[0] < 1 << 20).ShouldBeGreaterThan(150);
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void All_layers_of_weights_of_real_networks_are_computed_in_fast_ways()
    {
        KnownModels.Require();
        var networks = KnownModels
            .Networks.Select(name => ModelImporter.Import(KnownModels.FileOf(name), ImportOptions.Default).Required().Network)
            .ToArray();
        var products = networks
            .SelectMany(network => network.Layers.Where(layer => layer is Convolution or FullyConnected).Select(layer => (network, layer)))
            .ToArray();
        products.Length.ShouldBeGreaterThan(80);
        products
            .Where(pair => StoredNetwork.Of(pair.network).General.Contains(pair.layer.Name))
            .Select(pair => $"{pair.network.Name}/{pair.layer.Name}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void Activations_that_do_not_ascend_stay_as_they_are()
    {
        var one = new Requantisation([1 << 30], [32], -128, 127, [1L << 31], new RequantisationSplit([0], [1L << 40]));
        var found = ShortRequantisation.Of(one, [new AccumulatorRange(-1000, 1000)]);
        (found.Multipliers[0], found.Shifts[0], found.ConstantOf(0), found.Split!.Constants[0]).ShouldBe((1 << 30, 32, 1L << 31, 1L << 40));
    }
}
