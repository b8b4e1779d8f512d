using System.Collections.Immutable;

namespace Striate.Model.Segments;

/// <summary>How important each cell of a layer's kernels is, and what keeping one costs.</summary>
/// <param name="Catalog">Shapes that the kernels may have.</param>
/// <param name="Importance">Slice after slice, cells row by row; not negative.</param>
/// <param name="CostPerTap">1 for a budget in parameters, the layer's output positions for one in multiply-accumulates.</param>
/// <param name="IsShared">
/// Whether the cells of a shape will have one weight. <paramref name="Importance"/> then holds the weights with their signs,
/// and a shape keeps the square of their sum over its length: weights of both signs cancel in their mean.
/// </param>
public sealed record LayerImportance(SegmentCatalog Catalog, float[] Importance, double CostPerTap, bool IsShared = false);

/// <summary>
/// Chooses a shape for every kernel slice of a network, so that the cost of all kept taps stays within a budget and the
/// importance that is kept is as large as one price per tap can make it: a slice takes the shape that maximises
/// <c>sum of importance - price * cost * length</c>, and the price is found by bisection. Strong kernels stay long, weak
/// ones become shorter or vanish.
/// </summary>
public static class SegmentSelection
{
    /// <summary>Shape numbers per layer, in slice order.</summary>
    /// <param name="layers">All layers that share the budget.</param>
    /// <param name="budget">Largest sum of cost * length, not negative.</param>
    public static ImmutableArray<int[]> Choose(IReadOnlyList<LayerImportance> layers, double budget)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        var candidates = layers.Select(Candidates.Of).ToArray();
        var (low, high) = (0.0, candidates.Select(layer => layer.HighestPrice()).DefaultIfEmpty().Max() + 1);
        if (Cost(low) <= budget)
        {
            high = low;
        }

        // The price that is used is always one that meets the budget. Doubles run out of middles before 100 halvings do.
        for (var halving = 0; halving < 100 && high - low > high * 1e-12; halving++)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Cost(middle) <= budget ? (low, middle) : (middle, high);
        }

        var left = budget - Cost(high);
        var shapes = ImmutableArray.CreateBuilder<int[]>(candidates.Length);
        foreach (var layer in candidates)
        {
            shapes.Add(layer.ShapesAt(high, low, ref left));
        }

        return shapes.MoveToImmutable();

        double Cost(double price) => candidates.Sum(layer => layer.CostAt(price));
    }

    /// <summary>The best shape of each length for every slice of one layer.</summary>
    /// <param name="Best">[slice, length] importance that the best shape of that length keeps.</param>
    /// <param name="Shape">[slice, length] its number.</param>
    private sealed record Candidates(float[,] Best, int[,] Shape, double CostPerTap)
    {
        public static Candidates Of(LayerImportance layer)
        {
            var area = layer.Catalog.KernelHeight * layer.Catalog.KernelWidth;
            var cells = layer
                .Catalog.Shapes.Select(shape => shape.Cells.Select(cell => (cell.Row * layer.Catalog.KernelWidth) + cell.Column).ToArray())
                .ToArray();
            var slices = layer.Importance.Length / area;
            var lengths = cells.Max(shape => shape.Length) + 1;
            var (best, number) = (new float[slices, lengths], new int[slices, lengths]);
            for (var slice = 0; slice < slices; slice++)
            {
                Fill(layer.Importance.AsSpan(slice * area, area), layer.IsShared, cells, best, number, slice);
            }

            return new Candidates(best, number, layer.CostPerTap);
        }

        public double HighestPrice() => Best.Cast<float>().DefaultIfEmpty().Max() / CostPerTap;

        public double CostAt(double price)
        {
            var taps = 0L;
            for (var slice = 0; slice < Best.GetLength(0); slice++)
            {
                taps += LengthAt(slice, price);
            }

            return taps * CostPerTap;
        }

        /// <summary>
        /// The shapes at a price that meets the budget; slices that would be longer at the next lower price, which does
        /// not, get their longer shape while something of the budget is left, in slice order. This settles ties.
        /// </summary>
        public int[] ShapesAt(double price, double lower, ref double left)
        {
            var shapes = new int[Best.GetLength(0)];
            for (var slice = 0; slice < shapes.Length; slice++)
            {
                var (length, longer) = (LengthAt(slice, price), LengthAt(slice, lower));
                var more = (longer - length) * CostPerTap;
                (length, left) = more > 0 && more <= left ? (longer, left - more) : (length, left);
                shapes[slice] = Shape[slice, length];
            }

            return shapes;
        }

        private static void Fill(ReadOnlySpan<float> importance, bool isShared, int[][] cells, float[,] best, int[,] number, int slice)
        {
            for (var length = 1; length < best.GetLength(1); length++)
            {
                best[slice, length] = -1;
            }

            for (var shape = 0; shape < cells.Length; shape++)
            {
                var sum = 0f;
                foreach (var cell in cells[shape])
                {
                    sum += importance[cell];
                }

                // Strictly greater: of equals the lowest shape number wins.
                var length = cells[shape].Length;
                var kept = isShared ? sum * sum / length : sum;
                if (length > 0 && kept > best[slice, length])
                {
                    (best[slice, length], number[slice, length]) = (kept, shape);
                }
            }
        }

        private int LengthAt(int slice, double price)
        {
            var (chosen, highest) = (0, 0.0);
            for (var length = 1; length < Best.GetLength(1); length++)
            {
                var value = Best[slice, length] - (price * CostPerTap * length);
                if (value > highest)
                {
                    (chosen, highest) = (length, value);
                }
            }

            return chosen;
        }
    }
}
