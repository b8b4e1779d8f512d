using System.Collections.Immutable;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

/// <summary>The steps before a block, then the block.</summary>
internal static class ReferenceHistory
{
    /// <summary>What it keeps before the first block: zero points.</summary>
    public static ImmutableArray<int> Empty(History layer) => [.. Enumerable.Repeat(layer.Output.ZeroPoint, layer.Kept * layer.StepLength)];

    /// <summary>What it writes, and what it keeps for the next block.</summary>
    public static (int[] Output, ImmutableArray<int> Kept) Run(History layer, ImmutableArray<int> kept, int[] block)
    {
        int[] all = [.. kept, .. block];
        return (all.AsSpan(layer.Skip * layer.StepLength, layer.Output.Shape.Length).ToArray(), [.. all[^kept.Length..]]);
    }
}
