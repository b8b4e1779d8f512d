using Striate.Codegen.Rendering;
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
        var channels = Enumerable.Range(0, unroll).SelectMany(channel => (window.Cells > MostCells ? Looped(layer, input) : Largest(input, window, channel)).Append(
            new Store(output.Array, ((Code)"q").Plus(channel), output.Narrow("t"))));
        Statement[] position = unroll == shape.Channels
            ? [.. channels, new Increase("p", window.StrideX * input.PixelPitch), new Increase("q", output.PixelPitch)]
            : [
                Loop.Over("q", shape.Channels, unroll, [.. channels, new Increase("p", unroll)]),
                new Increase("p", (window.StrideX * input.PixelPitch) - shape.Channels), new Increase("q", output.PixelPitch - shape.Channels),
            ];
        var (parameters, arguments) = Signature.Of(output);
        var run = new KernelMethod("Run", true, parameters,
        [
            new Declare("int", window.Cells > 1 ? ["t", "v"] : ["t"]),
            new Assign("p", input.Buffer.FirstWindow(Padding.None), "int"),
            new Assign("q", output.Start, "int"),
            Loop.Count("y", shape.Height,
            [
                Loop.Count("x", shape.Width, position),
                new Increase("p", (window.StrideY * input.RowPitch) - (shape.Width * window.StrideX * input.PixelPitch)),
                new Increase("q", output.RowPitch - (shape.Width * output.PixelPitch)),
            ]),
        ]);
        return new KernelClass(layer.Name, context.ClassNameFor(layer), [], [run], arguments);
    }

    private static IEnumerable<Statement> Largest(MapAccess input, Window window, int channel)
    {
        var cells = from row in Enumerable.Range(0, window.KernelHeight)
                    from column in Enumerable.Range(0, window.KernelWidth)
                    select input.Value("p", (row * input.RowPitch) + (column * input.PixelPitch) + channel);
        return cells.SelectMany((cell, index) => index == 0
            ? (IEnumerable<Statement>)[new Assign("t", cell)]
            : [new Assign("v", cell), new If("v", ">", "t", new Assign("t", "v"), LargestOf(index + 1))]);
    }

    /// <summary>How often the last of so many values is the largest: of different ones each as often.</summary>
    private static double LargestOf(int values) => 1.0 / values;

    /// <summary>How often a value after the first one is the largest so far, on average over a window.</summary>
    private static double LargerIn(Window window) =>
        Enumerable.Range(2, Math.Max(1, window.Cells - 1)).Average(LargestOf);

    /// <summary>A window of one channel, cell by cell.</summary>
    private static IEnumerable<Statement> Looped(MaxPooling layer, MapAccess input)
    {
        var window = layer.Window;
        var larger = new If("v", ">", "t", new Assign("t", "v"), LargerIn(window));
        return
        [
            new Assign("t", layer.Output.Type.Minimum),
            new Assign("r", "p", "int"),
            Loop.Count("ky", window.KernelHeight,
            [
                Loop.Count("kx", window.KernelWidth, [new Assign("v", input.Value("r")), larger, new Increase("r", input.PixelPitch)]),
                new Increase("r", input.RowPitch - (window.KernelWidth * input.PixelPitch)),
            ]),
        ];
    }

    private static KernelClass Bounded(LoweringContext context, MaxPooling layer)
    {
        var (input, output, window) = (context.Input(layer), context.Output(layer), layer.Window);
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = Signature.Of(output);
        var model = new
        {
            Class = className,
            Parameters = string.Join(", ", parameters),
            OutputHeight = layer.Output.Shape.Height,
            OutputWidth = layer.Output.Shape.Width,
            input.Shape.Channels,
            InputHeight = input.Shape.Height,
            InputWidth = input.Shape.Width,
            Start = input.Buffer.FirstWindow(window.Padding),
            window.StrideY,
            window.StrideX,
            window.KernelHeight,
            window.KernelWidth,
            PaddingTop = window.Padding.Top,
            PaddingLeft = window.Padding.Left,
            Smallest = layer.Output.Type.Minimum,
            input.RowPitch,
            input.PixelPitch,
            input.Cast,
            OutputStart = output.Start,
            OutputRowPitch = output.RowPitch,
            OutputPixelPitch = output.PixelPitch,
        };
        return new KernelClass(layer.Name, className, [], [], arguments)
        {
            Template = ("max-pooling", model),
            TemplateCost = CostOf(layer, input, output),
        };
    }

    /// <summary>What the template's loops cost.</summary>
    private static CodeCost CostOf(MaxPooling layer, MapAccess input, OutputAccess output)
    {
        var (window, shape) = (layer.Window, layer.Output.Shape);
        var larger = new If("v", ">", "t", new Assign("t", "v"), LargerIn(window));
        var cells = PaddedWindow(layer, input, larger);
        Statement[] place =
        [
            new Assign("p", (Code)1 + ((Code)"y" * 1) + ((Code)"x" * 1)),
            new Assign("q", (Code)1 + ((Code)"y" * 1) + ((Code)"x" * 1)),
        ];
        Statement[] channel = [.. cells, new Store("a", "q", ((Code)"t").To("byte")), new Increase("p", 1)];
        return new KernelMethod("Run", true, ["byte[] a"],
        [
            Loop.Count("y", shape.Height,
                [Loop.Count("x", shape.Width, [.. place, Loop.Over("q", input.Shape.Channels, 1, channel)])]),
        ]).Cost;
    }

    /// <summary>The bounds are checked: what a cell costs on average over the positions.</summary>
    private static Statement[] PaddedWindow(MaxPooling layer, MapAccess input, If larger)
    {
        var (window, shape) = (layer.Window, layer.Output.Shape);
        var rows = Inside(shape.Height, window.StrideY, window.KernelHeight, window.Padding.Top, input.Shape.Height);
        var columns = Inside(shape.Width, window.StrideX, window.KernelWidth, window.Padding.Left, input.Shape.Width);
        var load = new Block([new Assign("v", new Element("a", (Code)"p" + ((Code)"ky" * 1) + ((Code)"kx" * 1))), larger]);
        var bounded = new Block([new If("ix", ">=", 0, new If("ix", "<", 1, load, 1), columns)]);
        var row = Loop.Count("kx", window.KernelWidth, [new Assign("ix", (((Code)"x" * window.StrideX) + "kx").Plus(-window.Padding.Left)), bounded]);
        return
        [
            new Assign("t", 0),
            Loop.Count("ky", window.KernelHeight,
                [new Assign("iy", (((Code)"y" * window.StrideY) + "ky").Plus(-window.Padding.Top)), new If("iy", "<", 0, new Block([]), 0), new If("iy", "<", 1, row, rows)]),
        ];
    }

    /// <summary>The share of a window's rows (or columns) that lies inside the map.</summary>
    private static double Inside(int outputs, int stride, int kernel, int padding, int inputs) =>
        (from output in Enumerable.Range(0, outputs)
         from cell in Enumerable.Range(0, kernel)
         let position = (output * stride) + cell - padding
         select position >= 0 && position < inputs ? 1.0 : 0.0).Average();
}
