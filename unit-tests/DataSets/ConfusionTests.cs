using System.Collections.Immutable;
using SkiaSharp;
using Striate.DataSets;
using Striate.Results.Pictures;

namespace Striate.UnitTests.DataSets;

public sealed class ConfusionTests
{
    [Fact]
    public void Samples_are_counted_by_class_and_by_what_was_told()
    {
        var matrix = ConfusionMatrix.Of(3, [0, 0, 0, 1, 1, 0], [0, 1, 0, 1, 2, 0]);
        matrix.Rows.Select(row => string.Join(' ', row)).ShouldBe(["3 1 0", "0 1 1", "0 0 0"]);
        matrix.Correct.ShouldBe(4);
        matrix.Rows.Select((row, number) => ConfusionMatrix.Recall(row, number)).ShouldBe([75.0, 50.0, null]);
    }

    // The first class is the highest row and the leftmost column.
    [Fact]
    public void The_picture_is_dark_where_samples_are()
    {
        ImmutableArray<ImmutableArray<int>> rows =
        [
            [9, 0, 0],
            [0, 0, 9],
            [0, 0, 9],
        ];
        using var picture = SKBitmap.Decode(ConfusionPlot.Draw(["a", "b", "c"], rows));
        int Dark(Func<int, int, bool> isIn) =>
            Enumerable
                .Range(0, picture.Width * picture.Height)
                .Count(pixel =>
                    isIn(pixel % picture.Width, pixel / picture.Width)
                    && picture.GetPixel(pixel % picture.Width, pixel / picture.Width) is { Red: < 60, Green: < 80, Blue: > 90 }
                );
        var (right, low) = (picture.Width / 2, picture.Height / 2);
        Dark((x, y) => x < right && y < low).ShouldBeGreaterThan(1000);
        Dark((x, y) => x < right && y > low).ShouldBeLessThan(200);
        Dark((x, y) => x > right && y > low).ShouldBeGreaterThan(2000);
    }
}
