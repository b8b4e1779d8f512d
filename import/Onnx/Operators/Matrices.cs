using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Products of stacks of matrices.</summary>
internal static class Matrices
{
    private const long MostProducts = 1L << 34;

    /// <summary>The shape of a product.</summary>
    public static ImmutableArray<int> Shape(Operands operands, ImmutableArray<int> a, ImmutableArray<int> b)
    {
        if (a.IsEmpty || b.IsEmpty || a[^1] != (b.Length == 1 ? b[0] : b[^2]))
        {
            throw operands.Wrong($"{Extents.Text(a)} times {Extents.Text(b)}");
        }

        var stack = Elementwise.Shape(operands, a.Length > 2 ? a[..^2] : [], b.Length > 2 ? b[..^2] : []);
        ImmutableArray<int> shape =
        [
            .. stack,
            .. a.Length > 1 ? [a[^2]] : Array.Empty<int>(),
            .. b.Length > 1 ? [b[^1]] : Array.Empty<int>(),
        ];
        return (double)Extents.Length(shape) * a[^1] <= MostProducts
            ? shape
            : throw operands.Unsupported($"{Extents.Text(a)} times {Extents.Text(b)}; at most {MostProducts} products are allowed");
    }

    /// <summary>The product of two tensors whose shapes fit, each less a zero point.</summary>
    public static double[] Products(Operands operands, Tensor a, Tensor b, Func<int, double>? zeroA = null, Func<int, double>? zeroB = null)
    {
        var (rows, inner, columns) = (a.Shape.Length > 1 ? a.Shape[^2] : 1, a.Shape[^1], b.Shape.Length > 1 ? b.Shape[^1] : 1);
        var (left, right) = (a.Shape.Length > 2 ? a.Shape[..^2] : [], b.Shape.Length > 2 ? b.Shape[..^2] : []);
        var stack = Elementwise.Shape(operands, left, right);
        var (placesA, placesB) = (
            Extents.Places(stack, Extents.BroadcastSteps(left, stack)),
            Extents.Places(stack, Extents.BroadcastSteps(right, stack))
        );
        var (x, y) = (
            Less(a.ToReals(), index => zeroA?.Invoke(index / inner % rows) ?? 0),
            Less(b.ToReals(), index => zeroB?.Invoke(index % columns) ?? 0)
        );
        var products = new double[placesA.Length * rows * columns];
        for (var matrix = 0; matrix < placesA.Length; matrix++)
        {
            for (var row = 0; row < rows; row++)
            {
                var sums = products.AsSpan(((matrix * rows) + row) * columns, columns);
                for (var at = 0; at < inner; at++)
                {
                    Add(
                        sums,
                        y.AsSpan(((placesB[matrix] * inner) + at) * columns, columns),
                        x[(((placesA[matrix] * rows) + row) * inner) + at]
                    );
                }
            }
        }

        return products;
    }

    private static void Add(Span<double> sums, ReadOnlySpan<double> values, double factor)
    {
        for (var index = 0; index < sums.Length; index++)
        {
            sums[index] += factor * values[index];
        }
    }

    private static double[] Less(double[] values, Func<int, double> zero)
    {
        for (var index = 0; index < values.Length; index++)
        {
            values[index] -= zero(index);
        }

        return values;
    }
}
