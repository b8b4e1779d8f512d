using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>
/// The whole map is packed before the first window. Row i + b of a lane is row i of the next one, where b is what a band
/// reads of the map: rows of the padding above and rows below the band are shifted copies wherever the lane that has no
/// neighbour lies in the padding.
/// </summary>
internal static class LaneMap
{
    /// <summary>Packs the map and calls the blocks.</summary>
    public static (IEnumerable<Statement> Body, KernelMethod? Pack) Body(
        Convolution layer,
        LanePlan plan,
        PackedRows rows,
        IReadOnlyList<string> tables,
        ImmutableArray<KernelClass> blocks
    )
    {
        var count = ((plan.Layout.Band - 1) * layer.Window.StrideY) + layer.Window.KernelHeight;
        var calls = blocks.Select(block => new Call(
            block.Name,
            block.Methods[0],
            ["a", "r", .. tables.Select(table => (Code)table), .. LaneSum.Arguments(block.Methods[0])]
        ));
        return (
            [
                .. rows.HasZeros ? [new LibraryCall("Array", "Clear", ["r", 0, count * rows.Words])] : Array.Empty<Statement>(),
                new Declare("int", ["s", "k"]),
                .. Runs(layer, plan, count, rows).OrderBy(run => run.Source != 0).SelectMany(run => Pack(rows, run)),
                .. calls,
            ],
            null
        );
    }

    /// <summary>Consecutive rows that are packed alike: from bytes, or from the row <c>Source</c> rows away.</summary>
    private static List<(int Row, int Count, int Source)> Runs(Convolution layer, LanePlan plan, int count, PackedRows rows)
    {
        var runs = new List<(int Row, int Count, int Source)>();
        for (var row = 0; row < count; row++)
        {
            var source = SourceOf(layer, plan.Layout, count, rows, row);
            if (runs.Count > 0 && runs[^1].Source == source)
            {
                runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            }
            else
            {
                runs.Add((row, 1, source));
            }
        }

        return runs;
    }

    private static int SourceOf(Convolution layer, LaneLayout layout, int count, PackedRows rows, int row)
    {
        var (above, band) = (layer.Window.Padding.Top, layout.Band * layer.Window.StrideY);
        bool IsPacked(int other) => other >= above && other < Math.Min(above + band, count);
        if (rows.Input.Buffer.Map.Type.Signed)
        {
            return 0;
        }

        var lastLaneIsBelow = row - above + ((layout.Lanes - 1) * band) >= rows.Input.Shape.Height;
        return row < above && IsPacked(row + band) ? band
            : row >= above + band && IsPacked(row - band) && lastLaneIsBelow ? -band
            : 0;
    }

    private static IEnumerable<Statement> Pack(PackedRows rows, (int Row, int Count, int Source) run)
    {
        if (run.Source == 0)
        {
            return
            [
                new Assign("s", rows.First + (run.Row * rows.Input.RowPitch)),
                new Assign("k", (run.Row * rows.Words) + rows.Inside),
                Loop.Count(
                    "y",
                    run.Count,
                    [rows.Pack(), new Increase("s", rows.Input.RowPitch - rows.Count), new Increase("k", rows.Words - rows.Count)]
                ),
            ];
        }

        // From the first to the last word inside: the zeros between rows are shifted along.
        var words = ((run.Count - 1) * rows.Words) + rows.Count;
        var unroll = PackedRows.UnrollOf(words);
        Code Copy(int word)
        {
            var source = new Element("r", ((Code)"k").Plus(word + (run.Source * rows.Words)));
            var isCut = rows.Layout.Lanes * rows.Layout.Bits < 64;
            return run.Source < 0 ? source >> rows.Layout.Bits
                : isCut ? (source << rows.Layout.Bits) & Code.Long(long.MaxValue)
                : source << rows.Layout.Bits;
        }

        return
        [
            new Assign("k", (run.Row * rows.Words) + rows.Inside),
            Loop.Over("k", words, unroll, Enumerable.Range(0, unroll).Select(word => new Store("r", ((Code)"k").Plus(word), Copy(word)))),
        ];
    }
}
