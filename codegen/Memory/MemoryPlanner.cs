using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Memory;

/// <summary>
/// Lays feature maps out in one arena: first fit over lifetimes, largest map first, so that dead maps give their bytes back.
/// </summary>
public static class MemoryPlanner
{
    /// <summary>Plans the working memory of a network.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="workspaces">By layer, what the way it is computed needs; layers that need nothing may be left out.</param>
    /// <param name="fusions">Layers that are computed with the one before them.</param>
    internal static MemoryPlan Plan(Network network, ImmutableSortedDictionary<string, Workspace> workspaces, Fusions fusions)
    {
        var sharing = MapSharing.Of(network, fusions);
        var borders = sharing.Borders(Borders(network, workspaces, fusions));
        var placed = new List<(ImmutableArray<FeatureBuffer> Buffers, int First, int Last)>();
        foreach (var group in sharing.Groups(borders).OrderByDescending(group => group.Buffers[0].Bytes).ThenBy(group => group.First))
        {
            var living = placed.Where(other => other.First <= group.Last && other.Last >= group.First).Select(other => other.Buffers[0]);
            var offset = FirstFit(group.Buffers[0].Bytes, living);
            placed.Add(group with { Buffers = [.. group.Buffers.Select(buffer => buffer with { Offset = offset })] });
        }

        var buffers = placed
            .SelectMany(group => group.Buffers)
            .ToImmutableSortedDictionary(buffer => buffer.Name, buffer => buffer, StringComparer.Ordinal);
        var used = Math.Max(buffers.Values.Max(buffer => buffer.Offset + buffer.Bytes), ReadEnd(network, workspaces, buffers));
        var zeros = network
            .Layers.Select(layer => ZeroBytes(workspaces.GetValueOrDefault(layer.Name, Workspace.None), buffers, layer))
            .Max();
        var (kept, keptBytes) = Kept(network, used);
        return new MemoryPlan(
            buffers,
            used + keptBytes + zeros,
            workspaces.Values.Select(workspace => workspace.Accumulators).DefaultIfEmpty().Max(),
            workspaces.Values.Select(workspace => workspace.Words).DefaultIfEmpty().Max(),
            ClampTables(workspaces.Values),
            kept,
            keptBytes,
            used + keptBytes
        );
    }

    /// <summary>Bytes that outlive a block, from a first one on.</summary>
    private static (ImmutableSortedDictionary<string, int> Starts, int Bytes) Kept(Network network, int first)
    {
        var (starts, next) = (ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal), first);
        foreach (var history in network.Layers.OfType<History>())
        {
            starts.Add(history.Name, next);
            next += history.Kept * history.StepLength;
        }

        return (starts.ToImmutable(), next - first);
    }

    /// <summary>A map with the widest border that it may have, whatever is planned for the layers.</summary>
    /// <param name="network">Its network.</param>
    /// <param name="name">The map.</param>
    internal static FeatureBuffer WidestBuffer(Network network, string name) =>
        new(name, network.MapOf(name), WidestBorders(network)[name], 0);

    /// <summary>Numbers of the layer that writes a map (-1: the caller does) and of the last one that reads it.</summary>
    public static (int First, int Last) LifeOf(Network network, string name)
    {
        var steps = Enumerable.Range(0, network.Layers.Length).ToList();
        var first = steps.FirstOrDefault(step => network.Layers[step].Name == name, -1);
        return (first, steps.LastOrDefault(step => network.Layers[step].Inputs.Contains(name), first));
    }

    /// <summary>The tables that clamp: one for each range of activations and factor, long enough for every layer that uses it.</summary>
    private static ImmutableArray<ClampTable> ClampTables(IEnumerable<Workspace> workspaces) =>
        [
            .. from workspace in workspaces
            from use in workspace.Clamps
            group use by (use.Minimum, use.Maximum, use.Factor) into uses
            orderby uses.Key
            let zero = uses.Max(use => -use.Least)
            select new ClampTable(uses.Key.Minimum, uses.Key.Maximum, zero, zero + uses.Max(use => use.Most) + 1, uses.Key.Factor),
        ];

    /// <summary>
    /// One past the last byte that lanes beyond a map's last row read; what they read does not matter, but it must exist.
    /// </summary>
    private static int ReadEnd(
        Network network,
        ImmutableSortedDictionary<string, Workspace> workspaces,
        ImmutableSortedDictionary<string, FeatureBuffer> buffers
    ) =>
        network
            .Layers.OfType<Convolution>()
            .Where(layer => workspaces.GetValueOrDefault(layer.Name, Workspace.None).RowsRead > 0)
            .Select(layer =>
            {
                var input = buffers[layer.Inputs[0]];
                return input.FirstWindow(layer.Window.Padding) + (workspaces[layer.Name].RowsRead * input.RowPitch);
            })
            .DefaultIfEmpty()
            .Max();

    /// <summary>The padding that the readers of each map need, at most one border per map.</summary>
    private static Dictionary<string, Padding> Borders(
        Network network,
        ImmutableSortedDictionary<string, Workspace> workspaces,
        Fusions fusions
    )
    {
        var borders = network.Layers.ToDictionary(layer => layer.Name, _ => Padding.None, StringComparer.Ordinal);
        borders[Network.InputName] = Padding.None;
        foreach (
            var layer in network.Layers.Where(layer => workspaces.GetValueOrDefault(layer.Name, Workspace.None).Zeros == ZeroPlace.Around)
        )
        {
            foreach (var input in layer.Inputs)
            {
                borders[input] = MapSharing.Union(borders[input], PaddingOf(layer));
            }
        }

        foreach (var (name, workspace) in workspaces)
        {
            var map = fusions.MapOf(name);
            borders[map] = borders[map] with { Bottom = Math.Max(borders[map].Bottom, workspace.RowsBelow) };
        }

        return borders;
    }

    /// <summary>Bytes of the arena that must stay zero, because a layer reads them in place of values beyond its input.</summary>
    private static int ZeroBytes(Workspace workspace, ImmutableSortedDictionary<string, FeatureBuffer> buffers, Layer layer) =>
        workspace.Zeros switch
        {
            ZeroPlace.Around => 0,
            ZeroPlace.Row => ((buffers[layer.Inputs[0]].Map.Shape.Width - 1) * buffers[layer.Inputs[0]].PixelPitch)
                + buffers[layer.Inputs[0]].Map.Shape.Channels,
            _ => ((buffers[layer.Inputs[0]].Map.Shape.Height - 1) * buffers[layer.Inputs[0]].RowPitch)
                + buffers[layer.Inputs[0]].Map.Shape.Channels,
        };

    /// <summary>Borders where every sum has one geometry with both of its operands, as it has where it takes the place of one.</summary>
    private static Dictionary<string, Padding> WidestBorders(Network network)
    {
        var borders = Borders(network, ImmutableSortedDictionary<string, Workspace>.Empty, Fusions.None);
        var sums = network.Layers.OfType<Add>().SelectMany(add => add.Inputs.Select(operand => (add.Name, Operand: operand))).ToList();
        while (sums.Any(pair => borders[pair.Name] != borders[pair.Operand]))
        {
            foreach (var (sum, operand) in sums)
            {
                borders[sum] = borders[operand] = MapSharing.Union(borders[sum], borders[operand]);
            }
        }

        return borders;
    }

    /// <summary>Zeros a layer reads around its input. Max pooling ignores its padding, so it needs none.</summary>
    private static Padding PaddingOf(Layer layer) =>
        layer.Match(
            convolution: convolution => convolution.Window.Padding,
            fullyConnected: NoPadding,
            maxPooling: NoPadding,
            averagePooling: pooling => pooling.Window.Padding,
            add: NoPadding,
            multiply: NoPadding,
            concat: NoPadding,
            scaleShift: NoPadding,
            flatten: NoPadding,
            constant: NoPadding,
            lookUp: NoPadding,
            softmax: NoPadding,
            history: NoPadding
        );

    private static Padding NoPadding(Layer layer) => Padding.None;

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
