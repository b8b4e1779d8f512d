using System.Collections.Immutable;

namespace Striate.Codegen.Planning;

/// <summary>
/// Chooses for each stage so that cost is least and IL and flash keep their budgets, both of which add up over the stages:
/// stage after stage, the cheapest way to reach each amount, in steps of a thousandth of the budget.
/// </summary>
/// <param name="stages">The choices of every stage.</param>
/// <param name="il">Most bytes of IL.</param>
/// <param name="code">Most bytes of flash.</param>
internal sealed class Knapsack(ImmutableArray<ImmutableArray<FusionGroup>> stages, long il, long code)
{
    private const int Steps = 1024;
    private const int SmallestStep = 16;

    private readonly bool _isIlTight = stages.Sum(choices => choices.Max(choice => choice.IlBytes)) > il;
    private readonly bool _isCodeTight = stages.Sum(choices => choices.Max(choice => choice.FlashBytes)) > code;

    /// <summary>The number of a choice for each stage; null where nothing keeps the budgets.</summary>
    /// <param name="isAllowed">Whether a choice may be taken.</param>
    /// <param name="priceOf">Cost units of a choice, with what its heap is reckoned with.</param>
    public int[]? Cheapest(Func<FusionGroup, bool> isAllowed, Func<FusionGroup, long> priceOf)
    {
        var allowed = stages
            .Select(choices => Enumerable.Range(0, choices.Length).Where(index => isAllowed(choices[index])).ToArray())
            .ToArray();
        if (allowed.Any(choices => choices.Length == 0))
        {
            return null;
        }

        int[] cheapest = [.. allowed.Select((choices, stage) => choices.MinBy(index => priceOf(stages[stage][index])))];
        if (Keeps(cheapest))
        {
            return cheapest;
        }

        var (leastIl, leastCode) = (LeastAfter(allowed, choice => choice.IlBytes), LeastAfter(allowed, choice => choice.FlashBytes));
        List<State> states = [new State(0, 0, 0, null, 0)];
        for (var stage = 0; stage < stages.Length; stage++)
        {
            var next = new Dictionary<(long, long), State>();
            foreach (var state in states)
            {
                foreach (var index in allowed[stage])
                {
                    var choice = stages[stage][index];
                    var reached = new State(
                        state.Price + priceOf(choice),
                        state.Il + choice.IlBytes,
                        state.Code + choice.FlashBytes,
                        state,
                        index
                    );
                    var key = (_isIlTight ? StepOf(reached.Il, il) : 0, _isCodeTight ? StepOf(reached.Code, code) : 0);
                    if (
                        reached.Il <= il - leastIl[stage + 1]
                        && reached.Code <= code - leastCode[stage + 1]
                        && (!next.TryGetValue(key, out var known) || reached.Price < known.Price)
                    )
                    {
                        next[key] = reached;
                    }
                }
            }

            states = Undominated(next.Values);
        }

        // Steps are coarse: a selection that fits by a few bytes may be passed over.
        int[] smallest = [.. allowed.Select((choices, stage) => choices.MinBy(index => stages[stage][index].FlashBytes))];
        return states.MinBy(state => state.Price)?.Selection() ?? (Keeps(smallest) ? smallest : null);
    }

    /// <summary>Whether a selection keeps both budgets.</summary>
    public bool Keeps(int[] selection) =>
        selection.Select((index, stage) => stages[stage][index].IlBytes).Sum() <= il
        && selection.Select((index, stage) => stages[stage][index].FlashBytes).Sum() <= code;

    private List<State> Undominated(IEnumerable<State> states)
    {
        var kept = new List<State>();
        foreach (var state in states.OrderBy(state => state.Price).ThenBy(state => state.Code).ThenBy(state => state.Il))
        {
            if (!kept.Exists(better => (!_isIlTight || better.Il <= state.Il) && (!_isCodeTight || better.Code <= state.Code)))
            {
                kept.Add(state);
            }
        }

        return kept;
    }

    private long[] LeastAfter(int[][] allowed, Func<FusionGroup, long> bytes)
    {
        var least = new long[stages.Length + 1];
        for (var stage = stages.Length - 1; stage >= 0; stage--)
        {
            least[stage] = least[stage + 1] + allowed[stage].Min(index => bytes(stages[stage][index]));
        }

        return least;
    }

    private static long StepOf(long bytes, long budget) => bytes / Math.Max(SmallestStep, budget / Steps);

    private sealed record State(long Price, long Il, long Code, State? Before, int CostedVariant)
    {
        public int[] Selection()
        {
            var selection = new Stack<int>();
            for (var state = this; state.Before is not null; state = state.Before)
            {
                selection.Push(state.CostedVariant);
            }

            return [.. selection];
        }
    }
}
