using System.Collections.Immutable;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Fully connected layers: loops over a table of weights.</summary>
internal static class LoopedFullyConnected
{
    private const int LongestUnroll = 8;

    /// <summary>Always possible.</summary>
    public static IEnumerable<KernelVariant> Variants(FullyConnected layer) =>
        [
            new("loops over a table of weights", Workspace.None, planned => [Lower(planned, layer, Loops)]) { Weights = WeightForm.Loops },
            new("table of weights, value by value", Workspace.None, planned => [Lower(planned, layer, Unrolled)])
            {
                Weights = WeightForm.Unrolled,
            },
        ];

    private static KernelClass Lower(
        LoweringContext context,
        FullyConnected layer,
        Func<FullyConnected, MapAccess, ImmutableArray<Statement>, ImmutableArray<Statement>> lower
    )
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        var (parameters, arguments) = Signature.Of(output);
        ImmutableArray<Statement> finish =
        [
            .. requantisation.Hoisted,
            .. requantisation.Apply,
            new Store(output.Array, (Code)output.Start + "o", output.Narrow("t")),
        ];
        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            [TableText.Of("Weights", layer.Weights), TableText.Of("Bias", layer.Bias), .. requantisation.Tables],
            [new KernelMethod("Run", true, parameters, lower(layer, input, finish))],
            arguments
        );
    }

    private static ImmutableArray<Statement> Loops(FullyConnected layer, MapAccess input, ImmutableArray<Statement> finish)
    {
        var (rows, rowLength) = input.Runs;
        Code o = "o",
            y = "y",
            j = "j";
        var weight = new Element(new StaticField("Weights", "sbyte[]"), (((o * rows) + y) * rowLength) + j);
        return
        [
            Loop.Count(
                "o",
                layer.Bias.Length,
                [
                    new Assign("t", new Element(new StaticField("Bias", "int[]"), o), "int"),
                    Loop.Count(
                        "y",
                        rows,
                        Loop.Count(
                            "j",
                            rowLength,
                            new Increase("t", weight * input.Value((Code)input.Buffer.Start + (y * input.RowPitch) + j))
                        )
                    ),
                    .. finish,
                ]
            ),
        ];
    }

    private static ImmutableArray<Statement> Unrolled(FullyConnected layer, MapAccess input, ImmutableArray<Statement> finish)
    {
        var (rows, rowLength) = input.Runs;
        var unroll = Enumerable.Range(1, LongestUnroll).Last(count => rowLength % count == 0);
        var products = Enumerable
            .Range(0, unroll)
            .Select(index => new Element("w", ((Code)"k").Plus(index)) * input.Value("p", index))
            .ToList();
        return
        [
            new Assign("w", new StaticField("Weights", "sbyte[]"), "sbyte[]"),
            new Assign("k", 0, "int"),
            Loop.Count(
                "o",
                layer.Bias.Length,
                [
                    new Assign("t", new Element(new StaticField("Bias", "int[]"), "o"), "int"),
                    new Assign("p", input.Buffer.Start, "int"),
                    Loop.Count(
                        "y",
                        rows,
                        [
                            Loop.Over(
                                "p",
                                rowLength,
                                unroll,
                                [
                                    new Increase("t", new Sum(products[0], [.. products.Skip(1).Select(product => (false, product))])),
                                    new Increase("k", unroll),
                                ]
                            ),
                            new Increase("p", rows == 1 ? 0 : input.RowPitch - rowLength),
                        ]
                    ),
                    .. finish,
                ]
            ),
        ];
    }
}
