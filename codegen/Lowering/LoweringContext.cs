using System.Collections.Immutable;
using Striate.Codegen.Arithmetic;
using Striate.Codegen.Memory;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>What layers are lowered over: the network, the ranges of its maps, its memory plan, and the class names given so far.</summary>
internal sealed class LoweringContext
{
    private readonly StoredNetwork _stored;
    private readonly ImmutableDictionary<string, ValueRange> _ranges;
    private readonly ImmutableSortedDictionary<string, Workspace> _workspaces;
    private readonly Fusions _fusions;

    private readonly HashSet<string> _classNames;

    private LoweringContext(
        StoredNetwork stored,
        string networkClass,
        ImmutableDictionary<string, ValueRange> ranges,
        ImmutableSortedDictionary<string, Workspace> workspaces,
        Fusions fusions,
        LoweringCache cache
    )
    {
        (_stored, NetworkClass, _ranges, _workspaces, _fusions, Cache) = (stored, networkClass, ranges, workspaces, fusions, cache);
        Memory = MemoryPlanner.Plan(Network, workspaces, fusions);
        _classNames = ClassNames.Taken(networkClass);
    }

    /// <summary>The network over the integers that maps hold.</summary>
    public Network Network => _stored.Network;

    /// <summary>Class of the whole network.</summary>
    public string NetworkClass { get; }

    /// <summary>What the array of the caller that gets the last layer's values is called.</summary>
    public string OutputName => Network.HasClasses ? "logits" : "output";

    /// <summary>What lowerings over this context have in common.</summary>
    public LoweringCache Cache { get; }

    /// <summary>Where maps and scratch memory are.</summary>
    public MemoryPlan Memory { get; }

    /// <summary>The layer whose map stands for that of each layer, in order: a layer that computes the one behind it has none.</summary>
    public ImmutableArray<Layer> LayersOfMaps =>
        [.. Network.Layers.Select(layer => Network.Layers.Single(other => other.Name == _fusions.MapOf(layer.Name)))];

    /// <summary>A network of which nothing is planned: every layer has its map and needs nothing else.</summary>
    /// <param name="network">The network.</param>
    /// <param name="className">Name of its class; null: made of its own.</param>
    public static LoweringContext Of(Network network, string? className = null)
    {
        var stored = StoredNetwork.Of(network);
        return new(
            stored,
            ClassNames.OfNetwork(network.Name, className),
            AccumulatorBounds
                .Ranges(stored.Network)
                .ToImmutableDictionary(
                    pair => pair.Key,
                    pair => StoredNetwork.WithZeroPoint(pair.Value, stored.Network.MapOf(pair.Key)),
                    StringComparer.Ordinal
                ),
            ImmutableSortedDictionary.Create<string, Workspace>(StringComparer.Ordinal),
            Fusions.None,
            new LoweringCache()
        );
    }

    /// <summary>The same network with an empty cache.</summary>
    public LoweringContext WithEmptyCache() => new(_stored, NetworkClass, _ranges, _workspaces, _fusions, new LoweringCache());

    /// <summary>The same network where layers need this and are computed with each other like that; no class has a name yet.</summary>
    public LoweringContext With(ImmutableSortedDictionary<string, Workspace> workspaces, Fusions fusions) =>
        new(_stored, NetworkClass, _ranges, workspaces, fusions, Cache);

    /// <summary>The same network where one layer alone needs something.</summary>
    public LoweringContext With(Layer layer, Workspace workspace, Fusions? fusions = null) =>
        With(
            ImmutableSortedDictionary.Create<string, Workspace>(StringComparer.Ordinal).Add(layer.Name, workspace),
            fusions ?? Fusions.None
        );

    /// <summary>Whether only general code computes a layer.</summary>
    public bool IsGeneral(Layer layer) => _stored.General.Contains(layer.Name);

    /// <summary>A layer as general code has it: over distances from the zero point of what it reads.</summary>
    public Layer OverDistances(Layer layer) => _stored.Distances.GetValueOrDefault(layer.Name, layer);

    /// <summary>Whether a layer writes the caller's array.</summary>
    public bool IsLast(Layer layer) => layer.Name == Network.Layers[^1].Name;

    /// <summary>What the network's integers are above those that the map of a layer holds.</summary>
    public int OffsetOf(Layer layer) => _stored.Offsets.GetValueOrDefault(_fusions.MapOf(layer.Name));

    /// <summary>Whether what lies around the map that a convolution reads is not 0.</summary>
    public bool HasPaddingToFill(Convolution layer) => layer.Window.Padding != Padding.None && InputOf(layer).ZeroPoint != 0;

    /// <summary>The map that a layer reads.</summary>
    public FeatureMap InputOf(Layer layer, int index = 0) => Network.MapOf(layer.Inputs[index]);

    /// <summary>The range of the values that a layer reads.</summary>
    public ValueRange RangeOf(Layer layer, int index = 0) => _ranges[layer.Inputs[index]];

    /// <summary>The range of each output channel's accumulator, bias included.</summary>
    public ImmutableArray<AccumulatorRange> Accumulators(Layer layer) => AccumulatorBounds.Of(layer, RangeOf(layer));

    /// <summary>What a layer needs besides its maps.</summary>
    public Workspace WorkspaceOf(Layer layer) => _workspaces.GetValueOrDefault(layer.Name, Workspace.None);

    /// <summary>The clamp table to a range of activations and multiplies; null where the plan has none.</summary>
    public ClampTable? ClampTableOf(int minimum, int maximum, int factor = 0) =>
        Memory.ClampTables.SingleOrDefault(table => (table.Minimum, table.Maximum, table.Factor) == (minimum, maximum, factor));

    /// <summary>A new class name for a layer, or for the next part of it.</summary>
    public string ClassNameFor(Layer layer) => ClassNames.OfLayer(NetworkClass, layer.Name, _classNames);

    /// <summary>The buffer of one of a layer's inputs.</summary>
    public MapAccess Input(Layer layer, int index = 0) => new(Memory.Buffers[layer.Inputs[index]]);

    /// <summary>The buffer that a layer writes; null for the logits, which are the caller's.</summary>
    public FeatureBuffer? BufferOf(Layer layer) => Memory.Buffers.GetValueOrDefault(_fusions.MapOf(layer.Name));

    /// <summary>Where a layer writes: its buffer, or the caller's logits.</summary>
    public OutputAccess Output(Layer layer) =>
        BufferOf(layer) is { } buffer ? OutputAccess.Of(buffer) : OutputAccess.Logits(layer.Output.Shape, OutputName);
}
