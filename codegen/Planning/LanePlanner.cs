using System.Collections.Immutable;
using Striate.Codegen.Emission;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Planning;

/// <summary>Chooses lanes for each convolution and gathers what they need of the working memory.</summary>
internal static class LanePlanner
{
    /// <summary>Tables that clamp are not worth their heap beyond this.</summary>
    private const int LongestClampTable = 16_384;

    /// <summary>No lanes: every layer is computed value by value.</summary>
    public static readonly ImmutableSortedDictionary<string, LanePlan> None =
        ImmutableSortedDictionary.Create<string, LanePlan>(StringComparer.Ordinal);

    /// <summary>The lane plan of every convolution that gains from one.</summary>
    public static ImmutableSortedDictionary<string, LanePlan> Plan(Network network)
    {
        var ranges = AccumulatorBounds.Ranges(network);
        var plans = ImmutableSortedDictionary.CreateBuilder<string, LanePlan>(StringComparer.Ordinal);
        foreach (var layer in network.Layers.OfType<Convolution>().Where(layer => layer.Requantisation is not null))
        {
            var input = network.MapOf(layer.Inputs[0]);
            var candidates = Candidates(layer, input, ranges[layer.Inputs[0]]).ToList();
            if (candidates.Count > 0)
            {
                plans[layer.Name] = candidates.MinBy(candidate => candidate.Cost).Plan;
            }
        }

        return plans.ToImmutable();
    }

    /// <summary>The tables that clamp for the layers with lanes: one for each range of activations, long enough for all.</summary>
    public static ImmutableArray<ClampTable> ClampTables(Network network, ImmutableSortedDictionary<string, LanePlan> plans)
    {
        var ranges = AccumulatorBounds.Ranges(network);
        return
        [
            .. from layer in network.Layers.OfType<Convolution>()
               where plans.ContainsKey(layer.Name)
               let values = Values(layer, network.MapOf(layer.Inputs[0]), ranges[layer.Inputs[0]], plans[layer.Name].Layout)
               group values by (layer.Requantisation!.Minimum, layer.Requantisation.Maximum) into sameClamp
               orderby sameClamp.Key
               let zero = sameClamp.Max(values => -values.Minimum)
               select new ClampTable(
                   sameClamp.Key.Minimum, sameClamp.Key.Maximum, zero, zero + sameClamp.Max(values => values.Maximum) + 1),
        ];
    }

    private static IEnumerable<(LanePlan Plan, double Cost)> Candidates(Convolution layer, FeatureMap input, ValueRange range)
    {
        for (var lanes = 2; lanes <= 4; lanes++)
        {
            var layout = LaneLayout.Of(lanes, layer.Output.Shape.Height);
            if ((lanes - 1) * layout.Band >= layer.Output.Shape.Height || !TableFits(layer, input, range, layout))
            {
                continue;
            }

            foreach (var ring in new[] { false, true })
            {
                var plan = new LanePlan(layout, ring, BlockOutputs: 32);
                yield return (plan, LaneCost.Of(layer, input, range, plan));
            }
        }
    }

    private static bool TableFits(Convolution layer, FeatureMap input, ValueRange range, LaneLayout layout)
    {
        var (minimum, maximum) = Values(layer, input, range, layout);
        return (long)maximum - minimum < LongestClampTable;
    }

    /// <summary>Smallest (at most 0) and largest value before the clamp over all channels.</summary>
    private static (int Minimum, int Maximum) Values(Convolution layer, FeatureMap input, ValueRange range, LaneLayout layout)
    {
        var accumulators = AccumulatorBounds.Of(layer, LaneConvolution.InputRange(range, input, layout, layer.Output.Shape.Height));
        var requantisation = layer.Requantisation!;
        var values = accumulators.Select((accumulator, channel) => (
            Minimum: Rounded(accumulator.Minimum, requantisation.Multipliers[channel], requantisation.Shifts[channel]),
            Maximum: Rounded(accumulator.Maximum, requantisation.Multipliers[channel], requantisation.Shifts[channel]))).ToList();
        return ((int)Math.Clamp(values.Min(value => value.Minimum), int.MinValue / 4, 0), (int)Math.Clamp(values.Max(value => value.Maximum), 0, int.MaxValue / 4));
    }

    private static long Rounded(long accumulator, int multiplier, int shift) =>
        ((accumulator * multiplier) + (1L << (shift - 1))) >> shift;
}
