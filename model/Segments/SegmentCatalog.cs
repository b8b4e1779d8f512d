using System.Collections.Immutable;

namespace Striate.Model.Segments;

/// <summary>
/// The shapes that the kernels of a layer may have, in an order that is fixed for ever because shape numbers are stored.
/// A segment is a straight run of cells in one of four directions (0, 45, 90, 135 degrees) of length 1..k, plus the
/// empty shape: 38 shapes for 3 x 3. Source: arXiv:1909.13239.
/// </summary>
/// <remarks>
/// Order: the empty shape is number 0; then by length, 1 first; within a length by direction: horizontal (left to right),
/// diagonal down-right, vertical (top to bottom), diagonal down-left; within a direction by the first cell, row by row.
/// A single cell has no direction and is listed once.
/// </remarks>
public sealed class SegmentCatalog : IEquatable<SegmentCatalog>
{
    /// <summary>Most cells a kernel may have: a shape's mask is 64 bits.</summary>
    public const int MaximumCells = 64;

    /// <summary>Most rows or columns from one cell of a kernel to the next.</summary>
    public const int MaximumDilation = 1024;

    private static readonly (int Down, int Right)[] s_directions = [(0, 1), (1, 1), (1, 0), (1, -1)];

    private readonly ImmutableArray<Segment> _shapes;

    private SegmentCatalog(
        int kernelHeight,
        int kernelWidth,
        bool isDense,
        ImmutableArray<Segment> shapes,
        int dilationY = 1,
        int dilationX = 1
    ) =>
        (KernelHeight, KernelWidth, IsDense, _shapes, DilationY, DilationX) = (
            kernelHeight,
            kernelWidth,
            isDense,
            shapes,
            dilationY,
            dilationX
        );

    /// <summary>Rows of the kernel.</summary>
    public int KernelHeight { get; }

    /// <summary>Columns of the kernel.</summary>
    public int KernelWidth { get; }

    /// <summary>True for a catalogue whose only shape is the full rectangle, or the full rectangle with its cells apart.</summary>
    public bool IsDense { get; }

    /// <summary>Rows from one cell of a dense kernel to the next; 1 everywhere else.</summary>
    public int DilationY { get; }

    /// <summary>Columns from one cell of a dense kernel to the next; 1 everywhere else.</summary>
    public int DilationX { get; }

    /// <summary>Cells of a dense kernel of this extent.</summary>
    public int FullCells => IsDense ? _shapes[0].Cells.Length : KernelHeight * KernelWidth;

    /// <summary>Number of shapes.</summary>
    public int Count => _shapes.Length;

    /// <summary>The shapes, by number.</summary>
    public ImmutableArray<Segment> Shapes => _shapes;

    /// <summary>The shape with a number.</summary>
    public Segment this[int shape] => _shapes[shape];

    /// <summary>The segments of a k x k kernel.</summary>
    /// <param name="side">1..8.</param>
    public static SegmentCatalog For(int side) => For(side, side);

    /// <summary>The segments of a kernel of any extent; a 1 x k kernel has the runs along one axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1, or the kernel has more than <see cref="MaximumCells"/>
    /// cells.</exception>
    public static SegmentCatalog For(int kernelHeight, int kernelWidth)
    {
        CheckSides(kernelHeight, kernelWidth);
        var shapes = ImmutableArray.CreateBuilder<Segment>();
        shapes.Add(new Segment([]));
        for (var length = 1; length <= Math.Max(kernelHeight, kernelWidth); length++)
        {
            foreach (var direction in length == 1 ? s_directions.Take(1) : s_directions)
            {
                AddRuns(shapes, kernelHeight, kernelWidth, length, direction);
            }
        }

        return new SegmentCatalog(kernelHeight, kernelWidth, isDense: false, shapes.ToImmutable());
    }

    /// <summary>The catalogue of a dense layer: the full rectangle and nothing else, cells row by row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1, or the kernel has more than <see cref="MaximumCells"/>
    /// cells.</exception>
    public static SegmentCatalog Dense(int kernelHeight, int kernelWidth) => Dense(kernelHeight, kernelWidth, 1, 1);

    /// <summary>
    /// The catalogue of a dilated layer: one shape, whose cells lie apart; its extent is <c>(rows - 1) * dilation + 1</c>.
    /// </summary>
    /// <param name="rows">Rows of cells.</param>
    /// <param name="columns">Columns of cells.</param>
    /// <param name="dilationY">Rows from one cell to the next, 1..<see cref="MaximumDilation"/>.</param>
    /// <param name="dilationX">Columns from one cell to the next, 1..<see cref="MaximumDilation"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the kernel has more than <see cref="MaximumCells"/>
    /// cells.</exception>
    public static SegmentCatalog Dense(int rows, int columns, int dilationY, int dilationX)
    {
        CheckSides(rows, columns);
        CheckDilation(dilationY);
        CheckDilation(dilationX);
        var cells =
            from row in Enumerable.Range(0, rows)
            from column in Enumerable.Range(0, columns)
            select new Cell(row * dilationY, column * dilationX);
        return new SegmentCatalog(
            Extent(rows, dilationY),
            Extent(columns, dilationX),
            isDense: true,
            [new Segment([.. cells])],
            rows == 1 ? 1 : dilationY,
            columns == 1 ? 1 : dilationX
        );
    }

    private static int Extent(int cells, int dilation) => ((cells - 1) * dilation) + 1;

    private static void CheckDilation(int dilation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dilation, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dilation, MaximumDilation);
    }

    /// <inheritdoc/>
    public bool Equals(SegmentCatalog? other) =>
        other is not null
        && KernelHeight == other.KernelHeight
        && KernelWidth == other.KernelWidth
        && IsDense == other.IsDense
        && DilationY == other.DilationY
        && DilationX == other.DilationX;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SegmentCatalog);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(KernelHeight, KernelWidth, IsDense, DilationY, DilationX);

    private static void AddRuns(ImmutableArray<Segment>.Builder shapes, int height, int width, int length, (int Down, int Right) direction)
    {
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var lastRow = row + ((length - 1) * direction.Down);
                var lastColumn = column + ((length - 1) * direction.Right);
                if (lastRow < height && lastColumn >= 0 && lastColumn < width)
                {
                    shapes.Add(
                        new Segment([
                            .. Enumerable
                                .Range(0, length)
                                .Select(step => new Cell(row + (step * direction.Down), column + (step * direction.Right))),
                        ])
                    );
                }
            }
        }
    }

    private static void CheckSides(int kernelHeight, int kernelWidth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kernelHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernelWidth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kernelHeight, MaximumCells);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kernelWidth, MaximumCells / kernelHeight);
    }
}
