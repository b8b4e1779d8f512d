using System.Collections.Immutable;
using Striate.Codegen.Memory;
using Striate.Codegen.Naming;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>What every layer's emission reads: the network, its memory plan, the options, and the class names given so far.</summary>
internal sealed class EmissionContext(
    Network network,
    MemoryPlan memory,
    ImmutableSortedDictionary<string, Workspace> workspaces,
    GeneratorOptions options,
    string networkClass)
{
    // Classes are files, and file systems may not tell upper from lower case.
    private readonly HashSet<string> _classNames = new(StringComparer.OrdinalIgnoreCase) { networkClass, networkClass + "Trace" };

    private readonly ImmutableDictionary<string, ValueRange> _ranges = AccumulatorBounds.Ranges(network);

    public Network Network { get; } = network;

    public MemoryPlan Memory { get; } = memory;

    public GeneratorOptions Options { get; } = options;

    /// <summary>What a layer needs besides its maps.</summary>
    public Workspace WorkspaceOf(Layer layer) => workspaces.GetValueOrDefault(layer.Name, Workspace.None);

    /// <summary>The sweep plan of a layer; null where it has none.</summary>
    public SweepPlan? SweepsOf(Layer layer) => WorkspaceOf(layer).Sweep;

    /// <summary>Class of the whole network.</summary>
    public string NetworkClass { get; } = networkClass;

    /// <summary>The range of each output channel's accumulator, bias included.</summary>
    public ImmutableArray<AccumulatorRange> Accumulators(Layer layer) => AccumulatorBounds.Of(layer, RangeOf(layer, 0));

    /// <summary>The range of the values that a layer reads.</summary>
    public ValueRange RangeOf(Layer layer, int index) => _ranges[layer.Inputs[index]];

    /// <summary>The table that clamps to a range of activations; null where the plan has none.</summary>
    public ClampTable? ClampTableOf(int minimum, int maximum) =>
        Memory.ClampTables.SingleOrDefault(table => table.Minimum == minimum && table.Maximum == maximum);

    /// <summary>A new class name for a layer, or for the next part of it.</summary>
    public string ClassNameFor(Layer layer) => Identifiers.Unique(NetworkClass + "_" + layer.Name, _classNames);

    /// <summary>The buffer of a layer's only (or first) input.</summary>
    public MapAccess Input(Layer layer, int index = 0) => new(Memory.Buffers[layer.Inputs[index]]);

    /// <summary>Where a layer writes: its buffer, or the caller's logits.</summary>
    public OutputAccess Output(Layer layer) =>
        ReferenceEquals(layer, Network.Layers[^1])
            ? new OutputAccess("logits", 0, layer.Output.Shape.Channels * layer.Output.Shape.Width, layer.Output.Shape.Channels, string.Empty)
            : OutputAccess.Of(Memory.Buffers[WorkspaceOf(layer).Next ?? layer.Name]);

    /// <summary>The layer whose map stands for that of each layer, in order: a layer that is computed with the one behind it has none.</summary>
    public ImmutableArray<Layer> LayersOfMaps =>
        [.. Network.Layers.Select(layer => WorkspaceOf(layer).Next is { } next ? Network.Layers.Single(other => other.Name == next) : layer)];
}
