using Striate.Codegen.Emission;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Kernels;

/// <summary>Splits a layer's outputs over classes, so that each method stays well below the platform's 32 KB of branch span.</summary>
internal static class LiteralSplit
{
    private const int MaximumMethodBytes = 24_000;
    private const int BytesPerTap = 7;
    private const int BytesPerInput = 14;
    private const int BytesPerOutput = 48;

    /// <summary>Consecutive outputs, block after block.</summary>
    public static IEnumerable<IReadOnlyList<LiteralOutput>> Blocks(IEnumerable<LiteralOutput> outputs)
    {
        var block = new List<LiteralOutput>();
        var taps = 0;
        var cells = new HashSet<InputCell>();
        foreach (var output in outputs)
        {
            var bytes = ((taps + output.Taps.Count) * BytesPerTap) + ((cells.Count + output.Taps.Count) * BytesPerInput)
                + ((block.Count + 1) * BytesPerOutput);
            if (block.Count > 0 && (block.Count == LiteralBlock.MaximumOutputs || bytes > MaximumMethodBytes))
            {
                yield return block;
                block = [];
                taps = 0;
                cells.Clear();
            }

            block.Add(output);
            taps += output.Taps.Count;
            cells.UnionWith(output.Taps.Select(tap => tap.Cell));
        }

        if (block.Count > 0)
        {
            yield return block;
        }
    }
}
