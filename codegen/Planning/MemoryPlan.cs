using System.Collections.Immutable;

namespace Striate.Codegen.Planning;

/// <summary>The working memory of a network: one byte arena for feature maps, one int array for accumulators.</summary>
/// <param name="Buffers">By map name.</param>
/// <param name="ArenaBytes">Bytes of the arena.</param>
/// <param name="ScratchInts">Accumulators that weight-stationary layers need at once; 0: none.</param>
public sealed record MemoryPlan(ImmutableSortedDictionary<string, FeatureBuffer> Buffers, int ArenaBytes, int ScratchInts);
