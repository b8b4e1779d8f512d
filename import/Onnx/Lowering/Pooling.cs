using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Lowering;

/// <summary>Pooling of bytes.</summary>
internal static class Pooling
{
    private const int MaximumCells = 1 << 20;

    /// <summary>The largest byte under a window, or of a whole channel.</summary>
    public static Flow Largest(LayerBuilder network, Operands operands, Flow source)
    {
        var window = WindowOf(operands, source, out var sides);
        var map = source.Map with { Shape = Layouts.MapOf(sides)!.Value };
        return network.Add(
            [operands.Node],
            new MaxPooling(network.NameOf(operands.Node), [source.Layer], map, window),
            sides,
            Layouts.PlacesOf(sides, map.Shape),
            "taken over"
        );
    }

    /// <summary>Averages under a window, or of whole channels.</summary>
    /// <param name="network">Counts what is held by channel.</param>
    /// <param name="operands">AveragePool, GlobalAveragePool or ReduceMean.</param>
    /// <param name="source">What it reads, in the order of its map.</param>
    /// <param name="sides">Extents of the output.</param>
    public static Sums Averages(LayerBuilder network, Operands operands, Flow source, ImmutableArray<int> sides)
    {
        if (
            operands.Node.Kind == "ReduceMean"
            && !ReduceMeanOperator.AxesOf(operands).Order().SequenceEqual(Enumerable.Range(2, Math.Max(0, source.Sides.Length - 2)))
        )
        {
            throw operands.Unsupported(
                $"the mean of {Extents.Text(source.Sides)} over dimensions {string.Join(", ", ReduceMeanOperator.AxesOf(operands))}; all places of a channel are supported"
            );
        }

        network.Take(operands.Node, 4L * source.Map.Shape.Channels);
        var window = WindowOf(operands, source, out var pooled);
        var counts = operands.Node.Kind == "AveragePool" && operands.Flag("count_include_pad");
        if (
            counts
            && WindowsOf(operands, source) is { } windows
            && windows.CellsWithin(source.Sides[2..]).Any(cells => cells != window.Cells)
        )
        {
            throw operands.Unsupported("count_include_pad = 1 with a last window beyond the padding (ceil_mode = 1)");
        }

        return window.Cells <= MaximumCells
            ? SumsOf.Averages(operands, source, window, operands.Node.Kind == "ReduceMean" ? sides : pooled, counts)
            : throw operands.Unsupported($"a window of {window.Cells} cells; at most {MaximumCells} are allowed");
    }

    private static Windows? WindowsOf(Operands operands, Flow source) =>
        operands.Node.Kind is "MaxPool" or "AveragePool" ? Windows.Of(operands, source.Sides[2..], null) : null;

    private static Window WindowOf(Operands operands, Flow source, out ImmutableArray<int> sides)
    {
        if (source.Sides.Length is < 3 or > 4)
        {
            throw operands.Unsupported($"pooling of {Extents.Text(source.Sides)}; batch, channels and one or two dimensions are supported");
        }

        if (WindowsOf(operands, source) is not { } windows)
        {
            sides = [1, source.Sides[1], .. Enumerable.Repeat(1, source.Sides.Length - 2)];
            return AveragePooling.GlobalWindow(source.Map.Shape);
        }

        if (windows.Dilations.Any(side => side != 1))
        {
            throw operands.Unsupported($"pooling dilated by {Extents.Text(windows.Dilations)}");
        }

        sides = [1, source.Sides[1], .. windows.Output];
        return MapWindow.Of(operands, windows, source.Map.Shape);
    }
}
