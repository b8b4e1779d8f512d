using System.Collections.Immutable;

namespace Striate.Codegen.Memory;

/// <summary>Which layers are computed with the one before them, which then has no map of its own.</summary>
/// <param name="FusedInto">By name of a layer the one that computes it.</param>
internal sealed record Fusions(ImmutableSortedDictionary<string, string> FusedInto)
{
    private readonly ImmutableSortedDictionary<string, string> _written = FusedInto.ToImmutableSortedDictionary(
        pair => pair.Value,
        pair => pair.Key,
        StringComparer.Ordinal
    );

    /// <summary>Every layer is computed by itself.</summary>
    public static Fusions None { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>One layer is computed by another, if there is one.</summary>
    /// <param name="layer">The one that is computed; null for none.</param>
    /// <param name="into">The one before it.</param>
    public static Fusions Of(string? layer, string into) => layer is null ? None : new(None.FusedInto.Add(layer, into));

    /// <summary>Layers without a map, each with the one that it computes.</summary>
    public IEnumerable<KeyValuePair<string, string>> Written => _written;

    /// <summary>The map that a layer writes: its own, or that of the layer that it computes.</summary>
    public string MapOf(string layer) => _written.GetValueOrDefault(layer, layer);
}
