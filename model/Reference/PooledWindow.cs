using Striate.Model.Graph;
using Striate.Model.Segments;

namespace Striate.Model.Reference;

/// <summary>The cells of a map that a pooling window covers; cells in the padding are left out.</summary>
internal static class PooledWindow
{
    public static IEnumerable<Cell> Cells(Window window, Shape shape, int row, int column) =>
        from kernelRow in Enumerable.Range(0, window.KernelHeight)
        from kernelColumn in Enumerable.Range(0, window.KernelWidth)
        let cell = new Cell(
            (row * window.StrideY) + kernelRow - window.Padding.Top,
            (column * window.StrideX) + kernelColumn - window.Padding.Left
        )
        where cell.Row >= 0 && cell.Row < shape.Height && cell.Column >= 0 && cell.Column < shape.Width
        select cell;
}
