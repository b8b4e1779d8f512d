using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Striate.Codegen.Memory;

namespace Striate.Codegen.Planning;

/// <summary>How a network will be computed, and what that will cost, before any code is emitted.</summary>
/// <param name="Layers">In the order they run.</param>
/// <param name="NetworkClass">What the network's own class adds: calls, borders, the copy of the input.</param>
/// <param name="Memory">The working memory.</param>
public sealed record NetworkPlan(ImmutableArray<LayerPlan> Layers, PlannedCost NetworkClass, MemoryPlan Memory)
{
    /// <summary>Whether every layer is computed in its cheapest way: no budget asked for another.</summary>
    internal bool IsUnlimited { get; init; }

    /// <summary>Whether it takes no more than it may.</summary>
    internal bool Keeps(Budgets budgets) => budgets.AreKept(IlBytes, HeapBytes, FlashBytes);

    /// <summary>Whether another plan chose the same ways.</summary>
    internal bool IsAs(NetworkPlan other) =>
        Layers.Select(layer => layer.Chosen.Name).SequenceEqual(other.Layers.Select(layer => layer.Chosen.Name));

    /// <summary>IL instructions of one inference.</summary>
    public long Instructions => NetworkClass.Instructions + Layers.Sum(layer => layer.Chosen.Cost.Instructions);

    /// <summary>Cost units of one inference.</summary>
    public long CostUnits => NetworkClass.CostUnits + Layers.Sum(layer => layer.Chosen.Cost.CostUnits);

    /// <summary>Bytes of IL of all layers and the network class.</summary>
    public int IlBytes => NetworkClass.IlBytes + Layers.Sum(layer => layer.Chosen.Cost.IlBytes);

    /// <summary>Flash of all assemblies: to a few bytes, where a signature happens to stand in the data of a table.</summary>
    [JsonPropertyName("codeBytes")]
    public int FlashBytes => NetworkClass.FlashBytes + Layers.Sum(layer => layer.Chosen.Cost.FlashBytes);

    /// <summary>Assemblies of the network alone.</summary>
    public int Assemblies { get; init; } = 1;

    /// <summary>Managed heap, with frames and the loader's tables, about.</summary>
    public long HeapBytes { get; init; }

    /// <summary>Bytes of constant tables, in flash and again on the heap.</summary>
    public int TableBytes => Layers.Sum(layer => layer.Chosen.Cost.TableBytes);
}

/// <summary>How one layer will be computed.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Kind">Name of the layer kind.</param>
/// <param name="Chosen">The way that was chosen.</param>
/// <param name="RunnersUp">The others that apply, cheapest first.</param>
public sealed record LayerPlan(string Layer, string Kind, LayerOption Chosen, ImmutableArray<LayerOption> RunnersUp)
{
    /// <summary>Name of the layer before it that computes it; null where it computes itself.</summary>
    public string? FusedInto { get; init; }
}

/// <summary>A way to compute a layer.</summary>
/// <param name="Name">As reports call it.</param>
/// <param name="Cost">What it costs; of runners-up to a few instructions, because offsets in the arena are not theirs.</param>
/// <param name="Rejected">Why it was not chosen; null for the one that was.</param>
public sealed record LayerOption(string Name, PlannedCost Cost, string? Rejected);

/// <summary>Predicted cost of a layer.</summary>
/// <param name="Instructions">IL instructions of one inference.</param>
/// <param name="CostUnits">Weighted as the emulator weighs them.</param>
/// <param name="IlBytes">IL.</param>
/// <param name="TableBytes">Constant tables, in flash and again on the heap.</param>
/// <param name="FlashBytes">Flash: IL, tables, names and records of its classes; what they share with others counts for the network's
/// class.</param>
/// <param name="HeapBytes">Heap that this layer alone needs while it runs, besides the maps: tables, packed rows, accumulators.</param>
public sealed record PlannedCost(
    long Instructions,
    long CostUnits,
    int IlBytes,
    int TableBytes,
    [property: JsonPropertyName("codeBytes")] int FlashBytes,
    int HeapBytes
);
