using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Lowering;

/// <summary>A tensor of bytes that a layer computes, or that is the network's input.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Map">What the layer writes: height, width, channels.</param>
/// <param name="Sides">The tensor's extents in the source model.</param>
/// <param name="Places">For each element of the tensor its place in the map.</param>
internal sealed record Flow(string Layer, FeatureMap Map, ImmutableArray<int> Sides, int[] Places)
{
    /// <summary>The real number that a byte stands for, as the runtime computes it.</summary>
    public double Real(int value) => (float)((value - Map.ZeroPoint) * (double)(float)Map.Scale);

    /// <summary>The same bytes as a tensor of other extents, element by element in the same order.</summary>
    public Flow Reshaped(ImmutableArray<int> sides) => this with { Sides = sides };

    /// <summary>The same bytes with the dimensions in another order.</summary>
    public Flow Turned(ImmutableArray<int> sides, ImmutableArray<int> order) =>
        this with
        {
            Sides = sides,
            Places = Layouts.Turned(Places, Sides, sides, order),
        };
}

/// <summary>Between the source model's order, batch and channels first, and the network's: height, width, channels.</summary>
internal static class Layouts
{
    /// <summary>The map of a tensor: [1, channels, height, width] or fewer dimensions; null: none.</summary>
    public static Shape? MapOf(ImmutableArray<int> sides) =>
        sides switch
        {
            [] => new Shape(1, 1, 1),
            [var length] => new Shape(1, 1, length),
            [1, var channels] => new Shape(1, 1, channels),
            [1, var channels, var length] => new Shape(1, length, channels),
            [1, var channels, var height, var width] => new Shape(height, width, channels),
            _ => null,
        };

    /// <summary>For each element of a tensor its place in its map.</summary>
    public static int[] PlacesOf(ImmutableArray<int> sides, Shape map) =>
        sides.Length < 3 ? [.. Enumerable.Range(0, map.Length)] : Extents.Places([map.Channels, map.Height * map.Width], [1, map.Channels]);

    /// <summary>Whether elements stand in the map as they stand in the tensor.</summary>
    public static bool IsInOrder(ReadOnlySpan<int> places)
    {
        for (var element = 0; element < places.Length; element++)
        {
            if (places[element] != element)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Places behind a change of the order of dimensions.</summary>
    public static int[] Turned(int[] places, ImmutableArray<int> from, ImmutableArray<int> to, ImmutableArray<int> order)
    {
        var strides = Extents.Strides(from);
        var turned = Extents.Places(to, [.. order.Select(axis => strides[axis])]);
        foreach (ref var place in turned.AsSpan())
        {
            place = places[place];
        }

        return turned;
    }
}
