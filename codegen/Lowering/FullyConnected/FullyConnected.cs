using System.Collections.Immutable;
using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Fully connected layers: loops over tables, or literals.</summary>
internal static class FullyConnectedEmission
{
    private const int LongestUnroll = 8;

    public static ImmutableArray<LayerCode> Emit(EmissionContext context, FullyConnected layer) => context.Options.Strategy switch
    {
        Strategy.Naive => [Loops(context, layer, "fully-connected.naive").Render()],
        Strategy.Dense => [ByTable(context, layer).Render()],
        Strategy.Table => [.. TableFullyConnected.Lower(context, layer).Select(part => part.Render())],
        Strategy.Literal => [.. LiteralFullyConnected.Lower(context, layer).Select(part => part.Render())],
        _ => throw new ArgumentException($"unknown strategy {context.Options.Strategy}"),
    };

    /// <summary>Loops over a table of weights.</summary>
    public static KernelClass ByTable(EmissionContext context, FullyConnected layer) =>
        Loops(context, layer, "fully-connected.dense") with { TemplateCost = TableCost.Of(context, layer) };

    private static KernelClass Loops(EmissionContext context, FullyConnected layer, string template)
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        var (rows, rowLength) = input.Runs;
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        ImmutableArray<TableText> tables =
            [TableText.Of("Weights", layer.Weights), TableText.Of("Bias", layer.Bias), .. requantisation.Tables];
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(output);
        var model = new
        {
            Class = className,
            Parameters = parameters,
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

    /// <summary>Products in one round of the inner loop.</summary>
    public static int UnrollOf(int rowLength) => Enumerable.Range(1, LongestUnroll).Last(count => rowLength % count == 0);
}
