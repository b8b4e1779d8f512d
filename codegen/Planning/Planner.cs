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
        var ranked = Ranked(facts, options);
        var chosen = Chosen(network, ranked);
        var workspaces = chosen.ToImmutableSortedDictionary(layer => layer.Key, layer => layer.Value.Workspace, StringComparer.Ordinal);
        var context = new EmissionContext(network, MemoryPlanner.Plan(network, workspaces), workspaces, SweepPlanner.None, options, ClassOf(network));
        var kernels = network.Layers.Select(layer => chosen[layer.Name].Lower(context)).ToImmutableArray();
        var layers = network.Layers.Select((layer, index) => LayerOf(layer, chosen[layer.Name], kernels[index], ranked[layer.Name])).ToImmutableArray();
        var own = NetworkEmission.RunMethod(
            context, [.. kernels.Select(classes => classes.Select(part => (part.Name, part.Arguments)).ToImmutableArray())]).Cost;
        var plan = new NetworkPlan(layers, new PlannedCost(own.Instructions, own.CostUnits, own.IlBytes, 0, 0), context.Memory);
        return new PlannedNetwork(plan, context, kernels);
    }

    /// <summary>Name of the class of the whole network.</summary>
    public static string ClassOf(Network network) => Identifiers.Unique(network.Name, new HashSet<string>(StringComparer.Ordinal));

    /// <summary>The cheapest candidate of every layer; a layer that the one before it computes has one without code.</summary>
    private static Dictionary<string, Candidate> Chosen(Network network, Dictionary<string, ImmutableArray<(Candidate Candidate, PlannedCost Cost)>> ranked)
    {
        var chosen = network.Layers.ToDictionary(layer => layer.Name, layer => ranked[layer.Name][0].Candidate, StringComparer.Ordinal);
        foreach (var layer in network.Layers)
        {
            if (chosen[layer.Name].Workspace.Sum is { } sum)
            {
                chosen[sum] = new Candidate($"computed with '{layer.Name}'", Workspace.None, _ => []);
            }
        }

        return chosen;
    }

    /// <summary>The candidates of every layer, cheapest first, each with what it costs; those that leave a sum to its own layer pay for that too.</summary>
    private static Dictionary<string, ImmutableArray<(Candidate Candidate, PlannedCost Cost)>> Ranked(NetworkFacts facts, GeneratorOptions options)
    {
        var predicted = facts.Network.Layers.ToDictionary(
            layer => layer.Name,
            layer => LayerCandidates.Of(facts, layer).Select(candidate => (Candidate: candidate, Cost: Predict(facts.Network, layer, candidate, options))).ToList(),
            StringComparer.Ordinal);
        return predicted.ToDictionary(
            layer => layer.Key,
            layer => layer.Value.OrderBy(option => option.Cost.CostUnits - Saved(option.Candidate)).ThenBy(option => option.Cost.HeapBytes).ToImmutableArray(),
            StringComparer.Ordinal);
        long Saved(Candidate candidate) => candidate.Workspace.Sum is { } sum ? predicted[sum].Min(option => option.Cost.CostUnits) : 0;
    }

    /// <summary>What a candidate costs where its layer is the only one that needs a workspace: offsets differ a little from the final plan's.</summary>
    private static PlannedCost Predict(Network network, Layer layer, Candidate candidate, GeneratorOptions options)
    {
        var workspaces = ImmutableSortedDictionary<string, Workspace>.Empty.WithComparers(StringComparer.Ordinal).Add(layer.Name, candidate.Workspace);
        var context = new EmissionContext(network, MemoryPlanner.Plan(network, workspaces), workspaces, SweepPlanner.None, options, ClassOf(network));
        return CostOf(candidate.Lower(context), candidate.Workspace);
    }

    private static LayerPlan LayerOf(
        Layer layer, Candidate chosen, ImmutableArray<KernelClass> kernels, ImmutableArray<(Candidate Candidate, PlannedCost Cost)> ranked)
    {
        return new LayerPlan(
            layer.Name,
            layer.GetType().Name,
            new LayerOption(chosen.Name, CostOf(kernels, chosen.Workspace), Rejected: null),
            [.. ranked.Where(option => option.Candidate != chosen).Select(option => new LayerOption(option.Candidate.Name, option.Cost, "costs more"))]);
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
            tables + (8 * workspace.Words) + (4 * workspace.Accumulators) + workspace.Clamps.Sum(clamp => clamp.Most - clamp.Least + 1));
    }
}
