using System.Collections.Immutable;

namespace Striate.Codegen.Planning;

/// <summary>
/// Chooses ways for all layers so that the network costs least and keeps its budgets. IL and flash add up: they are a
/// <see cref="Knapsack"/>. The heap does not, because layers share the arena and the scratch memory: there the search goes over
/// limits of the scratch memory and prices of tables, then exchanges single choices.
/// </summary>
/// <param name="stages">The choices of every stage, cheapest first.</param>
/// <param name="heapOf">Heap of a selection: a choice for each stage.</param>
/// <param name="fixedIl">IL besides that of the layers.</param>
/// <param name="fixedCode">Flash besides that of the layers.</param>
internal sealed class BudgetSearch(
    ImmutableArray<ImmutableArray<FusionGroup>> stages,
    Func<IReadOnlyList<FusionGroup>, long> heapOf,
    long fixedIl,
    long fixedCode
)
{
    private const int Bisections = 12;
    private const int MostLimits = 8;

    /// <summary>Cost units that a byte of tables on the heap is reckoned with.</summary>
    private static readonly long[] s_prices = [0, 2_000, 20_000, 200_000];

    // Searches for several budgets come by the same selections.
    private readonly Dictionary<string, long> _heaps = new(StringComparer.Ordinal);

    /// <summary>The cheapest selection that was found within the budgets; null for none.</summary>
    public IReadOnlyList<FusionGroup>? Find(Budgets budgets) => Search(budgets) is { } selection ? Of(selection) : null;

    /// <summary>
    /// A selection for budgets that nothing keeps: all but one are kept if that is possible, and that one is passed by as
    /// little as possible.
    /// </summary>
    public IReadOnlyList<FusionGroup> Nearest(Budgets budgets)
    {
        Func<Budgets, long?, Budgets>[] kinds =
        [
            (all, code) => all with { Flash = code },
            (all, il) => all with { Il = il },
            (all, heap) => all with { Heap = heap },
        ];
        foreach (var kind in kinds)
        {
            if (Search(kind(budgets, null)) is { } loose)
            {
                return Of(Least(limit => Search(kind(budgets, limit)), loose));
            }
        }

        return Of(
            Search(budgets with { Flash = null, Il = null }) is { } inHeap
                ? Least(limit => Search(budgets with { Flash = limit, Il = null }), inHeap)
                : Least(limit => Search(new Budgets(Heap: limit)), Search(Budgets.None)!)
        );
    }

    /// <summary>What a selection takes as the search reckons.</summary>
    public (long Il, long Heap, long Code) Reckoned(IReadOnlyList<FusionGroup> selection) =>
        (fixedIl + selection.Sum(choice => choice.IlBytes), heapOf(selection), fixedCode + selection.Sum(choice => choice.FlashBytes));

    private int[]? Search(Budgets budgets)
    {
        var knapsack = new Knapsack(stages, budgets.Il - fixedIl ?? long.MaxValue, budgets.Flash - fixedCode ?? long.MaxValue);
        var first = knapsack.Cheapest(_ => true, choice => choice.CostUnits);
        if (first is null || budgets.Heap is not { } heap || HeapOf(first) <= heap)
        {
            return first;
        }

        var found = new List<int[]>();
        foreach (var limit in Limits())
        {
            foreach (var price in s_prices)
            {
                if (
                    knapsack.Cheapest(choice => choice.ScratchBytes <= limit, choice => choice.CostUnits + (price * choice.TableHeapBytes))
                        is { } selection
                    && (HeapOf(selection) <= heap || limit == Limits()[^1])
                    && Exchanged(selection, knapsack, heap) is { } fitting
                )
                {
                    found.Add(fitting);
                }
            }
        }

        return found.MinBy(CostOf) is { } best ? Improved(best, knapsack, heap) : null;
    }

    /// <summary>
    /// Amounts of scratch memory that choices take, largest first; of many a few, the smallest that serves every stage last.
    /// </summary>
    private List<long> Limits()
    {
        var least = stages.Max(choices => choices.Min(choice => choice.ScratchBytes));
        var all = stages
            .SelectMany(choices => choices)
            .Select(choice => choice.ScratchBytes)
            .Where(bytes => bytes >= least)
            .Distinct()
            .OrderDescending()
            .ToList();
        return [.. Enumerable.Range(0, MostLimits).Select(index => all[index * (all.Count - 1) / (MostLimits - 1)]).Distinct()];
    }

    /// <summary>The selection of the smallest budget that has one.</summary>
    private int[] Least(Func<long, int[]?> find, int[] known)
    {
        var (low, high) = (0L, Math.Max(Sum(known, choice => choice.FlashBytes) + fixedCode, HeapOf(known)));
        for (var round = 0; round < Bisections; round++)
        {
            var middle = (low + high) / 2;
            if (find(middle) is { } better)
            {
                (known, high) = (better, middle);
            }
            else
            {
                low = middle;
            }
        }

        return known;
    }

    /// <summary>Exchanges the choice that gives most heap back until the heap suffices; null if it never does.</summary>
    private int[]? Exchanged(int[] start, Knapsack knapsack, long heap)
    {
        var (selection, used) = (start, HeapOf(start));
        while (used > heap)
        {
            var best = Neighbours(selection)
                .Where(knapsack.Keeps)
                .Select(neighbour => (Selection: neighbour, Heap: HeapOf(neighbour)))
                .Where(neighbour => neighbour.Heap < used)
                .OrderBy(neighbour => Math.Max(neighbour.Heap, heap))
                .ThenBy(neighbour => CostOf(neighbour.Selection))
                .FirstOrDefault();
            if (best.Selection is null)
            {
                return null;
            }

            (selection, used) = best;
        }

        return selection;
    }

    /// <summary>Exchanges choices for cheaper ones as long as all budgets are kept.</summary>
    private int[] Improved(int[] selection, Knapsack knapsack, long heap)
    {
        while (
            Neighbours(selection)
                .Where(neighbour => CostOf(neighbour) < CostOf(selection) && knapsack.Keeps(neighbour) && HeapOf(neighbour) <= heap)
                .MinBy(CostOf)
                is { } better
        )
        {
            selection = better;
        }

        return selection;
    }

    private IEnumerable<int[]> Neighbours(int[] selection) =>
        from stage in Enumerable.Range(0, stages.Length)
        from index in Enumerable.Range(0, stages[stage].Length)
        where index != selection[stage]
        select selection.Select((chosen, other) => other == stage ? index : chosen).ToArray();

    private long HeapOf(int[] selection)
    {
        var key = string.Create(
            selection.Length,
            selection,
            (text, choices) =>
            {
                for (var stage = 0; stage < choices.Length; stage++)
                {
                    text[stage] = (char)choices[stage];
                }
            }
        );
        if (!_heaps.TryGetValue(key, out var heap))
        {
            _heaps.Add(key, heap = heapOf(Of(selection)));
        }

        return heap;
    }

    private FusionGroup[] Of(int[] selection) => [.. selection.Select((index, stage) => stages[stage][index])];

    private long CostOf(int[] selection) => Sum(selection, choice => choice.CostUnits);

    private long Sum(int[] selection, Func<FusionGroup, long> figure) =>
        selection.Select((index, stage) => figure(stages[stage][index])).Sum();
}
