using Striate.Codegen.Emission;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Planning;

/// <summary>Predicted IL instructions of a lane plan, from the layer alone.</summary>
internal static class LaneCost
{
    private const int PerDirectLoad = 9;
    private const int PerSlide = 2;
    private const int PerOutputLane = 18;
    private const int PerRingLoad = 6;

    /// <summary>Instructions of the whole layer.</summary>
    public static double Of(Convolution layer, FeatureMap input, ValueRange range, LanePlan plan)
    {
        var lanes = plan.Layout.Lanes;
        var inputRange = LaneConvolution.InputRange(range, input, plan.Layout, layer.Output.Shape.Height);
        var outputs = LiteralConvolution.Outputs(layer, AccumulatorBounds.Of(layer, inputRange));
        var perPosition = 0.0;
        foreach (var block in outputs.Chunk(plan.BlockOutputs))
        {
            perPosition += block.Sum(output => Words(output, inputRange, plan.Layout));
            var cells = block.SelectMany(output => output.Taps).Select(tap => tap.Cell).ToHashSet();
            var slides = cells.Count < 180 ? cells.Count(cell => cells.Contains(cell with { Column = cell.Column + layer.Window.StrideX })) : 0;
            perPosition += ((cells.Count - slides) * (plan.Ring ? PerRingLoad : PerDirectLoad * lanes)) + (slides * PerSlide)
                + (block.Length * lanes * PerOutputLane) + 20;
        }

        var packing = plan.Ring
            ? plan.Layout.Band * layer.Window.StrideY * LaneConvolution.RowWords(layer, input.Shape.Channels) * ((PerDirectLoad * lanes) + 6.0)
            : 0;
        return (perPosition * plan.Layout.Band * layer.Output.Shape.Width) + packing;
    }

    private static int Words(LiteralOutput output, ValueRange input, LaneLayout layout)
    {
        var parts = LaneParts.Of([.. output.Taps.Select(tap => tap.Weight)], input.Minimum, input.Maximum, layout.Capacity);
        var magnitudes = output.Taps.Select(tap => Math.Abs(tap.Weight)).Where(LaneSum.GainsFromLocal).Distinct().Count();
        return (2 * output.Taps.Count) + (2 * magnitudes) + ((parts.Count - 1) * ((6 * layout.Lanes) + magnitudes)) + 2;
    }
}
