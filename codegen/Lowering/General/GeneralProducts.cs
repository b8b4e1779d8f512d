using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>Convolutions and fully connected layers of any arithmetic.</summary>
internal static class GeneralProducts
{
    /// <summary>Tables of a class stay below this: an assembly holds 65,535 bytes of them.</summary>
    private const int MostTableBytes = 24_000;

    /// <summary>Bytes of a channel's bias, multiplier, shift, constants and threshold.</summary>
    private const int BytesOfParameters = 32;

    /// <summary>The classes of a convolution: each has some output channels.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, Convolution layer) =>
        [
            .. Parts(layer.Output.Shape.Channels, layer.Bank.InputChannels * CellsOf(layer))
                .Select(channels => Lower(context, layer, channels)),
        ];

    /// <summary>The classes of a fully connected layer: each has some neurons.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, FullyConnected layer) =>
        [.. Parts(layer.Bias.Length, layer.Weights.Length / layer.Bias.Length).Select(neurons => Lower(context, layer, neurons))];

    private static IEnumerable<Range> Parts(int channels, int weightsPerChannel)
    {
        var most = Math.Max(1, MostTableBytes / (weightsPerChannel + BytesOfParameters));
        for (var first = 0; first < channels; first += most)
        {
            yield return first..Math.Min(channels, first + most);
        }
    }

    private static int CellsOf(Convolution layer) => layer.Bank.Catalog.IsDense ? layer.Bank.Catalog.FullCells : layer.Window.Cells;

    private static KernelClass Lower(LoweringContext context, Convolution layer, Range channels)
    {
        var (input, output, shape, inputs) = (context.Input(layer), context.Output(layer), layer.Output.Shape, layer.Bank.InputChannels);
        var (first, end, perGroup) = (channels.Start.Value, channels.End.Value, shape.Channels / layer.Groups);
        var (count, weights) = (end - first, CellsOf(layer) * inputs);
        var requantisation = GeneralRequantisation.Of(layer.Requantisation, channels);
        var (parameters, arguments) = Signature.Of(output);
        Statement[] nextGroup =
            layer.Groups == 1
                ? []
                :
                [
                    new Increase("left", -1),
                    new If(
                        "left",
                        Comparison.Equal,
                        0,
                        new Block([new Assign("left", perGroup), new Increase("first", inputs)]),
                        Enumerable.Range(first + 1, count).Count(next => next % perGroup == 0) / (double)count
                    ),
                ];
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                new Assign("first", input.Start + (first / perGroup * inputs), "int"),
                .. layer.Groups == 1 ? [] : new Statement[] { new Assign("left", perGroup - (first % perGroup), "int") },
                Loop.Count(
                    "o",
                    count,
                    [
                        .. requantisation.Hoisted("o"),
                        new Assign("q", (Code)(output.Start + first) + "o", "int"),
                        Loop.Count(
                            "y",
                            shape.Height,
                            [
                                Loop.Count(
                                    "x",
                                    shape.Width,
                                    [
                                        new Assign("t", new Element(new StaticField("Bias", "int[]"), "o"), "int"),
                                        new Assign("w", (Code)"o" * weights, "int"),
                                        .. Window(layer, input),
                                        .. requantisation.Apply,
                                        new Store(output.Array, "q", output.Narrow("t")),
                                        new Increase("q", output.PixelPitch),
                                    ]
                                ),
                                new Increase("q", output.RowPitch - (shape.Width * output.PixelPitch)),
                            ]
                        ),
                        .. nextGroup,
                    ]
                ),
            ]
        );
        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            [
                TableText.Of("Weights", Weights(layer, first, end)),
                TableText.Of("Bias", layer.Bias.AsSpan()[channels].ToArray()),
                .. requantisation.Tables,
            ],
            [run],
            arguments
        );
    }

    /// <summary>The products of one window, over the cells that lie on the map.</summary>
    private static IEnumerable<Statement> Window(Convolution layer, MapAccess input)
    {
        var (catalog, window, output, inputs) = (layer.Bank.Catalog, layer.Window, layer.Output.Shape, layer.Bank.InputChannels);
        var (rows, columns, dilationY, dilationX) = catalog.IsDense
            ? (
                ((catalog.KernelHeight - 1) / catalog.DilationY) + 1,
                ((catalog.KernelWidth - 1) / catalog.DilationX) + 1,
                catalog.DilationY,
                catalog.DilationX
            )
            : (catalog.KernelHeight, catalog.KernelWidth, catalog.DilationY, catalog.DilationX);
        var y = new BoundedAxis("row", "y", "ky", output.Height, window.StrideY, rows, dilationY, window.Padding.Top, input.Shape.Height);
        var x = new BoundedAxis(
            "column",
            "x",
            "kx",
            output.Width,
            window.StrideX,
            columns,
            dilationX,
            window.Padding.Left,
            input.Shape.Width
        );
        var products = Loop.Count(
            "i",
            inputs,
            new Increase("t", new Element(new StaticField("Weights", "sbyte[]"), (Code)"w" + "i") * input.Distance((Code)"p" + "i"))
        );
        return y.Cells(
            x.Cells(
                [new Assign("p", (Code)"first" + ((Code)"row" * input.RowPitch) + ((Code)"column" * input.PixelPitch), "int"), products],
                always: new Increase("w", inputs)
            ),
            outside: new Increase("w", columns * inputs)
        );
    }

    /// <summary>Weights of some output channels: by output channel, cell, input channel.</summary>
    private static sbyte[] Weights(Convolution layer, int first, int end)
    {
        var (cells, inputs) = (CellsOf(layer), layer.Bank.InputChannels);
        var dense = layer.Bank.Catalog.IsDense ? layer.Bank.Weights.AsSpan() : layer.Bank.ToDense();
        var weights = new sbyte[(end - first) * cells * inputs];
        for (var index = 0; index < weights.Length; index++)
        {
            var (channel, cell, from) = (first + (index / (cells * inputs)), index / inputs % cells, index % inputs);
            weights[index] = dense[(((channel * inputs) + from) * cells) + cell];
        }

        return weights;
    }

    private static KernelClass Lower(LoweringContext context, FullyConnected layer, Range neurons)
    {
        var (input, output, inputs) = (context.Input(layer), context.Output(layer), layer.Weights.Length / layer.Bias.Length);
        var (first, end) = (neurons.Start.Value, neurons.End.Value);
        var requantisation = GeneralRequantisation.Of(layer.Requantisation, neurons);
        var (parameters, arguments) = Signature.Of(output);
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                new Assign("w", 0, "int"),
                Loop.Count(
                    "o",
                    end - first,
                    [
                        new Assign("t", new Element(new StaticField("Bias", "int[]"), "o"), "int"),
                        new Assign("p", input.Start, "int"),
                        Loop.Count(
                            "y",
                            input.Shape.Height,
                            [
                                Loop.Count(
                                    "i",
                                    input.Shape.Width * input.Shape.Channels,
                                    [
                                        new Increase("t", new Element(new StaticField("Weights", "sbyte[]"), "w") * input.Distance("p")),
                                        new Increase("w", 1),
                                        new Increase("p", 1),
                                    ]
                                ),
                                new Increase("p", input.RowGap),
                            ]
                        ),
                        .. requantisation.Hoisted("o"),
                        .. requantisation.Apply,
                        new Store(output.Array, (Code)(output.Start + first) + "o", output.Narrow("t")),
                    ]
                ),
            ]
        );
        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            [
                TableText.Of("Weights", layer.Weights.AsSpan()[(first * inputs)..(end * inputs)].ToArray()),
                TableText.Of("Bias", layer.Bias.AsSpan()[neurons].ToArray()),
                .. requantisation.Tables,
            ],
            [run],
            arguments
        );
    }
}
