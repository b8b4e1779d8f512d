using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Convolutions that compute every tap, the dropped ones as well: the yardsticks.</summary>
internal static class DenseConvolution
{
    /// <summary>As a user would write it first, and with arrays in locals and the taps of a kernel unrolled.</summary>
    public static IEnumerable<KernelVariant> Variants(Convolution layer) =>
        [
            new("dense loops", Workspace.None, planned => [Lower(planned, layer, Loops)]) { Weights = WeightForm.Loops, IsDense = true },
            new("dense, taps unrolled", Workspace.None, planned => [Lower(planned, layer, Unrolled)])
            {
                Weights = WeightForm.Unrolled,
                IsDense = true,
            },
        ];

    private static KernelClass Lower(
        LoweringContext context,
        Convolution layer,
        Func<Convolution, Geometry, RequantisationTables, ImmutableArray<Statement>> lower
    )
    {
        var geometry = Geometry.Of(context, layer);
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        var (parameters, arguments) = Signature.Of(geometry.Output);
        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            [TableText.Of("Weights", layer.Bank.ToDense()), TableText.Of("Bias", layer.Bias), .. requantisation.Tables],
            [new KernelMethod("Run", true, parameters, lower(layer, geometry, requantisation))],
            arguments
        );
    }

    private static ImmutableArray<Statement> Loops(Convolution layer, Geometry geometry, RequantisationTables requantisation)
    {
        var (window, channels, input, output) = (layer.Window, layer.Bank.InputChannels, geometry.Input, geometry.Output);
        Code y = "y",
            x = "x",
            ky = "ky",
            kx = "kx",
            o = "o",
            i = "i";
        var weight = (((((o * channels) + i) * window.KernelHeight) + ky) * window.KernelWidth) + kx;
        var value =
            (Code)geometry.First + (((y * window.StrideY) + ky) * input.RowPitch) + (((x * window.StrideX) + kx) * input.PixelPitch);
        var product =
            new Element(new StaticField("Weights", "sbyte[]"), weight)
            * input.Value((geometry.GroupOffset is null ? value : value + geometry.GroupOffset) + i);
        return
        [
            Loop.Count(
                "y",
                geometry.OutputHeight,
                Loop.Count(
                    "x",
                    geometry.OutputWidth,
                    Loop.Count(
                        "o",
                        geometry.OutputChannels,
                        [
                            new Assign("t", new Element(new StaticField("Bias", "int[]"), o), "int"),
                            Loop.Count(
                                "ky",
                                window.KernelHeight,
                                Loop.Count("kx", window.KernelWidth, Loop.Count("i", channels, new Increase("t", product)))
                            ),
                            .. requantisation.Hoisted,
                            .. requantisation.Apply,
                            new Store(
                                output.Array,
                                (Code)output.Start + (y * output.RowPitch) + (x * output.PixelPitch) + o,
                                output.Narrow("t")
                            ),
                        ]
                    )
                )
            ),
        ];
    }

    private static ImmutableArray<Statement> Unrolled(Convolution layer, Geometry geometry, RequantisationTables requantisation)
    {
        var output = geometry.Output;
        var isSingle = layer.Bank.InputChannels == 1;
        var cells = (
            from row in Enumerable.Range(0, layer.Window.KernelHeight)
            from column in Enumerable.Range(0, layer.Window.KernelWidth)
            select (Number: (row * layer.Window.KernelWidth) + column, Offset: geometry.CellOffset(row, column))
        ).ToList();
        Statement[] sum = isSingle
            ? [new Increase("t", Products(cells.ConvertAll(cell => (Code)Weight(cell.Number) * geometry.Input.Value("p", cell.Offset))))]
            :
            [
                new Assign("c", "p", "int"),
                new Assign("j", "k", "int"),
                new Loop(
                    new Assign("end", (Code)"p" + layer.Bank.InputChannels, "int"),
                    "c",
                    "end",
                    new Increase("c", 1),
                    layer.Bank.InputChannels,
                    [
                        new Increase(
                            "t",
                            Products(
                                cells.ConvertAll(cell =>
                                    new Element("w", ((Code)"j").Plus(cell.Number)) * geometry.Input.Value("c", cell.Offset)
                                )
                            )
                        ),
                        new Increase("j", layer.Window.Cells),
                    ]
                ),
            ];
        return
        [
            new Assign("w", new StaticField("Weights", "sbyte[]"), "sbyte[]"),
            new Assign("k", 0, "int"),
            Loop.Count(
                "o",
                geometry.OutputChannels,
                [
                    new Assign("bias", new Element(new StaticField("Bias", "int[]"), "o"), "int"),
                    .. requantisation.Hoisted,
                    .. isSingle
                        ? cells.Select(cell => new Assign(Weight(cell.Number), new Element("w", ((Code)"k").Plus(cell.Number)), "int"))
                        : [],
                    new Assign("p", geometry.FirstOfGroup, "int"),
                    new Assign("q", (Code)output.Start + "o", "int"),
                    Loop.Count(
                        "y",
                        geometry.OutputHeight,
                        [
                            Loop.Count(
                                "x",
                                geometry.OutputWidth,
                                [
                                    new Assign("t", "bias", "int"),
                                    .. sum,
                                    .. requantisation.Apply,
                                    new Store(output.Array, "q", output.Narrow("t")),
                                    new Increase("p", geometry.StepX),
                                    new Increase("q", output.PixelPitch),
                                ]
                            ),
                            new Increase("p", geometry.StepRow),
                            new Increase("q", geometry.OutputStepRow),
                        ]
                    ),
                    new Increase("k", layer.Window.Cells * layer.Bank.InputChannels),
                ]
            ),
        ];
    }

    private static Sum Products(List<Code> products) => new(products[0], [.. products.Skip(1).Select(product => (false, product))]);

    private static string Weight(int cell) => string.Create(CultureInfo.InvariantCulture, $"w{cell}");
}
