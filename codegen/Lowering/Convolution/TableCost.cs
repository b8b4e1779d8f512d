using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>What the templates that read weights from tables cost, as trees of the same statements.</summary>
internal static class TableCost
{
    private const int MostTaps = 3;

    /// <summary>Of a convolution that is swept value by value.</summary>
    public static CodeCost Of(Convolution layer, PackedKernels packed, Geometry geometry, Sweep sweep, RequantisationTables requantisation)
    {
        var output = geometry.Output;
        Loop[] results =
        [
            Loop.Count("y", geometry.OutputHeight,
            [
                Loop.Count("x", geometry.OutputWidth,
                [
                    new Assign("t", new Element("acc", (Code)"g" + "x")), .. requantisation.ApplyStatements,
                    new Store(output.Array, "q", output.Narrow("t")), new Increase("q", output.PixelPitch),
                ]),
                new Increase("g", sweep.Pitch), new Increase("q", 1),
            ]),
        ];
        var channel = Loop.Count("o", geometry.OutputChannels,
        [
            new Assign("bias", new Element(new StaticField("Bias"), "o")),
            Loop.Count("j", sweep.Accumulators, [new Store("acc", "j", "bias")]),
            new Assign("c", (Code)geometry.First + "o"),
            new Assign("end", (Code)"c" + layer.Bank.InputChannels),
            .. requantisation.HoistedStatements,
            new Assign("g", 0),
            new Assign("q", (Code)output.Start + "o"),
            .. results,
        ]);
        var sweeps = Enumerable.Range(1, MostTaps).Select(taps => (Taps: taps, Cost: SweepOf(taps, geometry, sweep))).ToDictionary(pair => pair.Taps, pair => pair.Cost);
        var slices = layer.Bank.Shapes.GroupBy(shape => layer.Bank.Catalog[shape].Cells.Length)
            .Select(group => SliceOf(packed.IndexBits, group.Key, sweeps) * group.Count()).Aggregate(CodeCost.None, Executed);
        var bytes = SliceOf(packed.IndexBits, (2 * MostTaps) - 1, sweeps).IlBytes + SliceOf(packed.IndexBits, 1, sweeps).IlBytes + sweeps.Values.Sum(cost => cost.IlBytes);
        return Executed(channel.Cost, slices) with { IlBytes = channel.Cost.IlBytes + bytes };
    }

    private static CodeCost SliceOf(int indexBits, int taps, Dictionary<int, CodeCost> sweeps)
    {
        Code bit = "bit";
        // A shape whose bits lie in two bytes takes the second one as well.
        var straddles = Enumerable.Range(0, 8).Average(slice => (slice * indexBits % 8) + indexBits > 8 ? 1.0 : 0.0);
        Statement[] decoded = indexBits == 0 ? [] :
        [
            new Assign("shape", new Binary(Operator.ShiftRight, new Element("index", bit >> 3), bit & 7)),
            new If(bit & 7, ">", 8, new Assign("shape", (Code)"shape" | new Binary(Operator.ShiftLeft, new Element("index", (bit >> 3).Plus(1)), (Code)8 - (bit & 7))), straddles),
            new Assign("shape", (Code)"shape" & 1),
            new Increase("bit", indexBits),
        ];
        var cost = Cost(
        [
            .. decoded,
            new Assign("tap", new Element(new StaticField("FirstTap"), "shape")),
            new Assign("taps", new Element(new StaticField("FirstTap"), ((Code)"shape").Plus(1)) - "tap"),
            new Increase("c", 1),
            new If("taps", "<", MostTaps, new Block([]), 0),
            new If("taps", "!=", 2, new Block([]), 0),
            .. taps % MostTaps == 2 ? [] : new[] { new If("taps", "!=", 1, new Block([]), 0) },
            new If("c", "<", "end", new Block([]), 0),
        ]);
        for (; taps > 0; taps -= MostTaps)
        {
            var count = Math.Min(taps, MostTaps);
            var arguments = Enumerable.Range(0, count).SelectMany(index => new[]
            {
                (Code)"c" + new Element(new StaticField("Taps"), ((Code)"tap").Plus(index)), new Element("w", ((Code)"k").Plus(index)),
            });
            cost += Cost(
            [
                new LibraryCall("Sweep", ["a", "acc", .. arguments]), new Increase("k", count),
                .. count < MostTaps ? [] : new Statement[] { new Increase("taps", count), new Increase("tap", count), new If("taps", "<", MostTaps, new Block([]), 0) },
            ]) + (sweeps[count] with { IlBytes = 0 });
        }

        return cost;
    }

    private static CodeCost SweepOf(int taps, Geometry geometry, Sweep sweep)
    {
        var isRun = sweep.Rows == 1;
        var products = Enumerable.Range(0, taps).Select(index => (false,
            geometry.Input.Value(isRun && index > 0 ? (Code)"p" + "d" : "p") * "w")).ToArray();
        var steps = Enumerable.Range(0, isRun ? 1 : taps).Select(_ => new Increase("p", geometry.StepX));
        var sum = new StoreSum("acc", "j", new Sum(products[0].Item2, products[1..]));
        var cells = new Loop(null, "j", "end", new Increase("j", 1), sweep.Length, [sum, .. steps]);
        var rows = isRun
            ? [.. Enumerable.Range(1, taps - 1).Select(_ => new Assign("d", (Code)"p" - "p0")), new Assign("j", 0), cells]
            : new List<Statement>
            {
                new Assign("j", 0),
                Loop.Count("y", sweep.Rows,
                    [new Assign("end", (Code)"j" + sweep.Length), cells, .. Enumerable.Range(0, taps).Select(_ => new Increase("p", 1))]),
            };
        return Cost(rows);
    }

    private static CodeCost Executed(CodeCost a, CodeCost b) => a + (b with { IlBytes = 0 });

    private static CodeCost Cost(IEnumerable<Statement> statements) => new KernelMethod("Run", true, [], [.. statements]).Cost;
}
