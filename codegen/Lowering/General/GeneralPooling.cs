using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>Pooling of any arithmetic: averages that do not count padding, maxima with a clamp.</summary>
internal static class GeneralPooling
{
    public static KernelClass Lower(LoweringContext context, AveragePooling layer)
    {
        var (input, channels, partial) = (context.Input(layer), layer.Output.Shape.Channels, layer.Partial ?? []);
        var clamps = partial.Select(one => one.Requantisation).Prepend(layer.Requantisation).OfType<Requantisation>().ToArray();
        var requantisation =
            clamps.Length == 0
                ? GeneralRequantisation.Of(null, ..)
                : GeneralRequantisation.Of(
                    [.. clamps.Select(one => (one, ..))],
                    clamps.Min(one => one.Minimum),
                    clamps.Max(one => one.Maximum)
                );
        ImmutableArray<TableText> tables =
            clamps.Length > 1
                ?
                [
                    .. requantisation.Tables,
                    TableText.Of("Lowest", clamps.Select(one => one.Minimum).ToArray()),
                    TableText.Of("Highest", clamps.Select(one => one.Maximum).ToArray()),
                ]
                : requantisation.Tables;
        var (rows, columns) = GeneralWindow.Axes(layer.Window, input.Shape, layer.Output.Shape);
        var isAlike = partial.IsEmpty;
        return GeneralWindow.Of(
            context,
            layer,
            tables,
            rows.Cells(
                columns.Cells([
                    new Increase("t", input.Distance(GeneralWindow.Place(input))),
                    .. isAlike ? [] : new Statement[] { new Increase("n", 1) },
                ])
            ),
            [new Assign("t", 0, "int"), .. isAlike ? [] : new Statement[] { new Assign("n", 0, "int") }],
            [
                .. isAlike ? [] : Variant(rows, columns, partial),
                .. requantisation.Hoisted(isAlike ? "k" : ((Code)"variant" * channels) + "k"),
                .. requantisation.Apply,
                .. isAlike ? [] : OwnClamp(),
            ]
        );
    }

    public static KernelClass Lower(LoweringContext context, MaxPooling layer)
    {
        var input = context.Input(layer);
        var (rows, columns) = GeneralWindow.Axes(layer.Window, input.Shape, layer.Output.Shape);
        var (low, high) = (layer.Minimum ?? layer.Output.Type.Minimum, layer.Maximum ?? layer.Output.Type.Maximum);
        var type = input.Buffer.Map.Type;
        return GeneralWindow.Of(
            context,
            layer,
            [],
            rows.Cells(
                columns.Cells([
                    new Assign("value", input.Value(GeneralWindow.Place(input)), "int"),
                    new If(
                        "value",
                        Comparison.Greater,
                        "t",
                        new Assign("t", "value"),
                        MaxPoolingEmission.LargerIn(context, layer),
                        IsByData: true
                    ),
                ])
            ),
            [new Assign("t", type.Minimum - 1, "int")],
            [.. RequantisationText.Clamp("t", type.Minimum - 1, type.Maximum, low, high)]
        );
    }

    /// <summary>The number of the requantisation for a window that covers so many cells; 0: a whole one.</summary>
    private static IEnumerable<Statement> Variant(BoundedAxis rows, BoundedAxis columns, ImmutableArray<PartialWindow> partial)
    {
        var cells = (
            from row in Enumerable.Range(0, rows.Outputs)
            from column in Enumerable.Range(0, columns.Outputs)
            select rows.CellsInside(row) * columns.CellsInside(column)
        ).ToList();
        return
        [
            new Assign("variant", 0, "int"),
            .. partial.Select(
                (one, index) =>
                    new If(
                        "n",
                        Comparison.Equal,
                        one.Cells,
                        new Assign("variant", index + 1),
                        cells.Count(count => count == one.Cells) / (double)cells.Count
                    )
            ),
        ];
    }

    /// <summary>To the range of the variant; how often that acts is not known before data is seen.</summary>
    private static IEnumerable<Statement> OwnClamp() =>
        [
            new Assign("lowest", new Element(new StaticField("Lowest", "int[]"), "variant"), "int"),
            new If("t", Comparison.Less, "lowest", new Assign("t", "lowest"), 0, IsByData: true),
            new Assign("highest", new Element(new StaticField("Highest", "int[]"), "variant"), "int"),
            new If("t", Comparison.Greater, "highest", new Assign("t", "highest"), 0, IsByData: true),
        ];
}
