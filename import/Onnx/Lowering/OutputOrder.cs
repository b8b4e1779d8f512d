using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Segments;

namespace Striate.Import.Onnx.Lowering;

/// <summary>
/// The network's output stands in the order of the model's: a map has channels last, as every map of a network, and a vector is
/// the model's own, even where that was a map before, channels first.
/// </summary>
internal static class OutputOrder
{
    /// <summary>The output in its order.</summary>
    /// <param name="network">Takes a layer where one has to put it in order.</param>
    /// <param name="output">What the last operator wrote.</param>
    /// <param name="name">The model's name of it.</param>
    /// <exception cref="ImportException">No layer puts it in order.</exception>
    public static Flow Of(LayerBuilder network, Flow output, string name)
    {
        var isMap =
            output.Sides.Length > 2
            && Layouts.MapOf(output.Sides) is { } map
            && map == output.Map.Shape
            && output.Places.AsSpan().SequenceEqual(Layouts.PlacesOf(output.Sides, map));
        return isMap || Layouts.IsInOrder(output.Places)
            ? output
            : Sorted(network, output)
                ?? throw new ImportException(
                    new ImportProblem(
                        Problems.Option,
                        $"output '{OnnxReader.Clean(name)}'",
                        $"it is {Extents.Text(output.Sides)} in another order than that of the map {output.Map.Shape} that it was, which no layer puts in order",
                        "end the network with the map, or with an operator that computes"
                    )
                );
    }

    /// <summary>
    /// Channel by channel, a convolution that has one kernel of one cell for each value of the channel; null: too many cells, or another
    /// order.
    /// </summary>
    private static Flow? Sorted(LayerBuilder network, Flow output)
    {
        var map = output.Map.Shape;
        var cells = map.Height * map.Width;
        if (
            output.Sides.Length > 2
            || map.Height > SegmentCatalog.MaximumCells
            || cells > SegmentCatalog.MaximumCells
            || output.Map.Type.Bits > 8
            || output.Places.Where((place, element) => place % map.Channels != element / cells).Any()
        )
        {
            return null;
        }

        var (catalog, length) = (SegmentCatalog.For(map.Height, map.Width), output.Places.Length);
        ImmutableArray<int> shapes = [.. output.Places.Select(place => NumberOf(catalog, place / map.Channels))];
        var bank = new KernelBank(catalog, length, 1, 2, shapes, [.. Enumerable.Repeat((sbyte)1, length)]);

        // y = ((x - z) * 2 + 1 + 2z) >> 1 = x.
        var (type, zeroPoint) = (output.Map.Type, output.Map.ZeroPoint);
        ImmutableArray<long>? constants = zeroPoint == 0 ? null : [.. Enumerable.Repeat(Requantisation.Half(1) + (2L * zeroPoint), length)];
        var same = new Requantisation(
            [.. Enumerable.Repeat(2, length)],
            [.. Enumerable.Repeat(1, length)],
            type.Minimum,
            type.Maximum,
            constants
        );
        var ordered = output.Map with { Shape = new Shape(1, 1, length) };
        var layer = new Convolution(
            network.HelperName("order"),
            [output.Layer],
            ordered,
            AveragePooling.GlobalWindow(map),
            map.Channels,
            bank,
            [.. new int[length]],
            same
        );
        return new Flow(network.AddHelper(layer), ordered, output.Sides, [.. Enumerable.Range(0, length)]);
    }

    private static int NumberOf(SegmentCatalog catalog, int cell)
    {
        for (var shape = 0; shape < catalog.Count; shape++)
        {
            if (catalog[shape].Cells is [var only] && (only.Row * catalog.KernelWidth) + only.Column == cell)
            {
                return shape;
            }
        }

        throw new InvalidOperationException($"no shape of one cell at {cell}");
    }
}
