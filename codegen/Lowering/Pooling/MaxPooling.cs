using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Max pooling: unrolled windows of several channels, loops over larger ones, or bounds checks where there is padding.</summary>
internal static class MaxPoolingEmission
{
    private const int LongestUnroll = 8;

    /// <summary>Cells that a loop's body compares; larger windows are loops themselves.</summary>
    private const int MostCells = 64;

    public static KernelClass Lower(LoweringContext context, MaxPooling layer) =>
        layer.Window.Padding == Padding.None ? Unrolled(context, layer) : Bounded(context, layer);

    private static KernelClass Unrolled(LoweringContext context, MaxPooling layer)
    {
        var (input, output, window, shape) = (context.Input(layer), context.Output(layer), layer.Window, layer.Output.Shape);
        var longest = Math.Clamp(MostCells / window.Cells, 1, LongestUnroll);
        var unroll = Enumerable.Range(1, longest).Last(count => shape.Channels % count == 0);
        var channels = Enumerable
            .Range(0, unroll)
            .SelectMany(channel =>
                (
                    window.Cells > MostCells ? Looped(context, layer, input) : Largest(input, window, channel, IsRectified(context, layer))
                ).Append(new Store(output.Array, ((Code)"q").Plus(channel), output.Narrow("t")))
            );
        Statement[] position =
            unroll == shape.Channels
                ? [.. channels, new Increase("p", window.StrideX * input.PixelPitch), new Increase("q", output.PixelPitch)]
                :
                [
                    Loop.Over("q", shape.Channels, unroll, [.. channels, new Increase("p", unroll)]),
                    new Increase("p", (window.StrideX * input.PixelPitch) - shape.Channels),
                    new Increase("q", output.PixelPitch - shape.Channels),
                ];
        var (parameters, arguments) = Signature.Of(output);
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                new Declare("int", window.Cells > 1 ? ["t", "v"] : ["t"]),
                new Assign("p", input.Buffer.FirstWindow(Padding.None), "int"),
                new Assign("q", output.Start, "int"),
                Loop.Count(
                    "y",
                    shape.Height,
                    [
                        Loop.Count("x", shape.Width, position),
                        new Increase("p", (window.StrideY * input.RowPitch) - (shape.Width * window.StrideX * input.PixelPitch)),
                        new Increase("q", output.RowPitch - (shape.Width * output.PixelPitch)),
                    ]
                ),
            ]
        );
        return new KernelClass(layer.Name, context.ClassNameFor(layer), [], [run], arguments);
    }

    private static IEnumerable<Statement> Largest(MapAccess input, Window window, int channel, bool isRectified)
    {
        var cells =
            from row in Enumerable.Range(0, window.KernelHeight)
            from column in Enumerable.Range(0, window.KernelWidth)
            select input.Value("p", (row * input.RowPitch) + (column * input.PixelPitch) + channel);
        return cells.SelectMany(
            (cell, index) =>
                index == 0
                    ? (IEnumerable<Statement>)[new Assign("t", cell)]
                    :
                    [
                        new Assign("v", cell),
                        new If("v", Comparison.Greater, "t", new Assign("t", "v"), LargestOf(index + 1, isRectified), IsByData: true),
                    ]
        );
    }

    /// <summary>
    /// How often the last of so many values is the only largest: of different ones each as often; of rectified ones half are 0, and all may
    /// be.
    /// </summary>
    private static double LargestOf(int values, bool isRectified) => (1 - (isRectified ? Math.Pow(0.5, values) : 0)) / values;

    /// <summary>How often a value after the first one is the largest so far, on average over a window.</summary>
    public static double LargerIn(LoweringContext context, MaxPooling layer) =>
        Enumerable.Range(2, Math.Max(1, layer.Window.Cells - 1)).Average(values => LargestOf(values, IsRectified(context, layer)));

    private static bool IsRectified(LoweringContext context, MaxPooling layer) =>
        context.RangeOf(layer).Minimum == 0 && layer.Inputs[0] != Network.InputName;

    /// <summary>A window of one channel, cell by cell.</summary>
    private static IEnumerable<Statement> Looped(LoweringContext context, MaxPooling layer, MapAccess input)
    {
        var window = layer.Window;
        var larger = new If("v", Comparison.Greater, "t", new Assign("t", "v"), LargerIn(context, layer), IsByData: true);
        return
        [
            new Assign("t", layer.Output.Type.Minimum),
            new Assign("r", "p", "int"),
            Loop.Count(
                "ky",
                window.KernelHeight,
                [
                    Loop.Count("kx", window.KernelWidth, [new Assign("v", input.Value("r")), larger, new Increase("r", input.PixelPitch)]),
                    new Increase("r", input.RowPitch - (window.KernelWidth * input.PixelPitch)),
                ]
            ),
        ];
    }

    private static KernelClass Bounded(LoweringContext context, MaxPooling layer)
    {
        var (input, output, window, shape) = (context.Input(layer), context.Output(layer), layer.Window, layer.Output.Shape);
        var (parameters, arguments) = Signature.Of(output);
        Code y = "y",
            x = "x";
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                Loop.Count(
                    "y",
                    shape.Height,
                    Loop.Count(
                        "x",
                        shape.Width,
                        [
                            new Assign(
                                "p",
                                (Code)input.Buffer.FirstWindow(window.Padding)
                                    + (y * (window.StrideY * input.RowPitch))
                                    + (x * (window.StrideX * input.PixelPitch)),
                                "int"
                            ),
                            new Assign("q", (Code)output.Start + (y * output.RowPitch) + (x * output.PixelPitch), "int"),
                            Loop.Over(
                                "q",
                                shape.Channels,
                                1,
                                [
                                    new Assign("t", layer.Output.Type.Minimum, "int"),
                                    .. LargestInside(context, layer, input),
                                    new Store(output.Array, "q", output.Narrow("t")),
                                    new Increase("p", 1),
                                ]
                            ),
                        ]
                    )
                ),
            ]
        );
        return new KernelClass(layer.Name, context.ClassNameFor(layer), [], [run], arguments);
    }

    /// <summary>The largest value of a window's cells that lie on the map.</summary>
    private static IEnumerable<Statement> LargestInside(LoweringContext context, MaxPooling layer, MapAccess input)
    {
        var (window, shape) = (layer.Window, layer.Output.Shape);
        var rows = new BoundedAxis(
            "iy",
            "y",
            "ky",
            shape.Height,
            window.StrideY,
            window.KernelHeight,
            1,
            window.Padding.Top,
            input.Shape.Height
        );
        var columns = new BoundedAxis(
            "ix",
            "x",
            "kx",
            shape.Width,
            window.StrideX,
            window.KernelWidth,
            1,
            window.Padding.Left,
            input.Shape.Width
        );
        var value = input.Value((Code)"p" + ((Code)"ky" * input.RowPitch) + ((Code)"kx" * input.PixelPitch));
        return rows.Cells(
            columns.Cells([
                new Assign("v", value, "int"),
                new If("v", Comparison.Greater, "t", new Assign("t", "v"), LargerIn(context, layer), IsByData: true),
            ])
        );
    }
}
