using System.Collections.Immutable;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Shape = Striate.Model.Graph.Shape;

namespace Striate.Import.Operators;

/// <summary>What the two poolings have in common.</summary>
internal static class Pools
{
    private const int MaximumCells = 1 << 20;
    private const int MaximumCounts = 1 << 12;

    public static Window WindowOf(SourceNode node, ImmutableArray<int> input)
    {
        var options = node.Options;
        var window = WindowShape.Of(
            node,
            input,
            (options?.Int(4) ?? 0, options?.Int(3) ?? 0),
            (options?.Int(2) ?? 0, options?.Int(1) ?? 0),
            options?.Byte(0) ?? 0
        );
        return (long)window.KernelHeight * window.KernelWidth <= MaximumCells
            ? window
            : throw Problems.UnsupportedOption(
                node,
                $"a window of {window.KernelHeight}x{window.KernelWidth}; at most {MaximumCells} cells are allowed"
            );
    }

    public static ImmutableArray<int> Infer(ShapeScope scope, SourceNode node)
    {
        var input = scope.Of(node, 0);
        return WindowShape.Output(WindowOf(node, input), input, input[3]);
    }

    /// <summary>The numbers of cells of a map that windows cover.</summary>
    public static ImmutableArray<int> Counts(SourceNode node, Window window, Shape map)
    {
        var output = window.Over(map, 1);
        var rows = Covered(output.Height, window.StrideY, window.KernelHeight, window.Padding.Top, map.Height);
        var columns = Covered(output.Width, window.StrideX, window.KernelWidth, window.Padding.Left, map.Width);
        return (long)rows.Length * columns.Length <= MaximumCounts
            ? [.. rows.SelectMany(height => columns.Select(width => height * width)).Distinct().Order()]
            : throw Problems.UnsupportedOption(
                node,
                $"its windows cover {rows.Length}x{columns.Length} different parts of the map; at most {MaximumCounts} are allowed"
            );
    }

    private static int[] Covered(int outputs, int stride, int kernel, int before, int side) =>
        [
            .. Enumerable
                .Range(0, outputs)
                .Select(position => Math.Min(side, (position * stride) - before + kernel) - Math.Max(0, (position * stride) - before))
                .Distinct(),
        ];
}
