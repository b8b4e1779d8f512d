using Striate.Codegen.Lowering;

namespace Striate.Codegen.Planning;

/// <summary>
/// A strategy is a predicate over the ways to compute a layer; the planner chooses the cheapest of those that it lets through.
/// </summary>
internal static class StrategyFilter
{
    /// <summary>The predicate of a strategy.</summary>
    public static Func<KernelVariant, bool> Of(Strategy strategy) =>
        strategy switch
        {
            Strategy.Naive => way => IsPlain(way, WeightForm.Loops),
            Strategy.Unrolled => way => IsPlain(way, WeightForm.Unrolled),
            Strategy.Table => way => IsPlain(way, WeightForm.Tables) && (way.IsCompromise || way.Weights == WeightForm.None),
            Strategy.Literal => way => IsPlain(way, WeightForm.Literals),
            Strategy.Planned => way => way is { IsDense: false, IsDominated: false, Weights: not WeightForm.Loops },
            _ => throw new ArgumentException($"unknown strategy {strategy}"),
        };

    /// <summary>Weights in one form, if there are any; no table that clamps, and so no other layer computed with it.</summary>
    private static bool IsPlain(KernelVariant way, WeightForm form) =>
        way.Workspace.Clamps.IsEmpty && (way.Weights == WeightForm.None || way.Weights == form);
}
