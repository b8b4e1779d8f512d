using System.Collections.Immutable;
using Striate.Codegen.Memory;
using Striate.Model.Graph;
using Striate.Platform;

namespace Striate.Codegen;

/// <summary>Everything that a network takes of the managed heap, in bytes of a device.</summary>
/// <param name="Buffers">The feature maps, by offset in the arena.</param>
/// <param name="Objects">What is allocated when the classes are initialised, and stays: arena, scratch memory, tables, logits.</param>
/// <param name="FrameBytes">Frames of the deepest call; before code is compiled a little too much.</param>
/// <param name="AssemblyBytes">What the loader makes of the network's assemblies; about.</param>
public sealed record MemoryMap(
    ImmutableArray<MappedBuffer> Buffers,
    ImmutableArray<HeapObject> Objects,
    long FrameBytes,
    long AssemblyBytes
)
{
    /// <summary>Objects alone: what the emulator counts as the peak of the heap, because nothing is allocated later.</summary>
    public long ObjectBytes => Objects.Sum(entry => entry.Bytes);

    /// <summary>All of it: what budgets are compared with.</summary>
    public long TotalBytes => ObjectBytes + FrameBytes + AssemblyBytes;

    /// <summary>The map of a network; frames and assemblies are left for the caller.</summary>
    /// <param name="network">The network.</param>
    /// <param name="memory">Its working memory.</param>
    /// <param name="tables">Layer and bytes of every static table.</param>
    /// <param name="preparation">Bytes of the arrays that readings become inputs with; null: there are none.</param>
    internal static MemoryMap Of(
        Network network,
        MemoryPlan memory,
        IEnumerable<(string Layer, int Bytes)> tables,
        IEnumerable<int>? preparation = null
    )
    {
        var buffers = memory
            .Buffers.Values.OrderBy(buffer => buffer.Offset)
            .ThenBy(buffer => MemoryPlanner.LifeOf(network, buffer.Name).First)
            .Select(buffer =>
            {
                var (first, last) = MemoryPlanner.LifeOf(network, buffer.Name);
                return new MappedBuffer(buffer.Name, buffer.Map.Shape.ToString(), buffer.Offset, buffer.Bytes, first, last);
            });
        return new MemoryMap(
            [.. buffers],
            [
                .. ObjectsOf(network, memory),
                .. tables.Select(table => new HeapObject("table", table.Layer, HeapLayout.Array(table.Bytes))),
                .. (preparation ?? []).Select(bytes => new HeapObject("readings", null, HeapLayout.Array(bytes))),
            ],
            0,
            0
        );
    }

    private static IEnumerable<HeapObject> ObjectsOf(Network network, MemoryPlan memory)
    {
        yield return new HeapObject("arena", null, HeapLayout.Array(memory.ArenaBytes));
        if (memory.ScratchInts > 0)
        {
            yield return new HeapObject("accumulators", null, HeapLayout.Array(4L * memory.ScratchInts));
        }

        if (memory.RingLongs > 0)
        {
            yield return new HeapObject("packed rows", null, HeapLayout.Array(8L * memory.RingLongs));
        }

        foreach (var table in memory.ClampTables)
        {
            yield return new HeapObject("clamp table", null, HeapLayout.Array(table.Bytes));
        }

        yield return new HeapObject("logits", null, HeapLayout.Array(4L * network.Logits.Shape.Length));
        if (network.Labels.Length > 0)
        {
            // The text of a literal stays in flash; the object that points to it is a block, and so is the array's element.
            yield return new HeapObject(
                "labels",
                null,
                HeapLayout.Array((long)HeapLayout.Block * network.Labels.Length) + ((long)HeapLayout.Block * network.Labels.Length)
            );
        }
    }
}

/// <summary>A feature map in the arena.</summary>
/// <param name="Name">The layer that writes it, or the network's input.</param>
/// <param name="Shape">Height, width and channels.</param>
/// <param name="Offset">First byte, border included.</param>
/// <param name="Bytes">Border included.</param>
/// <param name="First">Number of the layer that writes it; -1 for the input.</param>
/// <param name="Last">Number of the last layer that reads it.</param>
public sealed record MappedBuffer(string Name, string Shape, int Offset, int Bytes, int First, int Last);

/// <summary>An object on the heap.</summary>
/// <param name="What">Its purpose.</param>
/// <param name="Layer">The layer that alone uses it; null for several.</param>
/// <param name="Bytes">Header included.</param>
public sealed record HeapObject(string What, string? Layer, long Bytes);
