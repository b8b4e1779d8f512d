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

    /// <summary>The tables that clamp: one for each range of activations, long enough for every layer that uses it.</summary>
    public static ImmutableArray<ClampTable> ClampTables(Network network, ImmutableSortedDictionary<string, LanePlan> plans)
    {
        var ranges = AccumulatorBounds.Ranges(network);
        var convolutions =
            from layer in network.Layers.OfType<Convolution>()
            where plans.ContainsKey(layer.Name)
            let values = Values(layer, network.MapOf(layer.Inputs[0]), ranges[layer.Inputs[0]], plans[layer.Name].Layout)
            select (Clamp: (layer.Requantisation!.Minimum, layer.Requantisation.Maximum), values.Minimum, values.Maximum);
        var additions =
            from layer in network.Layers.OfType<Add>()
            let values = AddEmission.Values(layer, ranges[layer.Inputs[0]], ranges[layer.Inputs[1]])
            where values.Maximum - values.Minimum < LongestClampTable
            select (Clamp: (layer.Minimum, layer.Maximum), Minimum: (int)Math.Min(0, values.Minimum), Maximum: (int)Math.Max(0, values.Maximum));
        return
        [
            .. from use in plans.Count == 0 ? convolutions : convolutions.Concat(additions)
               group use by use.Clamp into uses
               orderby uses.Key
               let zero = uses.Max(use => -use.Minimum)
               select new ClampTable(uses.Key.Minimum, uses.Key.Maximum, zero, zero + uses.Max(use => use.Maximum) + 1),
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
