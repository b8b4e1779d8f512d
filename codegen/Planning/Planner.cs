using System.Collections.Immutable;
using Striate.Codegen.Lowering;
using Striate.Codegen.Memory;
using Striate.Codegen.Naming;
using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Platform;

namespace Striate.Codegen.Planning;

/// <summary>A plan and the code trees that it stands for.</summary>
/// <param name="Plan">What was chosen and what it costs.</param>
/// <param name="Context">What the trees were lowered over.</param>
/// <param name="Kernels">The classes of every layer, in order.</param>
/// <param name="Preparation">What turns readings into its input; null: nothing.</param>
/// <param name="Form">The block form that is computed; null: whole windows.</param>
internal sealed record PlannedNetwork(
    NetworkPlan Plan,
    LoweringContext Context,
    ImmutableArray<ImmutableArray<KernelClass>> Kernels,
    Preparation? Preparation,
    BlockForm? Form
);

/// <summary>Chooses a way to compute each layer. What the ways cost is found out once and serves searches with several budgets.</summary>
internal sealed class Planner
{
    // Each search reckons with what the plan before it takes more or less than the search said.
    private const int MostSearches = 6;

    // Header and references of an assembly, and bytes of IL after which the code is split.
    private const int AssemblyBytes = 600;
    private const int AssemblyIlBytes = 58_000;

    // With more packing at hand the others of a family differ by less.
    private const double FarFromBest = 1.3;
    private const int LargeIlBytes = 8_000;

    private const int NetworkLocals = 12;
    private const int NetworkStack = 8;

    private readonly Network _network;
    private readonly LoweringContext _context;
    private readonly string _nameSpace;
    private readonly Preparation? _preparation;
    private readonly BlockForm? _form;
    private readonly ImmutableArray<ImmutableArray<CostedVariant>> _layers;
    private readonly ImmutableArray<ImmutableArray<FusionGroup>> _stages;

    // Searches with several budgets often end with the same choices.
    private (IReadOnlyList<FusionGroup> Stages, PlannedNetwork Planned)? _last;

    /// <summary>Finds out what every way to compute each layer costs.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="options">The user's choices.</param>
    /// <param name="contract">How readings become the network's input; null: the code reads inputs alone.</param>
    /// <param name="progress">Gets the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between two ways.</param>
    public Planner(
        Network network,
        GeneratorOptions options,
        InputContract? contract,
        Action<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        _form = options.FormOf(network);
        network = _form?.Block ?? network;
        _preparation = Preparation.Of(contract, network.Input.Shape.Length);
        _context = LoweringContext.Of(network, options.ClassName);
        _nameSpace = options.Namespace;
        _network = network = _context.Network;
        ImmutableArray<ImmutableArray<KernelVariant>> variants =
        [
            .. network.Layers.Select(layer => LayerVariants.Of(_context, layer, options.Strategy)),
        ];
        var watched = new PlanningProgress(
            [.. network.Layers.Zip(variants, (layer, ways) => (Weights(layer), ways.Length))],
            progress,
            cancellation
        );
        _layers =
        [
            .. Enumerable
                .Range(0, variants.Length)
                .AsParallel()
                .AsOrdered()
                .WithCancellation(cancellation)
                .Select(layer => Choices(_context, network.Layers[layer], variants[layer], () => watched.Looked(layer))),
        ];
        _stages = [.. FusionGroup.StagesOf(_layers, [.. network.Layers.Select(layer => layer.Name)])];
    }

    /// <summary>
    /// The cheapest plan within the budgets, or the one that passes them by least. What no device can load, because it is more code than
    /// assemblies hold, is planned again within what they hold.
    /// </summary>
    public PlannedNetwork Plan(Budgets budgets)
    {
        var planned = Search(budgets);
        return planned.Plan.IlBytes > CodeLimits.IlBytes && !(budgets.Il <= CodeLimits.IlBytes)
            ? Search(budgets with { Il = CodeLimits.IlBytes })
            : planned;
    }

    private PlannedNetwork Search(Budgets budgets)
    {
        var search = new BudgetSearch(_stages, HeapOf, NetworkIlBytes, NetworkIlBytes + AssemblyBytes);
        var (asked, best) = (budgets, (PlannedNetwork?)null);
        var seen = new List<IReadOnlyList<FusionGroup>>();
        while (seen.Count < MostSearches && search.Find(asked) is { } fitting && !seen.Exists(other => other.SequenceEqual(fitting)))
        {
            seen.Add(fitting);
            var planned = Lowered(fitting);
            if (planned.Plan.Keeps(budgets) && !(best?.Plan.CostUnits <= planned.Plan.CostUnits))
            {
                best = planned;
            }

            // The whole takes more or less than its parts: they share names and signatures, assemblies and the arena.
            var reckoned = search.Reckoned(fitting);
            asked = budgets.LessBy(
                planned.Plan.IlBytes - reckoned.Il,
                planned.Plan.HeapBytes - reckoned.Heap,
                planned.Plan.FlashBytes - reckoned.Code
            );
        }

        return best ?? Lowered(search.Nearest(budgets));
    }

    // Of the network class: constructor, Classify, the tables that clamp, what prepares readings, and a call with its arguments for each
    // layer.
    private int NetworkIlBytes => 400 + (30 * _network.Layers.Length) + (_preparation?.Method.Cost.IlBytes ?? 0);

    /// <summary>
    /// The ways that are worth looking at. Code trees of ways with too many lanes are the largest by far, and some are more than a device
    /// loads: one of a family tells.
    /// </summary>
    private static ImmutableArray<CostedVariant> Choices(
        LoweringContext context,
        Layer layer,
        ImmutableArray<KernelVariant> variants,
        Action looked
    )
    {
        var choices = ImmutableArray.CreateBuilder<CostedVariant>();
        foreach (var family in variants.GroupBy(variant => variant.Family))
        {
            // A layer that is computed with the one before it costs that one less than it saves, and a map less.
            var isFused = family.Key is not null && family.Any(variant => variant.Fuses is not null);
            var members = family
                .Where(variant => !isFused || variant.Fuses is not null)
                .OrderByDescending(variant => variant.Workspace.Words)
                .ToList();
            var best = choices
                .Where(choice => !choice.IsTooBig)
                .Select(choice => choice.Cost.CostUnits)
                .DefaultIfEmpty(long.MaxValue)
                .Min();
            var alone = context.WithEmptyCache();
            foreach (var variant in members)
            {
                choices.Add(CostedVariant.Of(variant, variant.Lower(AloneWith(alone, layer, variant))));
                looked();
                var (cost, il) = (choices[^1].Cost.CostUnits, choices[^1].Cost.IlBytes);
                if (family.Key is not null && (il > CodeLimits.IlBytes || (cost > best * FarFromBest && il > LargeIlBytes)))
                {
                    break;
                }
            }
        }

        // Where every way is too big, the checker says what is.
        return choices.All(choice => choice.IsTooBig) ? choices.ToImmutable() : [.. choices.Where(choice => !choice.IsTooBig)];
    }

    // What a way's code grows with.
    private static long Weights(Layer layer) =>
        layer switch
        {
            Convolution convolution => convolution.Bank.Weights.Length,
            FullyConnected fullyConnected => fullyConnected.Weights.Length,
            _ => 1,
        };

    /// <summary>As if the layer were the only one that needs a workspace: offsets differ a little from the final plan's.</summary>
    private static LoweringContext AloneWith(LoweringContext context, Layer layer, KernelVariant variant) =>
        context.With(layer, variant.Workspace, Fusions.Of(variant.Fuses?.Name, layer.Name));

    private long HeapOf(IReadOnlyList<FusionGroup> stages)
    {
        var chosen = stages.SelectMany(stage => stage.Parts).ToList();
        var memory = MemoryPlanner.Plan(_network, WorkspacesOf(chosen), FusionsOf(chosen));
        return MapOf(memory, chosen).TotalBytes;
    }

    private MemoryMap MapOf(MemoryPlan memory, List<CostedVariant> chosen)
    {
        var map = MemoryMap.Of(_network, memory, [], _preparation?.ObjectBytes);
        return map with
        {
            Objects =
            [
                .. map.Objects,
                .. chosen
                    .Where(choice => choice.TableHeapBytes > 0)
                    .Select(choice => new HeapObject("tables", null, choice.TableHeapBytes)),
            ],
            FrameBytes = HeapLayout.Frame(NetworkLocals, NetworkStack) + chosen.Max(choice => choice.FrameBytes),
            AssemblyBytes = Loaded(chosen),
        };
    }

    private static long Loaded(List<CostedVariant> chosen)
    {
        var assemblies = 1 + (chosen.Sum(choice => choice.Cost.IlBytes) / AssemblyIlBytes);
        return (assemblies * HeapLayout.AssemblyTables(8, 1, 4, 6, 6))
            + HeapLayout.AssemblyTables(0, chosen.Sum(choice => choice.Classes), 0, 0, 3 * chosen.Sum(choice => choice.Classes));
    }

    private ImmutableSortedDictionary<string, Workspace> WorkspacesOf(List<CostedVariant> chosen) =>
        _network
            .Layers.Select((layer, index) => KeyValuePair.Create(layer.Name, chosen[index].KernelVariant.Workspace))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);

    private Fusions FusionsOf(List<CostedVariant> chosen) =>
        new(
            _network
                .Layers.Zip(chosen)
                .Where(pair => pair.Second.KernelVariant.FusedInto is not null)
                .ToImmutableSortedDictionary(pair => pair.First.Name, pair => pair.Second.KernelVariant.FusedInto!, StringComparer.Ordinal)
        );

    private PlannedNetwork Lowered(IReadOnlyList<FusionGroup> stages)
    {
        if (_last is not { } last || !last.Stages.SequenceEqual(stages))
        {
            _last = last = (stages, LoweredNow(stages));
        }

        return last.Planned;
    }

    private PlannedNetwork LoweredNow(IReadOnlyList<FusionGroup> stages)
    {
        var chosen = stages.SelectMany(stage => stage.Parts).ToList();
        var context = _context.WithEmptyCache().With(WorkspacesOf(chosen), FusionsOf(chosen));
        var kernels = chosen.Select(choice => choice.KernelVariant.Lower(context)).ToImmutableArray();
        var lowered = chosen.Select((choice, layer) => CostedVariant.Of(choice.KernelVariant, kernels[layer])).ToList();
        var run = NetworkRun.Of(context, kernels);
        var (own, type) = (
            run.Method.Cost,
            PortableClass.Of(context, run, _preparation, BlockRun.Of(_form, context.Network, context.Memory))
        );
        var sizes = AssemblySizes.Of(context, _nameSpace, [.. kernels.SelectMany(classes => classes)], type);
        var network = new PlannedCost(
            (long)Math.Round(own.Instructions),
            (long)Math.Round(own.CostUnits),
            type.IlBytes,
            0,
            sizes.Flash - lowered.Sum(choice => choice.Cost.FlashBytes),
            0
        );
        var plan = new NetworkPlan(
            [.. Enumerable.Range(0, chosen.Count).Select(layer => LayerOf(layer, chosen[layer], lowered[layer]))],
            network,
            context.Memory
        )
        {
            HeapBytes = (
                MapOf(context.Memory, lowered) with
                {
                    FrameBytes = run.Method.Layout.FrameBytes + lowered.Max(choice => choice.FrameBytes),
                    AssemblyBytes = sizes.Heap,
                }
            ).TotalBytes,
            Assemblies = sizes.Count,
            IsUnlimited = stages.Select((stage, index) => stage == _stages[index][0]).All(isFirst => isFirst),
        };
        return new PlannedNetwork(plan, context, kernels, _preparation, _form);
    }

    private LayerPlan LayerOf(int layer, CostedVariant chosen, CostedVariant lowered)
    {
        // A way that computes the sum behind the layer as well is compared with others and their cheapest sum.
        var least = _stages
            .SelectMany(stage => stage)
            .Where(stage => stage.Parts.Any(_layers[layer].Contains))
            .SelectMany(stage => stage.Parts.Select(part => (part, stage.CostUnits)))
            .ToLookup(pair => pair.part, pair => pair.CostUnits);
        long CostOf(CostedVariant choice) => least[choice].DefaultIfEmpty(choice.Cost.CostUnits).Min();
        var others = _layers[layer]
            .Where(other => other != chosen)
            .OrderBy(CostOf)
            .Select(other => new LayerOption(
                other.KernelVariant.Name,
                other.Cost,
                CostOf(other) < CostOf(chosen) ? "does not fit the budgets" : "costs more"
            ));
        return new LayerPlan(
            _network.Layers[layer].Name,
            _network.Layers[layer].GetType().Name,
            new LayerOption(chosen.KernelVariant.Name, lowered.Cost, Rejected: null),
            [.. others]
        )
        {
            FusedInto = chosen.KernelVariant.FusedInto,
        };
    }
}
