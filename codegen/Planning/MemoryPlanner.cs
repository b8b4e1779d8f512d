using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Planning;

/// <summary>Lays feature maps out in one arena: first fit over lifetimes, largest map first, so that dead maps give their bytes back.</summary>
public static class MemoryPlanner
{
    /// <summary>Plans the working memory of a network.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="workspaces">By layer, what the way it is computed needs; layers that need nothing may be left out.</param>
    /// <param name="sweeps">Sweep plans by layer: they need no zeros around their input.</param>
    public static MemoryPlan Plan(
        Network network, ImmutableSortedDictionary<string, Workspace> workspaces, ImmutableSortedDictionary<string, SweepPlan>? sweeps = null)
    {
        var borders = Borders(network, sweeps ?? SweepPlanner.None);
        foreach (var (name, workspace) in workspaces)
        {
            borders[name] = borders[name] with { Bottom = Math.Max(borders[name].Bottom, workspace.RowsBelow) };
        }

        var unplaced = Enumerable.Range(-1, network.Layers.Length)
            .Select(step => (Step: step, Name: step < 0 ? Network.InputName : network.Layers[step].Name))
            .Select(map => (Buffer: new FeatureBuffer(map.Name, network.MapOf(map.Name), borders[map.Name], 0), First: map.Step, Last: LastReader(network, map.Name, map.Step)));
        var placed = new List<(FeatureBuffer Buffer, int First, int Last)>();
        foreach (var map in unplaced.OrderByDescending(map => map.Buffer.Bytes).ThenBy(map => map.First))
        {
            var offset = FirstFit(map.Buffer.Bytes, placed.Where(other => other.First <= map.Last && other.Last >= map.First).Select(other => other.Buffer));
            placed.Add((map.Buffer with { Offset = offset }, map.First, map.Last));
        }

        var buffers = placed.ToImmutableSortedDictionary(entry => entry.Buffer.Name, entry => entry.Buffer, StringComparer.Ordinal);
        return new MemoryPlan(
            buffers,
            Math.Max(buffers.Values.Max(buffer => buffer.Offset + buffer.Bytes), ReadEnd(network, workspaces, buffers)),
            workspaces.Values.Select(workspace => workspace.Accumulators).DefaultIfEmpty().Max(),
            workspaces.Values.Select(workspace => workspace.Words).DefaultIfEmpty().Max(),
            ClampTables(workspaces.Values));
    }

    /// <summary>The tables that clamp: one for each range of activations, long enough for every layer that uses it.</summary>
    private static ImmutableArray<ClampTable> ClampTables(IEnumerable<Workspace> workspaces) =>
    [
        .. from workspace in workspaces
           where workspace.Clamp is not null
           let use = workspace.Clamp
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
    private static Dictionary<string, Padding> Borders(Network network, ImmutableSortedDictionary<string, SweepPlan> sweeps)
    {
        var borders = network.Layers.ToDictionary(layer => layer.Name, _ => Padding.None, StringComparer.Ordinal);
        borders[Network.InputName] = Padding.None;
        foreach (var layer in network.Layers.Where(layer => !sweeps.ContainsKey(layer.Name)))
        {
            foreach (var input in layer.Inputs)
            {
                borders[input] = Union(borders[input], PaddingOf(layer));
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

    private static Padding Union(Padding a, Padding b) => new(
        Math.Max(a.Top, b.Top), Math.Max(a.Left, b.Left), Math.Max(a.Bottom, b.Bottom), Math.Max(a.Right, b.Right));

    private static int LastReader(Network network, string name, int producer)
    {
        var last = producer;
        for (var step = producer + 1; step < network.Layers.Length; step++)
        {
            if (network.Layers[step].Inputs.Contains(name))
            {
                last = step;
            }
        }

        return last;
    }

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
