using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Memory;
using Striate.Codegen.Planning;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Convolutions of few positions from tables: each cell of the window is gathered into words with a lane per position, so
/// that a tap, taken from the compact index storage, serves all positions.
/// </summary>
internal static class GatheredConvolution
{
    private const int MostPositions = 8;

    /// <summary>Taps of a kernel: each number of taps has its own sum in the code.</summary>
    private const int MostTaps = 9;

    /// <summary>Where it applies.</summary>
    public static IEnumerable<KernelVariant> Variants(LoweringContext context, Convolution layer) =>
        LanesOf(layer, context.RangeOf(layer)) is { } lanes
            ?
            [
                new(
                    "tables, positions in lanes",
                    WorkspaceOf(layer, context.InputOf(layer).Shape, lanes),
                    planned => [Lower(planned, layer, lanes)]
                )
                {
                    Weights = WeightForm.Tables,
                    IsCompromise = true,
                },
            ]
            : [];

    /// <summary>Lanes per word, as many as all sums fit; null where the layer has too many positions, or groups, or long kernels.</summary>
    public static int? LanesOf(Convolution layer, ValueRange input)
    {
        var positions = layer.Output.Shape.Height * layer.Output.Shape.Width;
        var longest = layer.Bank.Shapes.Distinct().Max(shape => layer.Bank.Catalog[shape].Cells.Length);
        return positions is < 2 or > MostPositions || layer.Groups > 1 || longest > MostTaps
            ? null
            : Enumerable
                .Range(2, 3)
                .Where(lanes => LaneParts.Fits(layer, input, Capacity(lanes)))
                .Select(lanes => (int?)lanes)
                .LastOrDefault();
    }

    /// <summary>The words of all cells.</summary>
    public static Workspace WorkspaceOf(Convolution layer, Shape input, int lanes) =>
        new(Words: layer.Window.Cells * input.Channels * Words(layer, lanes), Clamps: []);

    /// <summary>The class of a layer.</summary>
    public static KernelClass Lower(LoweringContext context, Convolution layer, int lanes)
    {
        var geometry = Geometry.Of(context, layer);
        var packed = KernelStorage.Pack(layer.Bank);
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        var words = Words(layer, lanes);
        var gather = Gather(layer, geometry, lanes);
        var taps = Taps(layer, packed, geometry.Input.PixelPitch * words);
        var smallest = AccumulatorBounds.Of(layer.Bank, [.. layer.Bias.Select(_ => 0)], context.RangeOf(layer));
        ImmutableArray<TableText> tables =
        [
            .. packed.IndexBits == 0 ? [] : new[] { TableText.Of("Index", packed.Index), TableText.Of("Counts", Counts(layer, packed)) },
            taps,
            TableText.Of("Weights", layer.Bank.Weights),
            // Every lane's sum starts from its distance to the smallest one; the bias takes that back.
            TableText.Of("Offsets", [.. smallest.Select(range => (int)-range.Minimum)]),
            TableText.Of("Bias", [.. smallest.Select((range, channel) => unchecked(layer.Bias[channel] + (int)range.Minimum))]),
            .. requantisation.Tables,
        ];
        var (parameters, arguments) = Signature.Of(geometry.Output, rows: true);
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                .. Cells(layer, geometry, gather, words),
                .. packed.IndexBits == 0
                    ? []
                    : new Statement[]
                    {
                        new Assign("index", new StaticField("Index", "byte[]"), "byte[]"),
                        new Assign("counts", new StaticField("Counts", "byte[]"), "byte[]"),
                        new Assign("bit", 0, "int"),
                    },
                new Assign("taps", taps.Field, taps.ArrayType),
                new Assign("w", new StaticField("Weights", "sbyte[]"), "sbyte[]"),
                .. Counts(layer, packed).Max() > 0 ? [new Assign("k", 0, "int")] : Array.Empty<Statement>(),
                Loop.Count(
                    "o",
                    layer.Bias.Length,
                    [
                        new Assign("offset", new Element(new StaticField("Offsets", "int[]"), "o").To("long"), "long"),
                        .. Enumerable.Range(0, words).Select(word => new Assign(Sum(word), Splat(lanes), "long")),
                        new Loop(
                            new Assign("c", 0, "int"),
                            "c",
                            geometry.Input.PixelPitch * words,
                            new Increase("c", words),
                            geometry.Input.PixelPitch,
                            [.. Slice(layer, packed, words)]
                        ),
                        .. Finish(layer, geometry, requantisation, lanes),
                    ]
                ),
            ]
        );
        return new KernelClass(layer.Name, context.ClassNameFor(layer), tables, [run, gather], arguments);
    }

    private static IEnumerable<Statement> Cells(Convolution layer, Geometry geometry, KernelMethod gather, int words) =>
        [
            new Assign("e", geometry.First, "int"),
            new Assign("d", 0, "int"),
            Loop.Count(
                "y",
                layer.Window.KernelHeight,
                [
                    Loop.Count(
                        "x",
                        layer.Window.KernelWidth,
                        [
                            new Call(null, gather, ["a", "r", "e", "d"]),
                            new Increase("e", geometry.Input.PixelPitch),
                            new Increase("d", geometry.Input.PixelPitch * words),
                        ]
                    ),
                    new Increase("e", geometry.Input.RowPitch - (layer.Window.KernelWidth * geometry.Input.PixelPitch)),
                ]
            ),
        ];

    /// <summary>One cell of the window, all channels: a value of every position.</summary>
    private static KernelMethod Gather(Convolution layer, Geometry geometry, int lanes)
    {
        var stores = Positions(layer)
            .Chunk(lanes)
            .Select(
                (positions, word) =>
                    new Store(
                        "r",
                        ((Code)"d").Plus(word),
                        positions
                            .Select(
                                (position, lane) =>
                                    new AsInt(
                                        geometry.Input.Value(
                                            "s",
                                            (position.Y * layer.Window.StrideY * geometry.Input.RowPitch) + (position.X * geometry.StepX)
                                        )
                                    ).To("long") << (lane * 64 / lanes)
                            )
                            .Aggregate((a, b) => a + b)
                    )
            )
            .ToList();
        return new KernelMethod(
            "Gather",
            false,
            [new("byte[]", "a"), new("long[]", "r"), new("int", "s"), new("int", "d")],
            [Loop.Over("s", geometry.Input.PixelPitch, 1, [.. stores, new Increase("d", stores.Count)])]
        );
    }

    /// <summary>The taps of one kernel added to the sums; its shape is decoded from the index.</summary>
    private static IEnumerable<Statement> Slice(Convolution layer, PackedKernels packed, int words)
    {
        var longest = Counts(layer, packed).Max();
        if (packed.IndexBits == 0)
        {
            return Products(longest, words, firstTap: null);
        }

        var uses = layer
            .Bank.Shapes.GroupBy(shape => layer.Bank.Catalog[shape].Cells.Length)
            .Where(group => group.Key > 0)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key)
            .ToList();
        Code count = new Element("counts", "shape");
        var (left, sums) = (1.0, (Statement?)null);
        foreach (var use in Enumerable.Reverse(uses))
        {
            left = layer.Bank.Shapes.Length - uses.TakeWhile(other => other != use).Sum(other => other.Count());
            sums = new If(
                uses.Count > 1 ? "n" : count,
                Comparison.Equal,
                use.Key,
                new Block([.. Products(use.Key, words, longest > 1 ? "tap" : "shape")]),
                use.Count() / left,
                sums
            );
        }

        return
        [
            .. PackedShape.Decoded(packed.IndexBits, layer.Bank.Slices),
            // The compiler keeps no local of what is used once.
            .. uses.Count > 1 ? new[] { new Assign("n", count, "int") } : [],
            .. longest > 1 ? new[] { new Assign("tap", (Code)"shape" * longest, "int") } : [],
            .. sums is null ? [] : new[] { sums },
        ];
    }

    private static IEnumerable<Statement> Products(int count, int words, Code? firstTap)
    {
        Code Tap(int tap) => (Code)"c" + new Element("taps", firstTap?.Plus(tap) ?? tap);
        Code Weight(int tap) => new AsInt(new Element("w", ((Code)"k").Plus(tap))).To("long");
        var taps = Enumerable.Range(0, count).ToList();
        if (count == 0)
        {
            return [];
        }

        if (words == 1)
        {
            return
            [
                new Assign(Sum(0), new Sum(Sum(0), [.. taps.Select(tap => (false, (Code)new Element("r", Tap(tap)) * Weight(tap)))])),
                new Increase("k", count),
            ];
        }

        return
        [
            .. taps.SelectMany(tap =>
                new Statement[] { new Assign(Line($"p{tap}"), Tap(tap), "int"), new Assign(Line($"v{tap}"), Weight(tap), "long") }
            ),
            .. Enumerable
                .Range(0, words)
                .Select(word => new Assign(
                    Sum(word),
                    new Sum(
                        Sum(word),
                        [.. taps.Select(tap => (false, (Code)new Element("r", ((Code)Line($"p{tap}")).Plus(word)) * Line($"v{tap}")))]
                    )
                )),
            new Increase("k", count),
        ];
    }

    private static IEnumerable<Statement> Finish(Convolution layer, Geometry geometry, RequantisationTables requantisation, int lanes)
    {
        var output = geometry.Output;
        yield return new Assign("bias", new Element(new StaticField("Bias", "int[]"), "o"), "int");
        foreach (var statement in requantisation.Hoisted)
        {
            yield return statement;
        }

        yield return new Assign("q", output.Start == 0 ? "o" : (Code)output.Start + "o", "int");
        yield return new Declare("int", ["t"]);
        foreach (var (position, number) in Positions(layer).Select((position, number) => (position, number)))
        {
            var value = (((Code)Sum(number / lanes)) >> (number % lanes * 64 / lanes)).To("int") & (int)(Capacity(lanes) - 1);
            yield return new Assign("t", value + "bias");
            foreach (var statement in requantisation.Apply)
            {
                yield return statement;
            }

            yield return new Store(
                output.Array,
                ((Code)"q").Plus((position.Y * output.RowPitch) + (position.X * output.PixelPitch)),
                output.Narrow("t")
            );
        }
    }

    private static Code Splat(int lanes) =>
        Enumerable.Range(0, lanes).Select(lane => ((Code)"offset") << (lane * 64 / lanes)).Aggregate((a, b) => a + b);

    private static TableText Taps(Convolution layer, PackedKernels packed, int cellWords)
    {
        var longest = Counts(layer, packed).Max();
        return TableText.Narrowest(
            "Taps",
            [
                .. packed.ShapesInUse.SelectMany(shape =>
                    layer
                        .Bank.Catalog[shape]
                        .Cells.Select(cell => ((cell.Row * layer.Window.KernelWidth) + cell.Column) * cellWords)
                        .Concat(Enumerable.Repeat(0, longest))
                        .Take(longest)
                ),
            ]
        );
    }

    private static ImmutableArray<byte> Counts(Convolution layer, PackedKernels packed) =>
        [.. packed.ShapesInUse.Select(shape => (byte)layer.Bank.Catalog[shape].Cells.Length)];

    private static IEnumerable<(int Y, int X)> Positions(Convolution layer) =>
        from y in Enumerable.Range(0, layer.Output.Shape.Height)
        from x in Enumerable.Range(0, layer.Output.Shape.Width)
        select (y, x);

    private static int Words(Convolution layer, int lanes) => ((layer.Output.Shape.Height * layer.Output.Shape.Width) + lanes - 1) / lanes;

    private static long Capacity(int lanes) => 1L << Math.Min(64 / lanes, 31);

    private static string Sum(int word) => Line($"u{word}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
