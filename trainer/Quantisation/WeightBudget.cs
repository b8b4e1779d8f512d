using Striate.Trainer.Learning;
using Striate.Trainer.Networks;

namespace Striate.Trainer.Quantisation;

/// <summary>Whether a budget of bytes holds the weights of a segment network, known before it is trained.</summary>
internal static class WeightBudget
{
    /// <summary>Refuses a budget that the weights might not fit into with the fewest bits.</summary>
    /// <exception cref="StriateException">It is too small.</exception>
    public static void Check(NetworkLayout plan, TrainingOptions options)
    {
        if (options.Quantisation.WeightBytes is { } budget && MostBytes(plan, options) is var needed && needed > budget)
        {
            var given = options.Quantisation.LayerBits is null ? "" : " where none are given";
            throw new StriateException(
                ErrorKind.Usage,
                $"the weights need up to {needed:N0} bytes, {QuantisationOptions.FewestBits} bits each{given}; the budget is {budget:N0}: "
                    + "allow more or keep fewer weights"
            );
        }
    }

    /// <summary>
    /// Bytes that the weights take at most with the fewest bits: shapes are chosen only while the network learns, so that
    /// those layers are taken to keep most whose taps cost the budget of segments least per byte.
    /// </summary>
    public static long MostBytes(NetworkLayout plan, TrainingOptions options)
    {
        var layers = SegmentLayer.Of(plan, ParameterLayout.Of(plan));
        double Cost(SegmentLayer layer) => options.BudgetUnit == BudgetUnit.Parameters ? 1 : layer.Positions;
        int Bits(string layer) =>
            options.Quantisation.LayerBits?.TryGetValue(layer, out var own) == true ? own : QuantisationOptions.FewestBits;
        var left = (1 - options.Removed) * layers.Sum(layer => Cost(layer) * layer.Length);
        var bytes = plan.Layers.Where(layer => !layer.HasKernels).Sum(layer => Bytes(layer.DenseWeights, Bits(layer.Name)));
        foreach (var layer in layers.OrderByDescending(layer => Bits(layer.Name) / Cost(layer)))
        {
            var slices = layer.Length / (layer.Catalog.KernelHeight * layer.Catalog.KernelWidth);
            var most = (long)slices * layer.Catalog.Shapes.Max(shape => shape.Cells.Length);
            var taps = Math.Min(most, (long)Math.Ceiling(left / Cost(layer)));
            left -= taps * Cost(layer);
            bytes += Bytes(Math.Max(0, taps), Bits(layer.Name)) + 1;
        }

        return bytes;
    }

    private static long Bytes(long weights, int bits) => ((weights * bits) + 7) / 8;
}
