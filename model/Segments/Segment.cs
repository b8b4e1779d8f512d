using System.Collections.Immutable;

namespace Striate.Model.Segments;

/// <summary>A cell of a kernel.</summary>
/// <param name="Row">0 at the top.</param>
/// <param name="Column">0 at the left.</param>
public readonly record struct Cell(int Row, int Column);

/// <summary>The shape of a kernel: the cells that carry weights, in tap order. No cells: the kernel was dropped.</summary>
/// <param name="Cells">In the order in which weights are stored.</param>
public sealed record Segment(ImmutableArray<Cell> Cells)
{
    /// <summary>Bit <c>row * width + column</c> is set for every cell of the segment.</summary>
    /// <param name="width">Columns of the kernel; at most 64 cells in all.</param>
    public ulong Mask(int width) => Cells.Aggregate(0UL, (mask, cell) => mask | (1UL << ((cell.Row * width) + cell.Column)));
}
