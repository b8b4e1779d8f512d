using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>Loops over all values of a map, each of which is computed from a window of one channel.</summary>
internal static class GeneralWindow
{
    /// <summary>The axes of windows: a cell of theirs lies in row <c>row</c>, column <c>column</c>.</summary>
    public static (BoundedAxis Rows, BoundedAxis Columns) Axes(Window window, Shape input, Shape output) =>
        (
            new BoundedAxis("row", "y", "ky", output.Height, window.StrideY, window.KernelHeight, 1, window.Padding.Top, input.Height),
            new BoundedAxis("column", "x", "kx", output.Width, window.StrideX, window.KernelWidth, 1, window.Padding.Left, input.Width)
        );

    /// <summary>Where the value of channel <c>k</c> at that row and column is.</summary>
    public static Code Place(MapAccess input) =>
        (Code)input.Start + ((Code)"row" * input.RowPitch) + ((Code)"column" * input.PixelPitch) + "k";

    /// <summary>The class of a layer.</summary>
    /// <param name="context">Memory and names.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="window">Goes over a window.</param>
    /// <param name="before">Before that: declares <c>t</c>.</param>
    /// <param name="after">Makes of <c>t</c> the value.</param>
    public static KernelClass Of(
        LoweringContext context,
        Layer layer,
        ImmutableArray<TableText> tables,
        IEnumerable<Statement> window,
        IEnumerable<Statement> before,
        IEnumerable<Statement> after
    )
    {
        var (output, shape) = (context.Output(layer), layer.Output.Shape);
        var (parameters, arguments) = Signature.Of(output);
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                new Assign("q", output.Start, "int"),
                Loop.Count(
                    "y",
                    shape.Height,
                    [
                        Loop.Count(
                            "x",
                            shape.Width,
                            Loop.Count(
                                "k",
                                shape.Channels,
                                [.. before, .. window, .. after, new Store(output.Array, "q", output.Narrow("t")), new Increase("q", 1)]
                            )
                        ),
                        new Increase("q", output.RowPitch - (shape.Width * output.PixelPitch)),
                    ]
                ),
            ]
        );
        return new KernelClass(layer.Name, context.ClassNameFor(layer), tables, [run], arguments);
    }
}
