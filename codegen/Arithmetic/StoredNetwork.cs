using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Arithmetic;

/// <summary>
/// A network as generated code computes it. What Striate trains is itself. A network from elsewhere becomes as like it as the
/// proof allows, integer for integer: maps that are never below their zero point are stored without it, multipliers become short,
/// the zero point of what a layer reads is part of its bias.
/// </summary>
/// <param name="Network">
/// The layers over stored integers. Those that are not <paramref name="General"/> read what is stored as it is: around a map lies
/// its zero point.
/// </param>
/// <param name="Offsets">By map, what the source's integers are above the stored ones; maps without have none.</param>
/// <param name="General">Layers that only general code computes.</param>
/// <param name="Distances">By name, layers as general code has them: over distances from the zero point of what they read.</param>
internal sealed record StoredNetwork(
    Network Network,
    ImmutableSortedDictionary<string, int> Offsets,
    ImmutableHashSet<string> General,
    ImmutableSortedDictionary<string, Layer> Distances
)
{
    /// <summary>How a valid network is computed.</summary>
    public static StoredNetwork Of(Network network)
    {
        var (stored, offsets) = (network, ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));
        if (Features.Of(network).IsEmpty)
        {
            return new StoredNetwork(stored, offsets, [], ImmutableSortedDictionary.Create<string, Layer>(StringComparer.Ordinal));
        }

        (stored, offsets) = StoredMaps.Of(network);
        var ranges = AccumulatorBounds.Ranges(stored);
        var general = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var distances = stored.Layers.ToImmutableSortedDictionary(
            layer => layer.Name,
            layer => ShortRequantisation.Of(stored, layer, ranges),
            StringComparer.Ordinal
        );
        var layers = stored
            .Layers.Select(layer =>
            {
                var plain = PlainArithmetic.Of(stored, distances[layer.Name], ranges);
                if (plain is null)
                {
                    general.Add(layer.Name);
                }

                return plain ?? distances[layer.Name];
            })
            .ToImmutableArray();
        return new StoredNetwork(stored with { Layers = layers }, offsets, general.ToImmutable(), distances);
    }

    /// <summary>The range of what is stored in a map and around it; 0 goes without saying.</summary>
    public static ValueRange WithZeroPoint(ValueRange range, FeatureMap map) =>
        map.ZeroPoint == 0 ? range : new(Math.Min(range.Minimum, map.ZeroPoint), Math.Max(range.Maximum, map.ZeroPoint));
}
