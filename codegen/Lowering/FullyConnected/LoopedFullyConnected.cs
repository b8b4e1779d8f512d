using System.Collections.Immutable;
using Striate.Codegen.Rendering;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Fully connected layers: loops over a table of weights.</summary>
internal static class LoopedFullyConnected
{
    private const int LongestUnroll = 8;

    /// <summary>Always possible.</summary>
    public static IEnumerable<Candidate> Candidates(FullyConnected layer) =>
    [
        new("loops over a table of weights", Workspace.None, planned => [Loops(planned, layer, "fully-connected.naive")]) { Weights = WeightForm.Loops },
        new("table of weights, value by value", Workspace.None, planned => [ByTable(planned, layer)]) { Weights = WeightForm.Unrolled },
    ];

    private static KernelClass ByTable(LoweringContext context, FullyConnected layer) =>
        Loops(context, layer, "fully-connected.dense") with { TemplateCost = CostOf(context, layer) };

    private static KernelClass Loops(LoweringContext context, FullyConnected layer, string template)
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        var (rows, rowLength) = input.Runs;
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        ImmutableArray<TableText> tables =
            [TableText.Of("Weights", layer.Weights), TableText.Of("Bias", layer.Bias), .. requantisation.Tables];
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = Signature.Of(output);
        var model = new
        {
            Class = className,
            Parameters = string.Join(", ", parameters),
            Tables = tables.Select(table => table.Declaration).ToArray(),
            Neurons = layer.Bias.Length,
            Rows = rows,
            RowLength = rowLength,
            input.RowPitch,
            RowGap = rows == 1 ? 0 : input.RowPitch - rowLength,
            Start = input.Buffer.Start,
            input.Cast,
            Unroll = UnrollOf(rowLength),
            OutputArray = output.Array,
            OutputStart = output.Start,
            OutputCast = output.Cast,
            Hoisted = requantisation.Hoisted.TrimEnd(),
            requantisation.Apply,
        };
        return new KernelClass(layer.Name, className, tables, [], arguments) { Template = (template, model) };
    }

    /// <summary>What the unrolled loop costs, as trees of the same statements.</summary>
    private static CodeCost CostOf(LoweringContext context, FullyConnected layer)
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        var (rows, rowLength) = input.Runs;
        var unroll = UnrollOf(rowLength);
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        var products = Enumerable.Range(0, unroll).Select(index => (false, new Element("w", ((Code)"k").Plus(index)) * input.Value("p", index)));
        var body = new Loop(null, "p", "end", new Increase("p", unroll), rowLength / unroll,
            [new Assign("t", new Sum("t", [.. products])), new Increase("k", unroll)]);
        return new KernelMethod("Run", true, [],
        [
            new Assign("w", new StaticField("Weights")),
            new Assign("k", 0),
            Loop.Count("o", layer.Bias.Length,
            [
                new Assign("t", new Element(new StaticField("Bias"), "o")),
                new Assign("p", input.Buffer.Start),
                Loop.Count("y", rows, [new Assign("end", (Code)"p" + rowLength), body, new Increase("p", 1)]),
                .. requantisation.HoistedStatements,
                .. requantisation.ApplyStatements,
                new Store(output.Array, (Code)output.Start + "o", output.Narrow("t")),
            ]),
        ]).Cost;
    }

    /// <summary>Products in one round of the inner loop.</summary>
    public static int UnrollOf(int rowLength) => Enumerable.Range(1, LongestUnroll).Last(count => rowLength % count == 0);
}
