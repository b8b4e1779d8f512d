using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Average pooling: a sum per window, then requantisation; channel by channel, so that its parameters are loaded once.</summary>
internal static class AveragePoolingEmission
{
    private const int LongestUnroll = 128;

    public static KernelClass Lower(LoweringContext context, AveragePooling layer)
    {
        var (input, output, window, shape) = (context.Input(layer), context.Output(layer), layer.Window, layer.Output.Shape);
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        var (parameters, arguments) = Signature.Of(output);
        Statement[] position =
        [
            .. window.Cells <= LongestUnroll ? Unrolled(input, layer) : Looped(input, layer),
            .. requantisation.Apply,
            new Store(output.Array, "q", output.Narrow("t")),
            new Increase("p", window.StrideX * input.PixelPitch),
            new Increase("q", output.PixelPitch),
        ];
        Statement[] row =
        [
            Loop.Count("x", shape.Width, position),
            new Increase("p", (window.StrideY * input.RowPitch) - (shape.Width * window.StrideX * input.PixelPitch)),
            new Increase("q", output.RowPitch - (shape.Width * output.PixelPitch)),
        ];
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                Loop.Count(
                    "o",
                    shape.Channels,
                    [
                        .. requantisation.Hoisted,
                        new Assign("p", (Code)input.Buffer.FirstWindow(window.Padding) + "o", "int"),
                        new Assign("q", (Code)output.Start + "o", "int"),
                        Loop.Count("y", shape.Height, row),
                    ]
                ),
            ]
        );
        return new KernelClass(layer.Name, context.ClassNameFor(layer), requantisation.Tables, [run], arguments);
    }

    private static Statement[] Unrolled(MapAccess input, AveragePooling layer)
    {
        var cells =
            from row in Enumerable.Range(0, layer.Window.KernelHeight)
            from column in Enumerable.Range(0, layer.Window.KernelWidth)
            select input.Value("p", (row * input.RowPitch) + (column * input.PixelPitch));
        return [new Assign("t", cells.Aggregate((a, b) => a + b), "int")];
    }

    private static Statement[] Looped(MapAccess input, AveragePooling layer)
    {
        var span = layer.Window.KernelWidth * input.PixelPitch;
        return
        [
            new Assign("t", 0, "int"),
            new Assign("r", "p", "int"),
            Loop.Count(
                "ky",
                layer.Window.KernelHeight,
                [Loop.Over("r", span, input.PixelPitch, [new Increase("t", input.Value("r"))]), new Increase("r", input.RowPitch - span)]
            ),
        ];
    }
}
