using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Memory;

/// <summary>Lays feature maps out in one arena: first fit over lifetimes, largest map first, so that dead maps give their bytes back.</summary>
public static class MemoryPlanner
{
    /// <summary>Plans the working memory of a network.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="workspaces">By layer, what the way it is computed needs; layers that need nothing may be left out.</param>
    public static MemoryPlan Plan(Network network, ImmutableSortedDictionary<string, Workspace> workspaces)
    {
        var sharing = MapSharing.Of(network, workspaces);
        var borders = sharing.Borders(Borders(network, workspaces));
        var placed = new List<(ImmutableArray<FeatureBuffer> Buffers, int First, int Last)>();
        foreach (var group in sharing.Groups(borders).OrderByDescending(group => group.Buffers[0].Bytes).ThenBy(group => group.First))
        {
            var living = placed.Where(other => other.First <= group.Last && other.Last >= group.First).Select(other => other.Buffers[0]);
            var offset = FirstFit(group.Buffers[0].Bytes, living);
            placed.Add(group with { Buffers = [.. group.Buffers.Select(buffer => buffer with { Offset = offset })] });
        }

        var buffers = placed.SelectMany(group => group.Buffers).ToImmutableSortedDictionary(buffer => buffer.Name, buffer => buffer, StringComparer.Ordinal);
        var used = Math.Max(buffers.Values.Max(buffer => buffer.Offset + buffer.Bytes), ReadEnd(network, workspaces, buffers));
        var zeros = network.Layers.Select(layer => workspaces.GetValueOrDefault(layer.Name)?.Sweep?.ZeroBytes(buffers[layer.Inputs[0]]) ?? 0).Max();
        return new MemoryPlan(
            buffers,
            used + zeros,
            workspaces.Values.Select(workspace => workspace.Accumulators).DefaultIfEmpty().Max(),
            workspaces.Values.Select(workspace => workspace.Words).DefaultIfEmpty().Max(),
            ClampTables(workspaces.Values),
            used);
    }

    /// <summary>Accumulators that suffice for a layer that is swept value by value over its padded input, whatever is planned for the others.</summary>
    /// <param name="network">Its network.</param>
    /// <param name="layer">The layer.</param>
    public static int AccumulatorsOf(Network network, Convolution layer)
    {
        var padding = WidestBorders(network)[layer.Inputs[0]];
        return Lowering.Sweep.Of(new FeatureBuffer(layer.Inputs[0], network.MapOf(layer.Inputs[0]), padding, 0), layer).Accumulators;
    }

    /// <summary>Numbers of the layer that writes a map (-1: the caller does) and of the last one that reads it.</summary>
    public static (int First, int Last) LifeOf(Network network, string name)
    {
        var steps = Enumerable.Range(0, network.Layers.Length).ToList();
        var first = steps.FirstOrDefault(step => network.Layers[step].Name == name, -1);
        return (first, steps.LastOrDefault(step => network.Layers[step].Inputs.Contains(name), first));
    }

    /// <summary>The tables that clamp: one for each range of activations, long enough for every layer that uses it.</summary>
    private static ImmutableArray<ClampTable> ClampTables(IEnumerable<Workspace> workspaces) =>
    [
        .. from workspace in workspaces
           from use in workspace.Clamps
           group use by (use.Minimum, use.Maximum) into uses
           orderby uses.Key
           let zero = uses.Max(use => -use.Least)
           select new ClampTable(uses.Key.Minimum, uses.Key.Maximum, zero, zero + uses.Max(use => use.Most) + 1),
    ];

    /// <summary>One past the last byte that lanes beyond a map's last row read; what they read does not matter, but it must exist.</summary>
    private static int ReadEnd(
        Network network, ImmutableSortedDictionary<string, Workspace> workspaces, ImmutableSortedDictionary<string, FeatureBuffer> buffers) =>
        network.Layers.OfType<Convolution>().Where(layer => workspaces.GetValueOrDefault(layer.Name, Workspace.None).RowsRead > 0).Select(layer =>
        {
            var input = buffers[layer.Inputs[0]];
            return input.FirstWindow(layer.Window.Padding) + (workspaces[layer.Name].RowsRead * input.RowPitch);
        }).DefaultIfEmpty().Max();

    /// <summary>The padding that the readers of each map need, at most one border per map.</summary>
    private static Dictionary<string, Padding> Borders(Network network, ImmutableSortedDictionary<string, Workspace> workspaces)
    {
        var borders = network.Layers.ToDictionary(layer => layer.Name, _ => Padding.None, StringComparer.Ordinal);
        borders[Network.InputName] = Padding.None;
        foreach (var layer in network.Layers.Where(layer => workspaces.GetValueOrDefault(layer.Name)?.Sweep is null))
        {
            foreach (var input in layer.Inputs)
            {
                borders[input] = Union(borders[input], PaddingOf(layer));
            }
        }

        foreach (var (name, workspace) in workspaces)
        {
            var map = workspace.Next ?? name;
            borders[map] = borders[map] with { Bottom = Math.Max(borders[map].Bottom, workspace.RowsBelow) };
        }

        return borders;
    }

    /// <summary>Borders where every sum has one geometry with both of its operands, as it has where it takes the place of one.</summary>
    private static Dictionary<string, Padding> WidestBorders(Network network)
    {
        var borders = Borders(network, ImmutableSortedDictionary<string, Workspace>.Empty);
        var sums = network.Layers.OfType<Add>().SelectMany(add => add.Inputs.Select(operand => (add.Name, Operand: operand))).ToList();
        while (sums.Any(pair => borders[pair.Name] != borders[pair.Operand]))
        {
            foreach (var (sum, operand) in sums)
            {
                borders[sum] = borders[operand] = Union(borders[sum], borders[operand]);
            }
        }

        return borders;
    }

    /// <summary>Zeros a layer reads around its input. Max pooling ignores its padding, so it needs none.</summary>
    private static Padding PaddingOf(Layer layer) => layer switch
    {
        Convolution convolution => convolution.Window.Padding,
        AveragePooling pooling => pooling.Window.Padding,
        _ => Padding.None,
    };

    /// <summary>The larger amount on each side.</summary>
    internal static Padding Union(Padding a, Padding b) => new(
        Math.Max(a.Top, b.Top), Math.Max(a.Left, b.Left), Math.Max(a.Bottom, b.Bottom), Math.Max(a.Right, b.Right));

    private static int FirstFit(int bytes, IEnumerable<FeatureBuffer> living)
    {
        var offset = 0;
        foreach (var other in living.OrderBy(buffer => buffer.Offset))
        {
            if (offset + bytes <= other.Offset)
            {
                break;
            }

            offset = Math.Max(offset, other.Offset + other.Bytes);
        }

        return offset;
    }
}
