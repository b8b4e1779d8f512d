using Striate.Model.Segments;

namespace Striate.UnitTests.Model.Segments;

public class SegmentCatalogTests
{
    // Shape numbers are stored in packages: this order can never change. Rows from top to bottom, x marks a cell.
    private const string OrderFor3x3 = """
        0 ... ... ...
        1 x.. ... ...
        2 .x. ... ...
        3 ..x ... ...
        4 ... x.. ...
        5 ... .x. ...
        6 ... ..x ...
        7 ... ... x..
        8 ... ... .x.
        9 ... ... ..x
        10 xx. ... ...
        11 .xx ... ...
        12 ... xx. ...
        13 ... .xx ...
        14 ... ... xx.
        15 ... ... .xx
        16 x.. .x. ...
        17 .x. ..x ...
        18 ... x.. .x.
        19 ... .x. ..x
        20 x.. x.. ...
        21 .x. .x. ...
        22 ..x ..x ...
        23 ... x.. x..
        24 ... .x. .x.
        25 ... ..x ..x
        26 .x. x.. ...
        27 ..x .x. ...
        28 ... .x. x..
        29 ... ..x .x.
        30 xxx ... ...
        31 ... xxx ...
        32 ... ... xxx
        33 x.. .x. ..x
        34 x.. x.. x..
        35 .x. .x. .x.
        36 ..x ..x ..x
        37 ..x .x. x..
        """;

    [Fact]
    public void A_3x3_kernel_has_these_38_shapes_in_this_order() =>
        Draw(SegmentCatalog.For(3)).ShouldBe(OrderFor3x3.ReplaceLineEndings("\n"));

    [Fact]
    public void A_3x3_kernel_has_8_segments_of_length_3_and_20_of_length_2_and_9_points() =>
        CountsByLength(SegmentCatalog.For(3)).ShouldBe([1, 9, 20, 8]);

    [Fact]
    public void A_1x4_kernel_has_the_runs_along_its_axis() =>
        Draw(SegmentCatalog.For(1, 4)).ShouldBe("0 ....\n1 x...\n2 .x..\n3 ..x.\n4 ...x\n5 xx..\n6 .xx.\n7 ..xx\n8 xxx.\n9 .xxx\n10 xxxx");

    [Fact]
    public void Taps_run_in_the_direction_of_the_segment()
    {
        var catalog = SegmentCatalog.For(3);
        catalog[31].Cells.ShouldBe([new(1, 0), new(1, 1), new(1, 2)]);
        catalog[33].Cells.ShouldBe([new(0, 0), new(1, 1), new(2, 2)]);
        catalog[35].Cells.ShouldBe([new(0, 1), new(1, 1), new(2, 1)]);
        catalog[37].Cells.ShouldBe([new(0, 2), new(1, 1), new(2, 0)]);
    }

    [Fact]
    public void Counts_follow_the_formula_for_every_extent()
    {
        foreach (var (height, width) in Extents())
        {
            var expected = Enumerable
                .Range(0, Math.Max(height, width) + 1)
                .Select(length =>
                    length switch
                    {
                        0 => 1,
                        1 => height * width,
                        _ => (height * Fits(width, length))
                            + (width * Fits(height, length))
                            + (2 * Fits(width, length) * Fits(height, length)),
                    }
                );
            CountsByLength(SegmentCatalog.For(height, width)).ShouldBe(expected.ToArray(), $"{height}x{width}");
        }
    }

    [Fact]
    public void No_two_shapes_of_a_catalogue_have_the_same_cells()
    {
        foreach (var (height, width) in Extents())
        {
            SegmentCatalog.For(height, width).Shapes.Select(shape => shape.Mask(width)).ShouldBeUnique();
        }
    }

    [Fact]
    public void A_dense_catalogue_has_the_full_rectangle_row_by_row()
    {
        var dense = SegmentCatalog.Dense(2, 3);
        dense.IsDense.ShouldBeTrue();
        dense.Count.ShouldBe(1);
        dense[0].Cells.ShouldBe([new(0, 0), new(0, 1), new(0, 2), new(1, 0), new(1, 1), new(1, 2)]);
    }

    [Fact]
    public void Catalogues_are_equal_by_extent_and_kind()
    {
        SegmentCatalog.For(3).ShouldBe(SegmentCatalog.For(3, 3));
        SegmentCatalog.For(1, 3).ShouldNotBe(SegmentCatalog.For(3, 1));
        SegmentCatalog.For(3).ShouldNotBe(SegmentCatalog.Dense(3, 3));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(-1, -1)]
    [InlineData(9, 8)]
    [InlineData(1, 65)]
    [InlineData(65_536, 65_536)]
    public void Kernels_without_cells_or_with_more_than_64_are_refused(int height, int width)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => SegmentCatalog.For(height, width));
        Should.Throw<ArgumentOutOfRangeException>(() => SegmentCatalog.Dense(height, width));
    }

    private static IEnumerable<(int Height, int Width)> Extents() =>
        from height in Enumerable.Range(1, 8)
        from width in Enumerable.Range(1, 8)
        select (height, width);

    private static int Fits(int side, int length) => Math.Max(0, side - length + 1);

    private static int[] CountsByLength(SegmentCatalog catalog) =>
        [.. catalog.Shapes.CountBy(shape => shape.Cells.Length).OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    private static string Draw(SegmentCatalog catalog) =>
        string.Join('\n', catalog.Shapes.Select((shape, number) => $"{number} {Draw(shape, catalog)}"));

    private static string Draw(Segment shape, SegmentCatalog catalog) =>
        string.Join(
            ' ',
            Enumerable
                .Range(0, catalog.KernelHeight)
                .Select(row =>
                    string.Concat(
                        Enumerable.Range(0, catalog.KernelWidth).Select(column => shape.Cells.Contains(new Cell(row, column)) ? 'x' : '.')
                    )
                )
        );
}
