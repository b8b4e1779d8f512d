using System.Collections.Immutable;
using Striate.Codegen.Planning;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>Chooses lanes, axis, tile and group of the convolutions that are swept.</summary>
internal static class SweepPlanner
{
    /// <summary>Words that packed tiles may take: what is left on a board without PSRAM beside three maps of 16 KB, and where tables are there, too.</summary>
    private static readonly int[] s_mostPackedWords = [2_304, 1_024];

    private static readonly int[] s_groups = [4, 8, 9, 12, 16];

    // A plan that takes hardly less flash or heap than a faster one is not worth looking at.
    private const double LeastGain = 0.96;

    /// <summary>Instructions that a byte of code must save to be worth its flash.</summary>
    private const int InstructionsPerByte = 24;

    /// <summary>The best compromise of instructions and bytes for each convolution to which sweeps in lanes apply.</summary>
    public static ImmutableSortedDictionary<string, SweepPlan> Plan(NetworkFacts facts)
    {
        var plans = ImmutableSortedDictionary.CreateBuilder<string, SweepPlan>(StringComparer.Ordinal);
        foreach (var layer in facts.Network.Layers.OfType<Convolution>()
            .Where(layer => GatheredConvolution.LanesOf(layer, facts.RangeOf(layer)) is null))
        {
            if (Costs(facts, layer).Where(option => option.Plan.Storage == SweepStorage.Literals).OrderBy(option => option.Cost.Instructions + (InstructionsPerByte * (double)option.Cost.IlBytes)).FirstOrDefault() is { Plan: { } best } chosen
                && chosen.Cost.Instructions < ValueByValue(layer))
            {
                plans[layer.Name] = best;
            }
        }

        return plans.ToImmutable();
    }

    /// <summary>The plans that are better than every other in cost units, flash or heap; fewest cost units first.</summary>
    public static ImmutableArray<SweepPlan> Best(NetworkFacts facts, Convolution layer)
    {
        var best = new List<(SweepPlan Plan, CodeCost Cost, long HeapBytes)>();
        foreach (var option in Costs(facts, layer).OrderBy(option => option.Cost.CostUnits).ThenBy(option => option.Cost.IlBytes))
        {
            if (best.All(other => option.Cost.IlBytes < other.Cost.IlBytes * LeastGain || option.HeapBytes < other.HeapBytes * LeastGain))
            {
                best.Add(option);
            }
        }

        return [.. best.Select(option => option.Plan)];
    }

    /// <summary>Every plan with its cost, whose bytes are those of the flash.</summary>
    private static IEnumerable<(SweepPlan Plan, CodeCost Cost, long HeapBytes)> Costs(NetworkFacts facts, Convolution layer)
    {
        if (layer.Requantisation is null)
        {
            return [];
        }

        var (map, range) = (facts.InputOf(layer), facts.RangeOf(layer));
        var (indexBits, taps) = (PackedKernels.IndexBitsFor(layer.Bank.Shapes.Distinct().Count()), ChannelSweeps.TapsOf(layer.Bank));
        var requantisation = SweepRequantisation.Of(layer, range);
        return Candidates(layer, map.Shape, range).Select(plan =>
        {
            var channels = ChannelSweeps.Of(taps, plan);
            var cost = new SweepCost(layer, map.Type.Signed, requantisation, plan, channels, indexBits);
            return (plan, cost.Whole with { IlBytes = cost.IlBytes + cost.StoredBytes }, (8L * SweepConvolution.Words(layer, plan, channels, indexBits)) + cost.StoredBytes);
        });
    }

    /// <summary>IL instructions of the layer where it is swept one value at a time, about.</summary>
    private static double ValueByValue(Convolution layer)
    {
        var positions = (double)layer.Output.Shape.Height * layer.Output.Shape.Width;
        return (positions * ((8.5 * layer.Bank.Weights.Length) + (30 * layer.Bias.Length))) + (60 * layer.Bank.Slices);
    }

    /// <summary>
    /// Whether the sums of every output channel fit a lane: the distance from the smallest to the largest sum of its taps
    /// stays below the capacity, so that an offset makes every lane's final sum a number of its own bits.
    /// </summary>
    public static bool Fits(Convolution layer, ValueRange input, long capacity) =>
        AccumulatorBounds.Of(layer.Bank, [.. layer.Bias.Select(_ => 0)], input).All(sum => sum.Maximum - sum.Minimum < capacity);

    private static int TileOf(SweepPlan plan, int mostWords) => Enumerable.Range(1, plan.Band).Reverse()
        .FirstOrDefault(rows => (plan with { Tile = rows }).PackedWords <= mostWords, 1);

    private static IEnumerable<SweepPlan> Candidates(Convolution layer, Shape input, ValueRange range)
    {
        foreach (var transposed in (bool[])[false, true])
        {
            for (var lanes = 2; lanes <= 4; lanes++)
            {
                var plan = SweepPlan.Of(layer, input, lanes, transposed);
                if (plan.Outer.Output < lanes || !Fits(layer, range, plan.Capacity))
                {
                    continue;
                }

                foreach (var tile in s_mostPackedWords.Select(most => TileOf(plan, most)).Distinct())
                {
                    foreach (var group in s_groups)
                    {
                        yield return plan with { Tile = tile, Group = group };
                        yield return plan with { Tile = tile, Group = group, Uniform = true };
                        yield return plan with { Tile = tile, Group = group, Uniform = true, Storage = SweepStorage.Table };
                    }
                }
            }
        }
    }
}
