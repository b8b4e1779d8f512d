using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Arithmetic;
using Striate.Codegen.Memory;
using Striate.Codegen.Planning;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>Convolutions in lanes: literal weights, several output rows at once.</summary>
internal static class LaneConvolution
{
    /// <summary>Words that a whole packed map may take: what is left on a board without PSRAM beside the maps themselves.</summary>
    private const int MostMapWords = 2_304;

    /// <summary>Maps of more rows are cut into bands of rows only.</summary>
    private const int MostRowsAcross = 4;

    // Values before the clamp, and what is added to them, are ints.
    private const int LeastValue = int.MinValue / 4;
    private const int MostValue = int.MaxValue / 4;

    /// <summary>Output channels that a class may have, each twice the one before.</summary>
    private static readonly int[] s_blockOutputs = [32, 64];

    /// <summary>Whether a table of products serves a sum.</summary>
    private static readonly bool[] s_productsFirst = [true, false];
    private static readonly bool[] s_plainOnly = [false];

    /// <summary>The same where each takes a word for every position that is pooled.</summary>
    private static readonly int[] s_pooledOutputs = [8, 16, 32];

    /// <summary>Two to four lanes; bands of rows packed in each way, or bands of columns where there are few rows.</summary>
    public static IEnumerable<KernelVariant> Variants(LoweringContext context, Convolution layer)
    {
        for (var lanes = 2; lanes <= 4 && layer.Requantisation is not null && !context.IsLast(layer); lanes++)
        {
            foreach (var variant in Variants(context, layer, lanes, pool: null))
            {
                yield return variant;
            }

            foreach (var variant in FusedPool.Of(context, layer) is { } pool ? Variants(context, pool.Windows, lanes, pool) : [])
            {
                yield return variant;
            }
        }
    }

    private static IEnumerable<KernelVariant> Variants(LoweringContext context, Convolution layer, int lanes, FusedPool? pool)
    {
        var (rows, columns) = (layer.Output.Shape.Height, layer.Output.Shape.Width);
        var down = (lanes - 1) * LaneLayout.Of(lanes, rows).Band < rows ? Plans(context, layer, LayoutOf(lanes, rows, pool), pool) : [];
        var across = rows <= MostRowsAcross && columns >= lanes ? PlansAcross(context, layer, LayoutOf(lanes, columns, pool), pool) : [];
        foreach (var plan in down.Concat(across))
        {
            var input = InputRange(context.RangeOf(layer), context.InputOf(layer), plan, rows);
            var clamp = Values(layer, input);
            if (
                clamp.Least > LeastValue
                && clamp.Most < MostValue
                && PlainArithmetic.HasIntDistances(layer.Requantisation!, AccumulatorBounds.Of(layer, input))
                && (pool is null || LaneParts.Fits(layer, input, plan.Layout.Capacity))
            )
            {
                var clamped = plan with { ClampsByTable = clamp.IsShort && layer.Requantisation!.Split is null };
                if (clamped is { MultipliesByTable: true, ClampsByTable: false })
                {
                    continue;
                }

                yield return new KernelVariant(
                    NameOf(layer, clamped),
                    WorkspaceOf(context, layer, clamped, clamp),
                    planned => Lower(planned, layer, clamped)
                )
                {
                    Weights = WeightForm.Lanes,
                    Fuses = clamped.Next,
                    Family = Line($"{lanes} lanes{(pool is null ? "" : ", pooled")}"),
                };
            }
        }
    }

    private static LaneLayout LayoutOf(int lanes, int lines, FusedPool? pool) =>
        LaneLayout.Of(lanes, lines) with
        {
            HasFreeBit = pool is not null,
        };

    private static Workspace WorkspaceOf(LoweringContext context, Convolution layer, LanePlan plan, ClampUse clamp) =>
        new(
            plan.Across ? 0 : plan.Layout.Overrun(layer.Output.Shape.Height),
            plan.Across ? 0 : (((plan.Layout.Lanes * plan.Layout.Band) - 1) * layer.Window.StrideY) + layer.Window.KernelHeight,
            Words(layer, plan, context.InputOf(layer).Shape.Channels),
            Clamps:
            [
                .. plan.ClampsByTable ? [clamp with { Factor = plan.Factor }] : Array.Empty<ClampUse>(),
                .. plan.Sum is null ? Array.Empty<ClampUse>() : [plan.Sum.Clamp],
            ]
        );

    private static string NameOf(Convolution layer, LanePlan plan) =>
        Line($"{plan.Layout.Lanes} lanes, {(plan.Across ? "columns packed at each load" : PackingName(plan.Packing))}, ")
        + Line(
            $"{Math.Min(plan.BlockOutputs, layer.Bias.Length)} outputs per class{(plan.ClampsByTable ? "" : ", clamped by comparison")}{(plan.Next is null ? "" : $", with '{plan.Next.Name}'")}{(plan.MultipliesByTable ? " by a table of products" : "")}"
        );

    private static IEnumerable<LanePlan> Plans(LoweringContext context, Convolution layer, LaneLayout layout, FusedPool? pool) =>
        from sum in pool is null && FusedAdd.Of(context, layer) is { } fused ? [null, fused] : new FusedAdd?[] { null }
        from products in sum is null or { Factor: 0 } ? s_plainOnly : s_productsFirst
        from packing in Enum.GetValues<LanePacking>()
        let sizes = pool is null ? s_blockOutputs : s_pooledOutputs
        from outputs in sizes
        where outputs == sizes[0] || outputs / 2 < layer.Bias.Length
        let plan = new LanePlan(layout, packing, outputs, sum, MultipliesByTable: products, Pool: pool)
        where packing == LanePacking.AtLoad || !context.HasPaddingToFill(layer)
        where packing != LanePacking.Map || Words(layer, plan, context.InputOf(layer).Shape.Channels) <= MostMapWords
        select plan;

    private static IEnumerable<LanePlan> PlansAcross(LoweringContext context, Convolution layer, LaneLayout layout, FusedPool? pool) =>
        from plan in Plans(context, layer, layout, pool)
        // Where bands overlap, a sum in place of its operand would be added twice.
        where plan.Packing == LanePacking.AtLoad && (plan.Sum is null || layout.Overrun(layer.Output.Shape.Width) == 0)
        select plan with
        {
            Across = true,
        };

    private static string PackingName(LanePacking packing) =>
        packing switch
        {
            LanePacking.Ring => "rows packed once",
            LanePacking.Map => "map packed once",
            _ => "packed at each load",
        };

    /// <summary>Words that the packed input takes at once.</summary>
    private static int Words(Convolution layer, LanePlan plan, int inputChannels)
    {
        var row = PackedRows.WordsOf(layer, inputChannels);
        return plan.Packing switch
        {
            LanePacking.Ring => layer.Window.KernelHeight * row,
            LanePacking.Map => (((plan.Layout.Band - 1) * layer.Window.StrideY) + layer.Window.KernelHeight) * row,
            _ => 0,
        };
    }

    /// <summary>The classes of a plan.</summary>
    private static ImmutableArray<KernelClass> Lower(LoweringContext context, Convolution layer, LanePlan plan)
    {
        // Ways that differ in where words are loaded from, or where results go, take the same taps apart.
        LaneBlock Block(IReadOnlyList<LaneOutput> outputs) =>
            new(
                outputs,
                context.Cache.Of(
                    (layer.Name, plan.Layout, plan.Across, outputs[0].Channel, outputs.Count),
                    () => new LaneTerms([.. outputs.Select(output => output.Parts)])
                )
            );

        var geometry = Geometry.Of(context, layer);
        var rows = PackedRows.Of(layer, plan.Layout, geometry.Input);
        var table = plan.ClampsByTable
            ? context.ClampTableOf(layer.Requantisation!.Minimum, layer.Requantisation.Maximum, plan.Factor)!
            : null;
        var codes = Outputs(context, layer, plan, table)
            .Chunk(plan.BlockOutputs)
            .SelectMany(outputs =>
                MethodSplit.Classes(
                    outputs,
                    output => output.Parts.Sum(part => part.Count),
                    part =>
                        plan.Packing switch
                        {
                            LanePacking.Ring => RingBlock(context, layer, plan, geometry, Block(part)),
                            LanePacking.Map => MapBlock(context, layer, plan, geometry, rows, Block(part)),
                            _ => AtLoad(context, layer, plan, geometry, table, Block(part)),
                        }
                )
            )
            .Select(part => part with { Name = context.ClassNameFor(layer) })
            .ToImmutableArray();
        return plan.Packing == LanePacking.AtLoad ? codes : codes.Add(Packer(context, layer, plan, rows, table, codes));
    }

    private static ClampUse Values(Convolution layer, ValueRange input)
    {
        var requantisation = layer.Requantisation!;
        var values = AccumulatorBounds
            .Of(layer, input)
            .SelectMany(
                (accumulator, channel) =>
                    new[]
                    {
                        RequantisationStep.Of(requantisation, channel).Rounded(accumulator.Minimum),
                        RequantisationStep.Of(requantisation, channel).Rounded(accumulator.Maximum),
                    }
            )
            .ToList();
        return new ClampUse(
            requantisation.Minimum,
            requantisation.Maximum,
            (int)Math.Clamp(values.Min(), LeastValue, 0),
            (int)Math.Clamp(values.Max(), 0, MostValue)
        );
    }

    /// <summary>The range that lanes must hold: with rows beyond the map, whatever bytes lie there.</summary>
    private static ValueRange InputRange(ValueRange range, FeatureMap input, LanePlan plan, int outputRows) =>
        plan.Across || plan.Layout.Overrun(outputRows) == 0 ? new ValueRange(Math.Min(0, range.Minimum), Math.Max(0, range.Maximum))
        : input.Type.Signed ? new ValueRange(sbyte.MinValue, sbyte.MaxValue)
        : new ValueRange(byte.MinValue, byte.MaxValue);

    private static IEnumerable<LaneOutput> Outputs(LoweringContext context, Convolution layer, LanePlan plan, ClampTable? table)
    {
        var input = InputRange(context.RangeOf(layer), context.Input(layer).Buffer.Map, plan, layer.Output.Shape.Height);
        var ranges = AccumulatorBounds.Of(layer, input);
        foreach (var output in LiteralConvolution.Outputs(layer, ranges))
        {
            if (plan.Pool is { } pool)
            {
                var (_, minimum) = LaneParts
                    .Of([.. output.Taps.Select(tap => tap.Weight)], input.Minimum, input.Maximum, plan.Layout.Capacity)
                    .Single();
                yield return new LaneOutput(output.Channel, pool.Positions(output.Taps), RequantisationOf(output, [minimum]))
                {
                    IsLargest = true,
                };
                continue;
            }

            var parts = LaneParts.Of([.. output.Taps.Select(tap => tap.Weight)], input.Minimum, input.Maximum, plan.Layout.Capacity);
            var taps = new List<IReadOnlyList<(InputCell, int)>>();
            foreach (var part in parts)
            {
                taps.Add([.. output.Taps.Skip(taps.Sum(earlier => earlier.Count)).Take(part.Taps)]);
            }

            yield return new LaneOutput(output.Channel, taps, RequantisationOf(output, [.. parts.Select(part => part.Minimum)]));
        }

        LaneRequantisation RequantisationOf(LiteralOutput output, IReadOnlyList<long> minimums) =>
            new(
                plan.Layout,
                table,
                layer.Requantisation!.Minimum,
                layer.Requantisation.Maximum,
                RequantisationStep.Of(layer.Requantisation, output.Channel),
                output.Bias,
                output.Range,
                minimums
            );
    }

    /// <summary>A block's positions in a lane's band, row after row; <c>p</c> is where cells are loaded from.</summary>
    private static IEnumerable<Statement> Positions(
        Convolution layer,
        LanePlan plan,
        Geometry geometry,
        LaneBlock block,
        PackedWindow window,
        Func<int, int, Code, Statement> store
    )
    {
        var strideX = block.CanSlide(layer.Window.StrideX) ? layer.Window.StrideX : 0;
        Statement[] moves = [new Increase("p", window.StepX), new Increase("q", geometry.Output.PixelPitch)];
        var (height, width) = plan.Across ? (geometry.OutputHeight, plan.Layout.Band) : (plan.Layout.Band, geometry.OutputWidth);
        var columns = new Loop(
            new Assign("end", (Code)"p" + (width * window.StepX), "int"),
            "p",
            "end",
            Step: null,
            width,
            [.. block.Position(strideX, window.Load, store), .. moves]
        );
        return
        [
            .. block.Declarations(),
            new Assign("p", window.First, "int"),
            new Assign("q", geometry.Output.Start, "int"),
            Loop.Count(
                "y",
                height,
                [
                    .. strideX == 0 ? [] : block.RowStart(strideX, window.Load),
                    columns,
                    new Increase("p", window.StepRow + ((geometry.OutputWidth - width) * window.StepX)),
                    new Increase("q", geometry.OutputStepRow + ((geometry.OutputWidth - width) * geometry.Output.PixelPitch)),
                ]
            ),
        ];
    }

    private static KernelClass AtLoad(
        LoweringContext context,
        Convolution layer,
        LanePlan plan,
        Geometry geometry,
        ClampTable? table,
        LaneBlock block
    )
    {
        int LaneOffset(int lane) =>
            plan.Start(lane, geometry.OutputWidth) * (plan.Across ? geometry.StepX : layer.Window.StrideY * geometry.Input.RowPitch);
        var window = new PackedWindow(
            geometry.First,
            geometry.StepX,
            geometry.StepRow,
            cell => PackedWord.Of(geometry.Input, plan.Layout, LaneOffset, "p", geometry.CellOffset(cell.Row, cell.Column) + cell.Channel)
        );
        var run = new KernelMethod(
            "Run",
            true,
            [new("byte[]", "a"), .. Tables(layer, plan), .. block.Weights],
            [.. Positions(layer, plan, geometry, block, window, Store(context, plan, geometry))]
        );
        return new KernelClass(layer.Name, string.Empty, [], [run], [.. Arguments(["a"], context, plan, table), .. LaneSum.Arguments(run)]);
    }

    private static KernelClass MapBlock(
        LoweringContext context,
        Convolution layer,
        LanePlan plan,
        Geometry geometry,
        PackedRows rows,
        LaneBlock block
    )
    {
        var stepX = layer.Window.StrideX * rows.Channels;
        var window = new PackedWindow(
            0,
            stepX,
            (layer.Window.StrideY * rows.Words) - (geometry.OutputWidth * stepX),
            cell => new Element("r", ((Code)"p").Plus((cell.Row * rows.Words) + (cell.Column * rows.Channels) + cell.Channel))
        );
        var run = new KernelMethod(
            "Rows",
            true,
            [new("byte[]", "a"), new("long[]", "r"), .. Tables(layer, plan), .. block.Weights],
            [.. Positions(layer, plan, geometry, block, window, Store(context, plan, geometry))]
        );
        return new KernelClass(layer.Name, string.Empty, [], [run], []);
    }

    private static KernelClass RingBlock(LoweringContext context, Convolution layer, LanePlan plan, Geometry geometry, LaneBlock block)
    {
        var strideX = block.CanSlide(layer.Window.StrideX) ? layer.Window.StrideX : 0;
        Code Load(InputCell cell) =>
            new Element("r", ((Code)LaneRing.Slot(cell.Row)).Plus((cell.Column * geometry.Input.PixelPitch) + cell.Channel));
        var slots = LaneRing.Slots(layer);
        var row = new KernelMethod(
            "Row",
            true,
            [
                new("byte[]", "a"),
                new("long[]", "r"),
                .. Tables(layer, plan),
                .. slots.Select(slot => new Parameter("int", slot)),
                new("int", "q"),
                .. block.Weights,
            ],
            [
                .. block.Declarations(),
                .. strideX == 0 ? [] : block.RowStart(strideX, Load),
                Loop.Over(
                    "q",
                    geometry.OutputWidth * geometry.Output.PixelPitch,
                    geometry.Output.PixelPitch,
                    [
                        .. block.Position(strideX, Load, Store(context, plan, geometry)),
                        .. slots.Select(slot => new Increase(slot, geometry.StepX)),
                    ]
                ),
            ]
        );
        return new KernelClass(layer.Name, string.Empty, [], [row], []);
    }

    /// <summary>The class that packs the input and calls the others.</summary>
    private static KernelClass Packer(
        LoweringContext context,
        Convolution layer,
        LanePlan plan,
        PackedRows rows,
        ClampTable? table,
        ImmutableArray<KernelClass> blocks
    )
    {
        var tables = TableNames(plan);
        var (body, pack) =
            plan.Packing == LanePacking.Ring
                ? LaneRing.Body(layer, plan, rows, context.Output(layer), tables, blocks)
                : LaneMap.Body(layer, plan, rows, tables, blocks);
        var run = new KernelMethod("Run", true, [new("byte[]", "a"), new("long[]", "r"), .. Tables(layer, plan)], [.. body]);
        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            [],
            [run, .. pack is null ? [] : new[] { pack }],
            Arguments(["a", "r"], context, plan, table)
        );
    }

    private static Func<int, int, Code, Statement> Store(LoweringContext context, LanePlan plan, Geometry geometry) =>
        (lane, channel, activation) =>
        {
            var start = plan.Start(lane, geometry.OutputWidth) * (plan.Across ? geometry.Output.PixelPitch : geometry.Output.RowPitch);
            var offset = start + channel;
            return new Store(
                "a",
                ((Code)"q").Plus(offset),
                plan.Sum is null ? activation : plan.Sum.Value(context, activation, plan.Factor != 0, "q", offset)
            );
        };

    /// <summary>Tables that clamp: c the layer's own values, or their products where they only go into a sum; d the sums.</summary>
    private static string[] TableNames(LanePlan plan) =>
        [.. plan.ClampsByTable ? ["c"] : Array.Empty<string>(), .. plan.Sum is null ? Array.Empty<string>() : ["d"]];

    private static IEnumerable<Parameter> Tables(Convolution layer, LanePlan plan) =>
        TableNames(plan)
            .Select(name => new Parameter(
                name == "c"
                    ? ClampTable.ElementTypeOf(layer.Requantisation!.Minimum, layer.Requantisation.Maximum, plan.Factor) + "[]"
                    : "byte[]",
                name
            ));

    /// <summary>What is handed over before them, and they.</summary>
    private static ImmutableArray<Code> Arguments(ImmutableArray<Code> others, LoweringContext context, LanePlan plan, ClampTable? table) =>
        [
            .. others,
            .. table is null ? [] : new Code[] { table.Name },
            .. plan.Sum is null ? [] : new Code[] { plan.Sum.TableOf(context).Name },
        ];

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
