using Striate.Codegen.Planning;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>
/// A max pooling that the convolution right before it computes: requantisation never reverses an order, so that the largest
/// sum of a pooling window is found in the lanes, and only that one is requantised and stored.
/// </summary>
/// <param name="Layer">The pooling.</param>
/// <param name="Windows">
/// The convolution as seen from the pooled map: a window holds the windows of all positions that are pooled. Its kernels are
/// those of the convolution.
/// </param>
/// <param name="Shifts">Of each position in a pooling window, the row and column of its kernel in the large window.</param>
internal sealed record FusedPool(MaxPooling Layer, Convolution Windows, IReadOnlyList<(int Row, int Column)> Shifts)
{
    /// <summary>Positions that are worth a word each.</summary>
    private const int MostPositions = 9;

    /// <summary>The pooling behind a convolution that nothing else reads, where no two windows overlap; null where there is none.</summary>
    public static FusedPool? Of(LoweringContext context, Convolution layer)
    {
        var next = context.Network.Layers.IndexOf(layer) + 1;
        if (
            layer.Requantisation is null
            || next >= context.Network.Layers.Length - 1
            || context.Network.Layers[next] is not MaxPooling pooling
            || context.IsGeneral(pooling)
            || !pooling.Inputs.Contains(layer.Name)
            || context.Network.Layers.Count(reader => reader.Inputs.Contains(layer.Name)) > 1
        )
        {
            return null;
        }

        var (pool, window) = (pooling.Window, layer.Window);
        if (
            pool.Padding != Padding.None
            || pool.Cells is < 2 or > MostPositions
            || pool.StrideY < pool.KernelHeight
            || pool.StrideX < pool.KernelWidth
        )
        {
            return null;
        }

        var windows = new Window(
            window.KernelHeight + ((pool.KernelHeight - 1) * window.StrideY),
            window.KernelWidth + ((pool.KernelWidth - 1) * window.StrideX),
            window.StrideY * pool.StrideY,
            window.StrideX * pool.StrideX,
            window.Padding
        );
        var shifts =
            from row in Enumerable.Range(0, pool.KernelHeight)
            from column in Enumerable.Range(0, pool.KernelWidth)
            select (row * window.StrideY, column * window.StrideX);
        return new FusedPool(pooling, layer with { Window = windows, Output = pooling.Output }, [.. shifts]);
    }

    /// <summary>The taps of one output value at every position of the pooling window.</summary>
    public IReadOnlyList<IReadOnlyList<(InputCell Cell, int Weight)>> Positions(IReadOnlyList<(InputCell Cell, int Weight)> taps) =>
        [
            .. Shifts.Select(shift =>
                taps.Select(tap => (tap.Cell with { Row = tap.Cell.Row + shift.Row, Column = tap.Cell.Column + shift.Column }, tap.Weight))
                    .ToList()
            ),
        ];
}
