using System.Collections.Immutable;
using System.Globalization;

namespace Striate.Import.Onnx.Tensors;

/// <summary>Extents of tensors, the last dimension fastest.</summary>
internal static class Extents
{
    private const int MostNumbers = 8;

    // More is too many anyway; times a side it is within 64 bits.
    private const long MostElements = 1L << 32;

    /// <summary>Number of elements, at most 2^32.</summary>
    public static long Length(ImmutableArray<int> shape) => shape.Contains(0) ? 0 : Room(shape);

    /// <summary>Number of elements, at most 2^32, as if no side were 0: nothing that is multiplied of these sides is larger.</summary>
    public static long Room(ImmutableArray<int> shape)
    {
        var product = 1L;
        foreach (var side in shape)
        {
            product = Math.Min(product * Math.Max(side, 1), MostElements);
        }

        return product;
    }

    /// <summary>Elements from one index of a dimension to the next.</summary>
    public static int[] Strides(ImmutableArray<int> shape)
    {
        var strides = new int[shape.Length];
        var stride = 1;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    /// <summary>For each element of a shape the place in an array that a dimension's index moves by a step of its own.</summary>
    /// <param name="shape">What is walked through.</param>
    /// <param name="steps">One for each dimension; 0 repeats.</param>
    /// <param name="start">Place of the first element.</param>
    public static int[] Places(ImmutableArray<int> shape, IReadOnlyList<int> steps, int start = 0)
    {
        var places = new int[Length(shape)];
        var index = new int[shape.Length];
        var place = start;
        for (var element = 0; element < places.Length; element++)
        {
            places[element] = place;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                place += steps[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                place -= steps[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return places;
    }

    /// <summary>The shape that two shapes are repeated to, aligned at the last dimension; null: they do not fit.</summary>
    public static ImmutableArray<int>? Broadcast(ImmutableArray<int> a, ImmutableArray<int> b)
    {
        var result = new int[Math.Max(a.Length, b.Length)];
        for (var axis = 1; axis <= result.Length; axis++)
        {
            var (left, right) = (axis <= a.Length ? a[^axis] : 1, axis <= b.Length ? b[^axis] : 1);
            if (left != right && left != 1 && right != 1)
            {
                return null;
            }

            result[^axis] = left == 1 ? right : left;
        }

        return [.. result];
    }

    /// <summary>Steps through a shape that is repeated to another.</summary>
    public static int[] BroadcastSteps(ImmutableArray<int> shape, ImmutableArray<int> result)
    {
        var (steps, strides) = (new int[result.Length], Strides(shape));
        for (var axis = 1; axis <= shape.Length; axis++)
        {
            steps[^axis] = shape[^axis] == 1 ? 0 : strides[^axis];
        }

        return steps;
    }

    /// <summary>A shape as people write it; of many sides the first.</summary>
    public static string Text(ImmutableArray<int> shape) => $"[{List(shape)}]";

    /// <summary>Numbers as people write them; of many the first, and how many there are.</summary>
    public static string List<T>(IReadOnlyCollection<T> numbers) =>
        numbers.Count <= MostNumbers
            ? string.Join(", ", numbers)
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", numbers.Take(MostNumbers))}, ... ({numbers.Count} in all)");
}
