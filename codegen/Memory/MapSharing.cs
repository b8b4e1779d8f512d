using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Memory;

/// <summary>
/// Which maps exist and which share bytes. A residual sum takes the place of an operand that nothing reads afterwards. Where
/// a convolution computes the sum itself, the convolution has no map, and sum and other operand have one geometry. Nor has
/// it a map where it computes the max pooling behind it.
/// </summary>
internal sealed class MapSharing
{
    private readonly Network _network;

    /// <summary>Maps without bytes, by name, and the map that stands for each with the step at which it is written.</summary>
    private readonly Dictionary<string, (string Map, int Step)> _computedWithNext = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _inPlaceOf = new(StringComparer.Ordinal);

    private MapSharing(Network network) => _network = network;

    /// <summary>What is shared under a plan.</summary>
    public static MapSharing Of(Network network, Fusions fusions)
    {
        var sharing = new MapSharing(network);
        foreach (var (layer, next) in fusions.Written)
        {
            sharing._computedWithNext[layer] = (next, network.Layers.IndexOf(network.Layers.Single(writer => writer.Name == layer)));
        }

        foreach (var add in network.Layers.SkipLast(1).OfType<Add>())
        {
            if (add.Inputs.FirstOrDefault(operand => sharing.MayTakeThePlaceOf(add, operand)) is { } operand)
            {
                sharing._inPlaceOf[add.Name] = operand;
            }
        }

        return sharing;
    }

    /// <summary>The borders where maps of one geometry have those of all.</summary>
    public Dictionary<string, Padding> Borders(Dictionary<string, Padding> borders)
    {
        // Backwards so that a first operand has the border of all sums behind it, then forwards so that all sums have it.
        foreach (var pair in Twins().Reverse().Concat(Twins()).ToList())
        {
            borders[pair.Sum] = borders[pair.Operand] = Union(borders[pair.Sum], borders[pair.Operand]);
        }

        return borders;
    }

    /// <summary>Maps of the same bytes, the first of a group written first, with the steps between which their bytes are in use.</summary>
    public IEnumerable<(ImmutableArray<FeatureBuffer> Buffers, int First, int Last)> Groups(Dictionary<string, Padding> borders) =>
        from map in Maps()
        group map by Owner(map.Name) into maps
        select (
            maps.Select(map => new FeatureBuffer(
                    map.Name,
                    _network.MapOf(map.Name),
                    borders[map.Name],
                    0,
                    _inPlaceOf.GetValueOrDefault(map.Name)
                ))
                .ToImmutableArray(),
            maps.Min(map => map.First),
            maps.Max(map => map.Last)
        );

    private IEnumerable<(string Name, int First, int Last)> Maps()
    {
        for (var step = -1; step < _network.Layers.Length - 1; step++)
        {
            var name = step < 0 ? Network.InputName : _network.Layers[step].Name;
            if (!_computedWithNext.ContainsKey(name))
            {
                var first = _computedWithNext.Values.Where(next => next.Map == name).Select(next => next.Step).DefaultIfEmpty(step).Min();
                yield return (name, first, LastReader(name, step));
            }
        }
    }

    private bool MayTakeThePlaceOf(Add add, string operand)
    {
        var step = _network.Layers.IndexOf(add);
        var convolution = _network.Layers.FirstOrDefault(layer =>
            _computedWithNext.TryGetValue(layer.Name, out var next) && next.Map == add.Name
        );
        return _network.MapOf(operand).ZeroPoint == add.Output.ZeroPoint
            && !_computedWithNext.ContainsKey(operand)
            && LastReader(operand, step) == step
            && convolution?.Inputs.Contains(operand) != true;
    }

    private IEnumerable<(string Sum, string Operand)> Twins() =>
        from add in _network.Layers.SkipLast(1).OfType<Add>()
        from operand in add.Inputs
        where
            _inPlaceOf.GetValueOrDefault(add.Name) == operand
            || (add.Inputs.Any(_computedWithNext.ContainsKey) && !_computedWithNext.ContainsKey(operand))
        select (add.Name, operand);

    /// <summary>The larger amount on each side.</summary>
    public static Padding Union(Padding a, Padding b) =>
        new(Math.Max(a.Top, b.Top), Math.Max(a.Left, b.Left), Math.Max(a.Bottom, b.Bottom), Math.Max(a.Right, b.Right));

    private string Owner(string name) => _inPlaceOf.TryGetValue(name, out var operand) ? Owner(operand) : name;

    private int LastReader(string name, int producer)
    {
        var last = producer;
        for (var step = producer + 1; step < _network.Layers.Length; step++)
        {
            if (_network.Layers[step].Inputs.Contains(name))
            {
                last = step;
            }
        }

        return last;
    }
}
