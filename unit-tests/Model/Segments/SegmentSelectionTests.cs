using CsCheck;
using Striate.Model.Segments;

namespace Striate.UnitTests.Model.Segments;

public sealed class SegmentSelectionTests
{
    private static readonly SegmentCatalog s_catalog = SegmentCatalog.For(3);

    // Costs are output positions, so whole numbers: sums of them are exact in any order.
    private static readonly Gen<LayerImportance> s_layer = Gen.Select(Gen.Float[0.1f, 10].Array[9].Array[1, 30], Gen.Int[1, 64])
        .Select((slices, cost) => new LayerImportance(s_catalog, [.. slices.SelectMany(cells => cells)], cost));

    [Fact]
    public void Every_budget_is_met_and_hardly_anything_of_it_is_left() =>
        Gen.Select(s_layer.Array[1, 4], Gen.Double[0, 1])
            .Sample(
                (layers, part) =>
                {
                    var dense = layers.Sum(layer => layer.Importance.Length * layer.CostPerTap);
                    var budget = part * dense;
                    var shapes = SegmentSelection.Choose(layers, budget);
                    var cost = Cost(layers, shapes);
                    cost.ShouldBeLessThanOrEqualTo(budget);

                    // One price for all: at the next lower one a single slice grows by at most its whole length.
                    // Without a limit a slice may still be short: its best pair of cells can outweigh every run of three.
                    var mostPossible = Cost(layers, SegmentSelection.Choose(layers, double.MaxValue));
                    cost.ShouldBeGreaterThanOrEqualTo(Math.Min(budget, mostPossible) - (3 * layers.Max(layer => layer.CostPerTap)));
                }
            );

    [Fact]
    public void Equal_slices_share_the_budget_in_order()
    {
        var importance = Enumerable.Repeat(1f, 90).ToArray();
        var shapes = SegmentSelection.Choose([new LayerImportance(s_catalog, importance, 1)], 13)[0];
        shapes.Select(shape => s_catalog[shape].Cells.Length).ShouldBe([3, 3, 3, 3, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public void Without_a_price_every_slice_has_its_best_segment_of_full_length() =>
        s_layer.Sample(layer =>
        {
            var shapes = SegmentSelection.Choose([layer], double.MaxValue)[0];
            for (var slice = 0; slice < shapes.Length; slice++)
            {
                var importance = layer.Importance.AsSpan(slice * 9, 9).ToArray();
                var best = s_catalog.Shapes.Where(shape => shape.Cells.Length == 3).Max(shape => Sum(shape, importance));
                Sum(s_catalog[shapes[slice]], importance).ShouldBeGreaterThanOrEqualTo(best * 0.99999f);
            }
        });

    [Fact]
    public void A_budget_of_nothing_empties_every_slice() =>
        s_layer.Sample(layer => SegmentSelection.Choose([layer], 0)[0].ShouldAllBe(shape => shape == 0));

    [Fact]
    public void Strong_kernels_stay_long_and_weak_ones_vanish()
    {
        float[] importance = [9, 9, 9, 0, 0, 0, 0, 0, 0, .1f, .1f, .1f, 0, 0, 0, 0, 0, 0];
        var shapes = SegmentSelection.Choose([new LayerImportance(s_catalog, importance, 1)], 4)[0];
        s_catalog[shapes[0]].Cells.ShouldBe([new Cell(0, 0), new Cell(0, 1), new Cell(0, 2)]);
        s_catalog[shapes[1]].Cells.Length.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void A_dear_layer_gives_up_its_taps_first()
    {
        var importance = Enumerable.Repeat(1f, 90).ToArray();
        LayerImportance[] layers = [new(s_catalog, importance, 64), new(s_catalog, importance, 1)];
        var shapes = SegmentSelection.Choose(layers, 100);
        shapes[0].ShouldAllBe(shape => shape == 0);
        shapes[1].ShouldAllBe(shape => s_catalog[shape].Cells.Length == 3);
    }

    [Fact]
    public void Cells_that_will_share_a_weight_are_chosen_by_what_their_mean_keeps() =>
        Gen.Float[-10, 10]
            .Array[9]
            .Sample(weights =>
            {
                var chosen = s_catalog[SegmentSelection.Choose([new LayerImportance(s_catalog, weights, 1, IsShared: true)], 3)[0][0]];
                double Kept(Segment shape) =>
                    shape.Cells.Length == 0
                        ? 0
                        : Math.Pow(shape.Cells.Sum(cell => (double)weights[(cell.Row * 3) + cell.Column]), 2) / shape.Cells.Length;
                Kept(chosen).ShouldBe(s_catalog.Shapes.Max(Kept), 1e-3);
            });

    [Fact]
    public void Weights_of_both_signs_are_no_segment_to_share_one()
    {
        float[] weights = [9, 0, -9, 0, 0, 0, 2, 2, 2];
        var shape = s_catalog[SegmentSelection.Choose([new LayerImportance(s_catalog, weights, 1, IsShared: true)], 3)[0][0]];
        shape.Cells.Length.ShouldBe(1);
        Segment Own() => s_catalog[SegmentSelection.Choose([new LayerImportance(s_catalog, [.. weights.Select(w => w * w)], 1)], 3)[0][0]];
        Own().Cells.ShouldBe([new Cell(0, 0), new Cell(0, 1), new Cell(0, 2)]);
    }

    private static float Sum(Segment shape, float[] importance) => shape.Cells.Sum(cell => importance[(cell.Row * 3) + cell.Column]);

    private static double Cost(LayerImportance[] layers, IEnumerable<int[]> shapes) =>
        layers.Zip(shapes).Sum(pair => pair.Second.Sum(shape => s_catalog[shape].Cells.Length) * pair.First.CostPerTap);
}
