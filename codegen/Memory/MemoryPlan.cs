using System.Collections.Immutable;

namespace Striate.Codegen.Memory;

/// <summary>The working memory of a network: a byte arena for feature maps, accumulators, packed rows, tables that clamp.</summary>
/// <param name="Buffers">By map name.</param>
/// <param name="ArenaBytes">Bytes of the arena.</param>
/// <param name="ScratchInts">Accumulators that weight-stationary layers need at once; 0: none.</param>
/// <param name="RingLongs">Words of the rows that lane kernels pack; 0: none.</param>
/// <param name="ClampTables">Tables that clamp, built at initialisation.</param>
/// <param name="Kept">By history, the first of the bytes that it keeps from block to block; they follow each other behind the maps.</param>
/// <param name="KeptBytes">Bytes that all histories keep.</param>
/// <param name="ZeroStart">First of the bytes at the arena's end that stay zero, for lanes that read beyond a map.</param>
public sealed record MemoryPlan(
    ImmutableSortedDictionary<string, FeatureBuffer> Buffers,
    int ArenaBytes,
    int ScratchInts,
    int RingLongs,
    ImmutableArray<ClampTable> ClampTables,
    ImmutableSortedDictionary<string, int> Kept,
    int KeptBytes = 0,
    int ZeroStart = 0
)
{
    /// <summary>All working memory in bytes, without the headers of the arrays.</summary>
    public int TotalBytes => ArenaBytes + (4 * ScratchInts) + (8 * RingLongs) + ClampTables.Sum(table => table.Bytes);
}
