using System.Collections.Immutable;
using Striate.Codegen.Emission;
using Striate.Codegen.Loading;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Planning;

/// <summary>A plan and the code trees that it stands for.</summary>
/// <param name="Plan">What was chosen and what it costs.</param>
/// <param name="Context">What the trees were lowered over.</param>
/// <param name="Kernels">The classes of every layer, in order.</param>
internal sealed record PlannedNetwork(NetworkPlan Plan, EmissionContext Context, ImmutableArray<ImmutableArray<KernelClass>> Kernels);

/// <summary>Chooses a way to compute each layer.</summary>
internal static class Planner
{
    /// <summary>The cheapest way for every layer.</summary>
    public static PlannedNetwork Plan(Network network, GeneratorOptions options)
    {
        var facts = NetworkFacts.Of(network);
        var ranked = network.Layers.ToDictionary(layer => layer.Name, layer => Ranked(facts, layer, options), StringComparer.Ordinal);
        var workspaces = ranked.ToImmutableSortedDictionary(layer => layer.Key, layer => layer.Value[0].Candidate.Workspace, StringComparer.Ordinal);
        var context = new EmissionContext(network, MemoryPlanner.Plan(network, workspaces), workspaces, SweepPlanner.None, options, ClassOf(network));
        var kernels = network.Layers.Select(layer => ranked[layer.Name][0].Candidate.Lower(context)).ToImmutableArray();
        var layers = network.Layers.Select((layer, index) => LayerOf(layer, kernels[index], ranked[layer.Name])).ToImmutableArray();
        var own = NetworkEmission.RunMethod(
            context, [.. kernels.Select(classes => classes.Select(part => (part.Name, part.Arguments)).ToImmutableArray())]).Cost;
        var plan = new NetworkPlan(layers, new PlannedCost(own.Instructions, own.CostUnits, own.IlBytes, 0, 0), context.Memory);
        return new PlannedNetwork(plan, context, kernels);
    }

    /// <summary>Name of the class of the whole network.</summary>
    public static string ClassOf(Network network) => Identifiers.Unique(network.Name, new HashSet<string>(StringComparer.Ordinal));

    private static ImmutableArray<(Candidate Candidate, PlannedCost Cost)> Ranked(NetworkFacts facts, Layer layer, GeneratorOptions options) =>
    [
        .. LayerCandidates.Of(facts, layer)
            .Select(candidate => (Candidate: candidate, Cost: Predict(facts.Network, layer, candidate, options)))
            .OrderBy(option => option.Cost.CostUnits).ThenBy(option => option.Cost.HeapBytes),
    ];

    /// <summary>What a candidate costs where its layer is the only one that needs a workspace: offsets differ a little from the final plan's.</summary>
    private static PlannedCost Predict(Network network, Layer layer, Candidate candidate, GeneratorOptions options)
    {
        var workspaces = ImmutableSortedDictionary<string, Workspace>.Empty.WithComparers(StringComparer.Ordinal).Add(layer.Name, candidate.Workspace);
        var context = new EmissionContext(network, MemoryPlanner.Plan(network, workspaces), workspaces, SweepPlanner.None, options, ClassOf(network));
        return CostOf(candidate.Lower(context), candidate.Workspace);
    }

    private static LayerPlan LayerOf(
        Layer layer, ImmutableArray<KernelClass> kernels, ImmutableArray<(Candidate Candidate, PlannedCost Cost)> ranked)
    {
        var cost = CostOf(kernels, ranked[0].Candidate.Workspace);
        return new LayerPlan(
            layer.Name,
            layer.GetType().Name,
            new LayerOption(ranked[0].Candidate.Name, cost, Rejected: null),
            [.. ranked.Skip(1).Select(option => new LayerOption(option.Candidate.Name, option.Cost, "costs more"))]);
    }

    private static PlannedCost CostOf(ImmutableArray<KernelClass> kernels, Workspace workspace)
    {
        var cost = kernels.Aggregate(CodeCost.None, (sum, kernel) => sum + kernel.Cost);
        var tables = kernels.Sum(kernel => kernel.TableBytes);
        return new PlannedCost(
            cost.Instructions,
            cost.CostUnits,
            kernels.Sum(kernel => kernel.IlBytes),
            tables,
            tables + (8 * workspace.Words) + (4 * workspace.Accumulators) + (workspace.Clamp is { } clamp ? clamp.Most - clamp.Least + 1 : 0));
    }
}
