using System.Collections.Immutable;
using Striate.Model.Graph.Layers;
using Striate.Model.Streaming;

namespace Striate.Model.Reference;

/// <summary>
/// The integer reference of a network that reads a signal as it comes, block after block. Once it is ready, the last layer's output is
/// bit for bit what <see cref="ReferenceExecutor"/> computes for the window that <see cref="BlockForm"/> says.
/// </summary>
/// <param name="form">The block form of a network.</param>
public sealed class StreamingReference(BlockForm form)
{
    private readonly Dictionary<string, ImmutableArray<int>> _kept = new(StringComparer.Ordinal);
    private int _blocks;

    /// <summary>Whether the last block completed a window.</summary>
    public bool IsReady => _blocks >= form.BlocksToReady;

    /// <summary>Takes the next block.</summary>
    /// <param name="block">One byte per value of <see cref="BlockForm.Hop"/> steps.</param>
    /// <returns>What every layer of the block form writes.</returns>
    /// <exception cref="StriateException">The block has another length, or a value outside the input's range.</exception>
    public ReferenceResult Advance(ReadOnlySpan<byte> block)
    {
        var network = form.Block;
        var maps = new Dictionary<string, int[]>(StringComparer.Ordinal)
        {
            [Graph.Network.InputName] = ReferenceExecutor.ReadInput(network, block),
        };
        foreach (var layer in network.Layers)
        {
            int[][] inputs = [.. layer.Inputs.Select(name => maps[name])];
            maps[layer.Name] = layer is History history
                ? Remember(history, inputs[0])
                : ReferenceExecutor.RunLayer(layer, inputs, [.. network.InputsOf(layer)]);
        }

        _blocks = Math.Min(_blocks + 1, form.BlocksToReady);
        ImmutableArray<int[]> outputs = [.. network.Layers.Select(layer => maps[layer.Name])];
        return new ReferenceResult(
            outputs,
            [.. network.Layers.Zip(outputs, (layer, output) => ReferenceResult.Crc(output, layer.Output.Type))]
        );
    }

    /// <summary>Forgets everything: the next block is the first of a recording.</summary>
    public void Reset()
    {
        _kept.Clear();
        _blocks = 0;
    }

    private int[] Remember(History layer, int[] block)
    {
        var (output, kept) = ReferenceHistory.Run(layer, _kept.GetValueOrDefault(layer.Name, ReferenceHistory.Empty(layer)), block);
        _kept[layer.Name] = kept;
        return output;
    }
}
