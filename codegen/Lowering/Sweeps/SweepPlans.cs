using System.Collections.Immutable;
using Striate.Codegen.Planning;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>Chooses lanes, axis, tile and group of the convolutions that are swept.</summary>
internal static class SweepPlans
{
    /// <summary>
    /// Words that packed tiles may take: what is left on a board without PSRAM beside three maps of 16 KB, and where tables are there, too.
    /// </summary>
    private static readonly int[] s_mostPackedWords = [2_304, 1_024];

    private static readonly int[] s_groups = [4, 8, 9, 12, 16];

    // A plan that takes hardly less flash or heap than a faster one is not worth looking at.
    private const double LeastGain = 0.96;

    /// <summary>Instructions that a byte of code must save to be worth its flash.</summary>
    private const int InstructionsPerByte = 24;

    /// <summary>
    /// The plans that are better than every other in cost units, flash or heap, fewest cost units first; and the best compromise of
    /// instructions and bytes, where it beats sweeps of one value at a time.
    /// </summary>
    public static IEnumerable<KernelVariant> Variants(LoweringContext context, Convolution layer)
    {
        var costs = Costs(context, layer).ToList();
        var best = new List<(SweepPlan Plan, CodeCost Cost, long HeapBytes)>();
        foreach (var option in costs.OrderBy(option => option.Cost.CostUnits).ThenBy(option => option.Cost.IlBytes))
        {
            if (best.All(other => option.Cost.IlBytes < other.Cost.IlBytes * LeastGain || option.HeapBytes < other.HeapBytes * LeastGain))
            {
                best.Add(option);
            }
        }

        var compromise = costs
            .Where(option => option.Plan.Storage == SweepStorage.Literals)
            .OrderBy(option => option.Cost.Instructions + (InstructionsPerByte * (double)option.Cost.IlBytes))
            .Take(1)
            .Where(option => option.Cost.Instructions < ValueByValue(layer))
            .Select(option => option.Plan)
            .FirstOrDefault();
        var plans = best.Select(option => option.Plan).ToList();
        IEnumerable<SweepPlan> dominated = compromise is null || plans.Contains(compromise) ? [] : [compromise];
        return from plan in plans.Concat(dominated)
            from sum in FusedAdd.Of(context, layer) is { } fused && SweepConvolution.CanAdd(plan) ? [null, fused] : new FusedAdd?[] { null }
            select VariantOf(layer, plan, sum) with
            {
                IsCompromise = sum is null && plan == compromise,
                IsDominated = !plans.Contains(plan),
            };
    }

    private static KernelVariant VariantOf(Convolution layer, SweepPlan plan, FusedAdd? sum) =>
        new(
            FormattableString.Invariant(
                $"sweeps in {plan.Lanes} lanes{(plan.Transposed ? " of columns" : "")}, {(plan.Uniform ? "" : "up to ")}{plan.Group} taps, {plan.Tile} of {plan.Band} rows packed{(plan.Storage == SweepStorage.Table ? ", weights in a table" : "")}{(sum is null ? "" : $", with '{sum.Layer.Name}'")}"
            ),
            SweepConvolution.WorkspaceOf(layer, plan, sum),
            planned => SweepConvolution.Lower(planned, layer, plan, sum)
        )
        {
            Weights = WeightForm.Tables,
            Fuses = sum?.Layer,
        };

    /// <summary>Every plan with its cost, whose bytes are those of the flash.</summary>
    private static IEnumerable<(SweepPlan Plan, CodeCost Cost, long HeapBytes)> Costs(LoweringContext context, Convolution layer)
    {
        if (layer.Requantisation is null || context.IsLast(layer) || context.HasPaddingToFill(layer))
        {
            return [];
        }

        var (map, range) = (context.InputOf(layer), context.RangeOf(layer));
        var alone = context.WithEmptyCache();
        return Plans(layer, map.Shape, range)
            .Select(plan =>
            {
                var workspace = SweepConvolution.WorkspaceOf(layer, plan);
                var kernels = SweepConvolution.Lower(alone.With(layer, workspace), layer, plan);
                var (cost, tables) = (
                    kernels.Aggregate(CodeCost.None, (sum, kernel) => sum + kernel.Cost),
                    kernels.Sum(kernel => kernel.TableBytes)
                );
                return (plan, cost with { IlBytes = kernels.Sum(kernel => kernel.IlBytes) + tables }, (8L * workspace.Words) + tables);
            });
    }

    /// <summary>IL instructions of the layer where it is swept one value at a time, about.</summary>
    private static double ValueByValue(Convolution layer)
    {
        var positions = (double)layer.Output.Shape.Height * layer.Output.Shape.Width;
        return (positions * ((8.5 * layer.Bank.Weights.Length) + (30 * layer.Bias.Length))) + (60 * layer.Bank.Slices);
    }

    private static int TileOf(SweepPlan plan, int mostWords) =>
        Enumerable.Range(1, plan.Band).Reverse().FirstOrDefault(rows => (plan with { Tile = rows }).PackedWords <= mostWords, 1);

    private static IEnumerable<SweepPlan> Plans(Convolution layer, Shape input, ValueRange range)
    {
        foreach (var transposed in (bool[])[false, true])
        {
            for (var lanes = 2; lanes <= 4; lanes++)
            {
                var plan = SweepPlan.Of(layer, input, lanes, transposed);
                if (plan.Outer.Output < lanes || !LaneParts.Fits(layer, range, plan.Capacity))
                {
                    continue;
                }

                foreach (var tile in s_mostPackedWords.Select(most => TileOf(plan, most)).Distinct())
                {
                    foreach (var group in s_groups)
                    {
                        yield return plan with
                        {
                            Tile = tile,
                            Group = group,
                        };
                        yield return plan with
                        {
                            Tile = tile,
                            Group = group,
                            Uniform = true,
                        };
                        yield return plan with
                        {
                            Tile = tile,
                            Group = group,
                            Uniform = true,
                            Storage = SweepStorage.Table,
                        };
                    }
                }
            }
        }
    }
}
