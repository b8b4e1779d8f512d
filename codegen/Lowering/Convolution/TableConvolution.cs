using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>Convolutions that take segments from the compact storage and sweep the map value by value: the shortest code.</summary>
internal static class TableConvolution
{
    /// <summary>Taps of the longest sweep.</summary>
    private const int MostTaps = 3;
    private const string FirstTap = "FirstTap";
    private const string Taps = "Taps";

    /// <summary>Always possible.</summary>
    public static KernelVariant VariantOf(LoweringContext context, Convolution layer) =>
        new(
            "tables, value by value",
            new Workspace(Accumulators: AccumulatorsOf(context.Network, layer), Clamps: []),
            planned => [Lower(planned, layer)]
        )
        {
            Weights = WeightForm.Tables,
        };

    /// <summary>Accumulators that suffice for a layer that is swept over its padded input, whatever is planned for the others.</summary>
    public static int AccumulatorsOf(Network network, Convolution layer) =>
        Sweep.Of(MemoryPlanner.WidestBuffer(network, layer.Inputs[0]), layer).Accumulators;

    private static KernelClass Lower(LoweringContext context, Convolution layer)
    {
        var geometry = Geometry.Of(context, layer);
        var sweep = Sweep.Of(geometry.Input.Buffer, layer);
        var packed = KernelStorage.Pack(layer.Bank);
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        var (parameters, arguments) = Signature.Of(geometry.Output, accumulators: true);
        var tables = TablesOf(layer, packed, geometry, requantisation);
        ImmutableArray<KernelMethod> sweeps = [.. Enumerable.Range(1, MostTaps).Select(taps => SweepOf(taps, geometry, sweep))];
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                new Assign("w", new StaticField("Weights", "sbyte[]"), "sbyte[]"),
                .. packed.IndexBits == 0
                    ? []
                    : new Statement[] { new Assign("index", new StaticField("Index", "byte[]"), "byte[]"), new Assign("bit", 0, "int") },
                new Assign("k", 0, "int"),
                Loop.Count(
                    "o",
                    geometry.OutputChannels,
                    [
                        new Assign("bias", new Element(new StaticField("Bias", "int[]"), "o"), "int"),
                        Loop.Count("j", sweep.Accumulators, new Store("acc", "j", "bias")),
                        new Assign("c", geometry.FirstOfGroup, "int"),
                        new Loop(
                            new Assign("end", (Code)"c" + layer.Bank.InputChannels, "int"),
                            "c",
                            "end",
                            new Increase("c", 1),
                            layer.Bank.InputChannels,
                            [.. PackedShape.Decoded(packed.IndexBits, layer.Bank.Slices), .. Slice(layer, packed, tables, sweeps)]
                        ),
                        .. Results(geometry, sweep, requantisation),
                    ]
                ),
            ]
        );
        return new KernelClass(layer.Name, context.ClassNameFor(layer), tables, [run, .. sweeps], arguments);
    }

    /// <summary>The sweeps of one kernel: as many of three taps as there are, then one of the rest.</summary>
    private static IEnumerable<Statement> Slice(
        Convolution layer,
        PackedKernels packed,
        ImmutableArray<TableText> tables,
        ImmutableArray<KernelMethod> sweeps
    )
    {
        var lengths = layer.Bank.Shapes.Select(shape => layer.Bank.Catalog[shape].Cells.Length).ToList();
        Code shape = packed.IndexBits == 0 ? 0 : "shape";
        var (firstTap, cells) = (tables.Single(table => table.Name == FirstTap).Field, tables.Single(table => table.Name == Taps).Field);
        Statement[] SweepBy(int taps) =>
            [
                new Call(
                    null,
                    sweeps[taps - 1],
                    [
                        "a",
                        "acc",
                        .. Enumerable.Range(0, taps).Select(tap => (Code)"c" + new Element(cells, ((Code)"tap").Plus(tap))),
                        .. Enumerable.Range(0, taps).Select(tap => new Element("w", ((Code)"k").Plus(tap))),
                    ]
                ),
            ];
        var one = new If(
            "taps",
            Comparison.Equal,
            1,
            new Block([.. SweepBy(1), new Increase("k", 1)]),
            ShareOf(lengths.FindAll(taps => taps % MostTaps != 2), taps => taps % MostTaps == 1)
        );
        return
        [
            new Assign("tap", new Element(firstTap, shape), "int"),
            new Assign("taps", new Element(firstTap, shape.Plus(1)) - "tap", "int"),
            new Loop(
                null,
                MostTaps - 1,
                "taps",
                null,
                lengths.Average(taps => taps / MostTaps),
                [.. SweepBy(MostTaps), new Increase("taps", -MostTaps), new Increase("tap", MostTaps), new Increase("k", MostTaps)]
            ),
            new If(
                "taps",
                Comparison.Equal,
                2,
                new Block([.. SweepBy(2), new Increase("k", 2)]),
                ShareOf(lengths, taps => taps % MostTaps == 2),
                one
            ),
        ];
    }

    private static double ShareOf(List<int> lengths, Predicate<int> isSo) =>
        lengths.Count == 0 ? 0 : lengths.FindAll(isSo).Count / (double)lengths.Count;

    /// <summary>From the sums of an output channel to its values.</summary>
    private static IEnumerable<Statement> Results(Geometry geometry, Sweep sweep, RequantisationTables requantisation)
    {
        var output = geometry.Output;
        return
        [
            .. requantisation.Hoisted,
            new Assign("g", 0, "int"),
            new Assign("q", output.Start == 0 ? "o" : (Code)output.Start + "o", "int"),
            Loop.Count(
                "y",
                geometry.OutputHeight,
                [
                    Loop.Count(
                        "x",
                        geometry.OutputWidth,
                        [
                            new Assign("t", new Element("acc", (Code)"g" + "x"), "int"),
                            .. requantisation.Apply,
                            new Store(output.Array, "q", output.Narrow("t")),
                            new Increase("q", output.PixelPitch),
                        ]
                    ),
                    new Increase("g", sweep.Pitch),
                    new Increase("q", geometry.OutputStepRow),
                ]
            ),
        ];
    }

    /// <summary>Adds some taps of all positions to the sums.</summary>
    private static KernelMethod SweepOf(int taps, Geometry geometry, Sweep sweep)
    {
        var numbers = Enumerable.Range(0, taps).ToList();
        var (isRun, places) = (sweep.Rows == 1, numbers.ConvertAll(tap => Name('p', tap)));
        var products = numbers.ConvertAll(tap =>
            geometry.Input.Value(isRun && tap > 0 ? (Code)places[0] + Name('d', tap) : places[tap]) * Name('w', tap)
        );
        Statement sum = new StoreSum("acc", "j", new Sum(products[0], [.. products.Skip(1).Select(product => (false, product))]));
        ImmutableArray<Statement> body = isRun
            ?
            [
                .. numbers.Skip(1).Select(tap => new Assign(Name('d', tap), (Code)places[tap] - places[0], "int")),
                Loop.Count("j", sweep.Length, [sum, new Increase(places[0], geometry.StepX)]),
            ]
            :
            [
                new Assign("j", 0, "int"),
                Loop.Count(
                    "y",
                    sweep.Rows,
                    [
                        Loop.Over("j", sweep.Length, 1, [sum, .. places.Select(place => new Increase(place, geometry.StepX))]),
                        .. places.Select(place => new Increase(place, geometry.StepRow)),
                    ]
                ),
            ];
        return new KernelMethod(
            string.Create(CultureInfo.InvariantCulture, $"Sweep{taps}"),
            false,
            [
                new("byte[]", "a"),
                new("int[]", "acc"),
                .. places.Select(place => new Parameter("int", place)),
                .. numbers.Select(tap => new Parameter("int", Name('w', tap))),
            ],
            body
        );
    }

    private static string Name(char letter, int number) => NumberedLocal.Name(letter, number);

    private static ImmutableArray<TableText> TablesOf(
        Convolution layer,
        PackedKernels packed,
        Geometry geometry,
        RequantisationTables requantisation
    )
    {
        var firstTap = new List<int> { 0 };
        var taps = new List<int>();
        foreach (var shape in packed.ShapesInUse)
        {
            taps.AddRange(layer.Bank.Catalog[shape].Cells.Select(cell => geometry.CellOffset(cell.Row, cell.Column)));
            firstTap.Add(taps.Count);
        }

        return
        [
            .. packed.IndexBits > 0 ? [TableText.Of("Index", packed.Index)] : ImmutableArray<TableText>.Empty,
            TableText.Narrowest(FirstTap, firstTap),
            TableText.Narrowest(Taps, taps),
            TableText.Of("Weights", layer.Bank.Weights),
            TableText.Of("Bias", layer.Bias),
            .. requantisation.Tables,
        ];
    }
}
