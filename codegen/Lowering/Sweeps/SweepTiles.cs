using System.Collections.Immutable;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>The class that packs a layer's input, tile after tile, and has every output channel swept over each.</summary>
internal static class SweepTiles
{
    private const int LongestUnroll = 8;
    private const int LongestSmallUnroll = 2;

    public static KernelClass Of(LoweringContext context, SweepKernel kernel, ImmutableArray<KernelClass> blocks)
    {
        var (layer, plan) = (kernel.Layer, kernel.Plan);
        var cells = layer.Bank.Catalog[layer.Bank.Shapes[0]].Cells;
        ImmutableArray<TableText> tables =
            kernel.IndexBits == 0 && cells.Length > 0
                ? [TableText.Narrowest("Taps", [.. cells.Select(cell => plan.TapOffset(cell.Row, cell.Column))])]
                : [];
        var pack = Pack(context, kernel);
        var run = new KernelMethod(
            "Run",
            true,
            [.. SweepConvolution.Arrays, .. SweepConvolution.Sum(kernel.AddedSum)],
            [
                new LibraryCall("Array", "Clear", ["r", 0, plan.PackedWords]),
                new LibraryCall("Array", "Clear", ["f", 0, SweepConvolution.OffsetInts(layer, plan)]),
                .. tables.IsEmpty ? [] : SameTaps(layer, plan, tables[0]),
                new Assign("q", context.Output(layer).Start, "int"),
                .. plan.Tile < plan.Band ? Tiles(context, kernel, blocks, pack) : Tile(kernel, blocks, pack, plan.Tile, [], 0),
            ]
        );
        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            tables,
            [run, pack],
            ["a", "acc", "r", .. kernel.AddedSum is null ? [] : new Code[] { kernel.AddedSum.TableOf(context).Name }]
        );
    }

    /// <summary>Offsets of taps where all kernels have one shape: the same for every output channel.</summary>
    private static IEnumerable<Statement> SameTaps(Convolution layer, SweepPlan plan, TableText taps) =>
        [
            new Assign("taps", taps.Field, taps.ArrayType),
            new Assign("t", 0, "int"),
            new Loop(
                new Assign("c", 0, "int"),
                "c",
                layer.Bank.InputChannels * plan.ChannelWords,
                new Increase("c", plan.ChannelWords),
                layer.Bank.InputChannels,
                [Loop.Count("i", taps.Values.Length, [new Store("f", "t", (Code)"c" + new Element("taps", "i")), new Increase("t", 1)])]
            ),
        ];

    /// <summary>All tiles; rows that two of them read are packed once.</summary>
    private static IEnumerable<Statement> Tiles(
        LoweringContext context,
        SweepKernel kernel,
        ImmutableArray<KernelClass> blocks,
        KernelMethod pack
    )
    {
        var (plan, output) = (kernel.Plan, context.Output(kernel.Layer));
        var tiles = kernel.TileRows.ToList();
        var (planesEnd, halo, behindFirst) = (plan.Channels * plan.ChannelWords, plan.Outer.Halo, 1 - (1.0 / tiles.Count));
        Statement keep = new Block([
            new Loop(
                new Assign("p", 0, "int"),
                "p",
                planesEnd,
                new Increase("p", plan.PlaneWords),
                planesEnd / plan.PlaneWords,
                [new LibraryCall("Array", "Copy", ["r", (Code)"p" + (plan.Tile * plan.Pitch), "r", "p", halo * plan.Pitch])]
            ),
            new Assign("fresh", halo),
        ]);
        return
        [
            .. halo == 0 ? [] : new Statement[] { new Assign("fresh", 0, "int") },
            new Loop(
                new Assign("y", 0, "int"),
                "y",
                plan.Band,
                new Increase("y", plan.Tile),
                tiles.Count,
                [
                    new Assign("rows", plan.Tile, "int"),
                    .. plan.Band % plan.Tile == 0
                        ? []
                        : new Statement[]
                        {
                            new If(
                                "y",
                                Comparison.Greater,
                                plan.Band - plan.Tile,
                                new Assign("rows", (Code)plan.Band - "y"),
                                1.0 / tiles.Count
                            ),
                        },
                    .. halo == 0 ? [] : new Statement[] { new If("y", Comparison.Greater, 0, keep, behindFirst) },
                    .. Tile(kernel, blocks, pack, "rows", halo == 0 ? [] : ["fresh"], halo * behindFirst),
                    new Increase("q", plan.Tile * (plan.Transposed ? output.PixelPitch : output.RowPitch)),
                ]
            ),
        ];
    }

    /// <summary>Packs the rows of a tile that are not there yet, and sweeps it.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="blocks">The classes that call it for every output channel.</param>
    /// <param name="pack">Packs a row of a phase.</param>
    /// <param name="rows">Outputs of the tile along the outer axis.</param>
    /// <param name="fresh">First row that is not there; none: the first one.</param>
    /// <param name="known">Rows that are there, on average.</param>
    private static IEnumerable<Statement> Tile(
        SweepKernel kernel,
        ImmutableArray<KernelClass> blocks,
        KernelMethod pack,
        Code rows,
        ImmutableArray<Code> fresh,
        double known
    )
    {
        var plan = kernel.Plan;
        Code i = "i",
            row = plan.Tile < plan.Band ? (Code)"y" + i : i;
        var packs = Enumerable
            .Range(0, plan.Outer.Phases)
            .Select(phase => new Call(
                null,
                pack,
                [
                    "a",
                    "r",
                    (plan.Outer.Stride == 1 ? row : row * plan.Outer.Stride).Plus(phase - plan.Outer.Before),
                    (i * plan.Pitch).Plus(phase * plan.Inner.Phases * plan.PlaneWords),
                ]
            ));
        var end = rows is IntLiteral all
            ? plan.PackedWords + plan.Words(all.Value)
            : ((Code)(plan.PackedWords + plan.Inner.Output - plan.Pitch)) + (rows * plan.Pitch);
        return
        [
            new Loop(
                new Assign("i", fresh.IsEmpty ? 0 : fresh[0], "int"),
                "i",
                rows.Plus(plan.Outer.Halo),
                new Increase("i", 1),
                kernel.TileRows.Average() + plan.Outer.Halo - known,
                [.. packs]
            ),
            new Assign("end", end, "int"),
            .. blocks.Select(block => new Call(
                block.Name,
                block.Methods[0],
                [
                    .. SweepConvolution.Arguments(SweepConvolution.Arrays),
                    "q",
                    "end",
                    .. SweepConvolution.Arguments(SweepConvolution.Sum(kernel.AddedSum)),
                ]
            )),
        ];
    }

    /// <summary>Packs one row of one phase: the values of all lanes, zeros where a lane's row lies beyond the map.</summary>
    private static KernelMethod Pack(LoweringContext context, SweepKernel kernel)
    {
        var plan = kernel.Plan;
        var input = context.Input(kernel.Layer);
        var (outerPitch, innerPitch) = plan.Transposed ? (input.PixelPitch, input.RowPitch) : (input.RowPitch, input.PixelPitch);
        var lanes = Enumerable.Range(0, plan.Lanes).ToList();
        return new KernelMethod(
            "Pack",
            false,
            [new("byte[]", "a"), new("long[]", "r"), new("int", "y"), new("int", "d")],
            [
                .. lanes.SelectMany(lane => RowOf(kernel, lane, context.Memory.ZeroStart, input.Buffer.Start, outerPitch)),
                new Declare("int", ["s", .. lanes.Select(lane => SweepConvolution.Name("s", lane)), "e"]),
                .. Columns(plan).SelectMany(column => Column(plan, input, column, innerPitch, lanes)),
            ]
        );
    }

    /// <summary>Where a lane's row begins.</summary>
    private static IEnumerable<Statement> RowOf(SweepKernel kernel, int lane, int zeros, int start, int pitch)
    {
        var plan = kernel.Plan;
        var (row, place, shift) = (
            SweepConvolution.Name("y", lane),
            SweepConvolution.Name("p", lane),
            plan.Start(lane) * plan.Outer.Stride
        );
        var first = PackedRows(kernel).Select(packed => packed + shift).ToList();
        var inside = first.FindAll(position => position >= 0);
        return
        [
            new Assign(row, ((Code)"y").Plus(shift), "int"),
            new Assign(place, zeros, "int"),
            new If(
                row,
                Comparison.GreaterOrEqual,
                0,
                new Block([
                    new If(
                        row,
                        Comparison.Less,
                        plan.Outer.Input,
                        new Assign(place, (Code)start + ((Code)row * pitch)),
                        inside.Count == 0 ? 0 : inside.Count(position => position < plan.Outer.Input) / (double)inside.Count
                    ),
                ]),
                inside.Count / (double)first.Count
            ),
        ];
    }

    /// <summary>The rows of the first lane that are packed, in all tiles and phases.</summary>
    private static IEnumerable<int> PackedRows(SweepKernel kernel)
    {
        var plan = kernel.Plan;
        return from tile in kernel.TileRows.Select((rows, number) => (Rows: rows, First: number * plan.Tile))
            from row in Enumerable.Range(0, tile.Rows + plan.Outer.Halo).Skip(tile.First == 0 ? 0 : plan.Outer.Halo)
            from phase in Enumerable.Range(0, plan.Outer.Phases)
            select ((tile.First + row) * plan.Outer.Stride) + phase - plan.Outer.Before;
    }

    private static IEnumerable<Statement> Column(
        SweepPlan plan,
        MapAccess input,
        (int Plane, int First, int End, int Source) column,
        int innerPitch,
        List<int> lanes
    )
    {
        var unroll = Enumerable.Range(1, plan.Uniform ? LongestSmallUnroll : LongestUnroll).Last(count => plan.Channels % count == 0);
        IEnumerable<Statement> Move(int values) => lanes.Select(lane => new Increase(SweepConvolution.Name("s", lane), values));
        var words = Enumerable
            .Range(0, unroll)
            .Select(word => new Store(
                "r",
                ((Code)"w").Plus(word * plan.ChannelWords),
                PackedWord(plan, lane => input.Value(SweepConvolution.Name("s", lane), word))
            ));
        return
        [
            new Assign("e", ((Code)"d").Plus(column.Plane + column.End)),
            .. lanes.Select(lane => new Assign(
                SweepConvolution.Name("s", lane),
                ((Code)SweepConvolution.Name("p", lane)).Plus(column.Source * innerPitch)
            )),
            new Loop(
                new Assign("s", ((Code)"d").Plus(column.Plane + column.First)),
                "s",
                "e",
                new Increase("s", 1),
                column.End - column.First,
                [
                    new Assign("w", "s", "int"),
                    new Loop(
                        new Assign("stop", (Code)"s" + (plan.Channels * plan.ChannelWords), "int"),
                        "w",
                        "stop",
                        new Increase("w", unroll * plan.ChannelWords),
                        plan.Channels / unroll,
                        [.. words, .. Move(unroll)]
                    ),
                    .. Move((plan.Inner.Stride * innerPitch) - plan.Channels),
                ]
            ),
        ];
    }

    /// <summary>Of each phase the plane, the words of a row that lie on the input, and the input column of the first of them.</summary>
    private static IEnumerable<(int Plane, int First, int End, int Source)> Columns(SweepPlan plan)
    {
        for (var phase = 0; phase < plan.Inner.Phases; phase++)
        {
            var (first, end) = plan.Inner.Valid(phase, plan.Inner.Output + plan.Inner.Halo);
            if (end > first)
            {
                yield return (phase * plan.PlaneWords, first, end, (first * plan.Inner.Stride) + phase - plan.Inner.Before);
            }
        }
    }

    /// <summary>A word of the planes.</summary>
    /// <param name="plan">How values share words.</param>
    /// <param name="value">The value of a lane.</param>
    private static Code PackedWord(SweepPlan plan, Func<int, Code> value)
    {
        var perInt = plan.Bits < 24 ? 2 : 1;
        return Enumerable
            .Range(0, plan.Lanes)
            .Chunk(perInt)
            .Select(lanes =>
            {
                var narrow = lanes.Select((lane, index) => value(lane) << (index * plan.Bits)).Aggregate((sum, part) => sum + part);
                // Through int: a byte widened to long directly is unsigned to the interpreter, and so is its right shift.
                return new AsInt(narrow).To("long") << (lanes[0] * plan.Bits);
            })
            .Aggregate((sum, part) => sum + part);
    }
}
