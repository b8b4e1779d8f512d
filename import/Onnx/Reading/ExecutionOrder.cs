namespace Striate.Import.Onnx.Reading;

/// <summary>Operators in an order in which each reads what stands before it: the file's own where that is one.</summary>
internal static class ExecutionOrder
{
    /// <param name="nodes">In any order.</param>
    /// <param name="given">Names of tensors that no operator computes.</param>
    /// <exception cref="ImportException">Two write one tensor, or they wait for each other, or for what nobody writes.</exception>
    public static IReadOnlyList<NodeMessage> Of(IReadOnlyList<NodeMessage> nodes, IEnumerable<string> given)
    {
        var known = given.Append("").ToHashSet();
        var (waiting, readers, ready, ordered) = (
            new int[nodes.Count],
            new Dictionary<string, List<int>>(),
            new PriorityQueue<int, int>(),
            new List<NodeMessage>()
        );
        RequireOneWriter(nodes, known);
        for (var index = 0; index < nodes.Count; index++)
        {
            foreach (var name in nodes[index].Inputs.Distinct().Where(name => !known.Contains(name)))
            {
                waiting[index]++;
                (readers.TryGetValue(name, out var list) ? list : readers[name] = []).Add(index);
            }

            if (waiting[index] == 0)
            {
                ready.Enqueue(index, index);
            }
        }

        while (ready.TryDequeue(out var index, out _))
        {
            ordered.Add(nodes[index]);
            foreach (
                var reader in nodes[index]
                    .Outputs.Distinct()
                    .SelectMany(name => readers.GetValueOrDefault(name) ?? [])
                    .Where(reader => --waiting[reader] == 0)
            )
            {
                ready.Enqueue(reader, reader);
            }
        }

        return ordered.Count == nodes.Count ? ordered : throw Waiting(nodes, waiting);
    }

    private static void RequireOneWriter(IReadOnlyList<NodeMessage> nodes, HashSet<string> given)
    {
        var written = given.Where(name => name.Length > 0).ToHashSet();
        if (nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0).FirstOrDefault(name => !written.Add(name)) is { } twice)
        {
            throw Problems.Damaged($"tensor '{OnnxReader.Clean(twice)}' is written twice");
        }
    }

    private static ImportException Waiting(IReadOnlyList<NodeMessage> nodes, int[] waiting)
    {
        var index = Array.FindIndex(waiting, count => count > 0);
        var written = nodes.SelectMany(node => node.Outputs).ToHashSet();
        var missing =
            nodes[index].Inputs.FirstOrDefault(name => name.Length > 0 && !written.Contains(name))
            ?? nodes[index].Inputs.First(name => name.Length > 0);
        return new ImportException(
            new ImportProblem(
                Problems.Shape,
                $"operator {index} {OnnxReader.Clean(nodes[index].Kind)}",
                $"it reads tensor '{OnnxReader.Clean(missing)}', which no operator before it writes",
                "export the model again; its operators contradict each other"
            )
        );
    }
}
