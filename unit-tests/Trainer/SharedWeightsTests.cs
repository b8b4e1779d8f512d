using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using Striate.Trainer.Networks;
using TorchSharp;

namespace Striate.UnitTests.Trainer;

[Collection(TorchTests.Name)]
public sealed class SharedWeightsTests
{
    public SharedWeightsTests() => TorchRuntime.Prepare();

    [Theory]
    [InlineData(1, new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(0.5, new float[] { 1.5f, 2, 2.5f, 2, 2.5f, 3, 3.5f, 4, 4.5f })]
    [InlineData(0, new float[] { 2, 2, 2, 0, 0, 0, 0, 0, 0 })]
    public void Cells_of_a_segment_move_to_their_mean_while_the_others_fade(double own, float[] expected)
    {
        using var scope = torch.NewDisposeScope();
        var (layers, layout) = OneKernel();
        var top = Enumerable
            .Range(0, layers[0].Catalog.Count)
            .Single(shape => layers[0].Catalog[shape].Cells is [{ Row: 0, Column: 0 }, { Row: 0, Column: 1 }, { Row: 0, Column: 2 }]);
        var mask = new SegmentMask(
            layers,
            [
                [top],
            ]
        );
        using var shared = new SharedWeights(mask, layout);
        var latent = torch.ones(layout.Length);
        latent.narrow(0, 0, 9).copy_(torch.arange(1, 10));

        var values = shared.Apply(latent * mask.Factors(layout, own), own);

        values.narrow(0, 0, 9).data<float>().ToArray().ShouldBe(expected);
        values.narrow(0, 9, layout.Length - 9).eq(1).all().ToBoolean().ShouldBeTrue();
    }

    [Fact]
    public void Cells_that_own_nothing_are_equal_to_the_last_bit()
    {
        using var scope = torch.NewDisposeScope();
        var plan = NetworkLayout.From(NetworkCatalog.Find("resnet8", 10), new Shape(32, 32, 3));
        var layout = ParameterLayout.Of(plan);
        var layers = SegmentLayer.Of(plan, layout);
        using var random = EpochLoop.Generator(1, 0);
        var latent = torch.randn(layout.Length, generator: random);
        var mask = SegmentMask.Select(layers, latent.abs().data<float>().ToArray(), BudgetUnit.Parameters, 0.31);
        using var shared = new SharedWeights(mask, layout);

        var kernels = shared.Apply(latent * mask.Factors(layout, 0), 0).narrow(0, 0, layout.Kernels).data<float>().ToArray();

        var several = 0;
        foreach (var (layer, shapes) in layers.Zip(mask.Shapes))
        {
            var area = layer.Length / shapes.Length;
            for (var slice = 0; slice < shapes.Length; slice++)
            {
                var cells = layer.Catalog[shapes[slice]].Cells;
                var own = kernels.AsSpan(layer.Start + (slice * area), area).ToArray().Where(value => value != 0).ToArray();
                own.Length.ShouldBe(cells.Length);
                own.Distinct().Count().ShouldBeLessThanOrEqualTo(1);
                several += cells.Length > 1 ? 1 : 0;
            }
        }

        several.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Shapes_are_chosen_by_the_mean_of_their_latent_weights()
    {
        using var scope = torch.NewDisposeScope();
        var (layers, layout) = OneKernel();
        var latent = torch.zeros(layout.Length);
        latent.narrow(0, 0, 9).copy_(torch.tensor(new float[] { 9, 0, -9, 0, 0, 0, -6, -6, -6 }));
        SegmentMask Select(bool shares)
        {
            using var importance = new KernelImportance(ImportanceMeasure.Magnitude, layout.Kernels, shares);
            return SegmentMask.Select(layers, importance.Of(latent), BudgetUnit.Parameters, 3.0 / 9, importance.IsShared);
        }

        layers[0].Catalog[Select(shares: true).Shapes[0][0]].Cells.ShouldAllBe(cell => cell.Row == 2);
        layers[0].Catalog[Select(shares: false).Shapes[0][0]].Cells.ShouldAllBe(cell => cell.Row == 0);
    }

    private static (System.Collections.Immutable.ImmutableArray<SegmentLayer> Layers, ParameterLayout Layout) OneKernel()
    {
        var network = new NetworkBuilder("one-kernel");
        network.FullyConnected("logits", network.GlobalAverage("mean", network.Convolution("only", Network.InputName, 1)), 2);
        var plan = NetworkLayout.From(network.Build(), new Shape(4, 4, 1));
        var layout = ParameterLayout.Of(plan);
        return (SegmentLayer.Of(plan, layout), layout);
    }
}
