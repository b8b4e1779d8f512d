using System.Collections.Immutable;
using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>Convolutions, by strategy.</summary>
internal static class ConvolutionEmission
{
    public static ImmutableArray<LayerCode> Emit(EmissionContext context, Convolution layer) => context.Options.Strategy switch
    {
        Strategy.Naive => [Dense(context, layer, "convolution.naive")],
        Strategy.Dense => [Dense(context, layer, "convolution.dense")],
        Strategy.Table when GatheredConvolution.LanesOf(layer, context.RangeOf(layer, 0)) is { } lanes => [GatheredConvolution.Lower(context, layer, lanes).Render()],
        Strategy.Table => context.SweepsOf(layer) is { } plan ? [.. SweepConvolution.Lower(context, layer, plan).Select(part => part.Render())] : [ByTable(context, layer).Render()],
        Strategy.Literal => [.. LiteralConvolution.Lower(context, layer).Select(part => part.Render())],
        _ => throw new ArgumentException($"unknown strategy {context.Options.Strategy}"),
    };

    private static LayerCode Dense(EmissionContext context, Convolution layer, string template)
    {
        var geometry = Geometry.Of(context, layer);
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        ImmutableArray<TableText> tables =
            [TableText.Of("Weights", layer.Bank.ToDense()), TableText.Of("Bias", layer.Bias), .. requantisation.Tables];
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(geometry.Output);
        var cells = from row in Enumerable.Range(0, layer.Window.KernelHeight)
                    from column in Enumerable.Range(0, layer.Window.KernelWidth)
                    select new
                    {
                        Weight = Plus((row * layer.Window.KernelWidth) + column),
                        Input = Plus(geometry.CellOffset(row, column)),
                    };
        var text = Templates.Render(template, new
        {
            Class = className,
            Parameters = parameters,
            Tables = tables.Select(table => table.Declaration).ToArray(),
            layer.Window.KernelHeight,
            layer.Window.KernelWidth,
            layer.Window.StrideY,
            layer.Window.StrideX,
            GroupChannels = layer.Bank.InputChannels,
            GroupOffset = layer.Groups == 1 ? string.Empty : geometry.GroupOffset + " + ",
            GroupStart = layer.Groups == 1 ? string.Empty : " + " + geometry.GroupOffset,
            Cells = cells.ToArray(),
            CellCount = layer.Window.Cells,
            KernelWeights = layer.Window.Cells * layer.Bank.InputChannels,
            geometry.First,
            geometry.Input.Cast,
            geometry.Input.RowPitch,
            geometry.Input.PixelPitch,
            geometry.StepX,
            geometry.StepRow,
            geometry.OutputHeight,
            geometry.OutputWidth,
            geometry.OutputChannels,
            OutputArray = geometry.Output.Array,
            OutputStart = geometry.Output.Start,
            OutputRowPitch = geometry.Output.RowPitch,
            OutputPixelPitch = geometry.Output.PixelPitch,
            geometry.OutputStepRow,
            OutputCast = geometry.Output.Cast,
            Hoisted = requantisation.Hoisted.TrimEnd(),
            requantisation.Apply,
        });
        return new LayerCode(layer.Name, className, text, arguments, [.. tables.Select(table => table.Bytes)]);
    }

    /// <summary>Segments from tables, value by value.</summary>
    public static KernelClass ByTable(EmissionContext context, Convolution layer)
    {
        var geometry = Geometry.Of(context, layer);
        var sweep = Sweep.Of(geometry.Input.Buffer, layer);
        var packed = KernelStorage.Pack(layer.Bank);
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        var tables = TablesOf(layer, packed, geometry, requantisation);
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(geometry.Output, scratch: true);
        var model = new
        {
            Class = className,
            Parameters = parameters,
            Tables = tables.Select(table => table.Declaration).ToArray(),
            packed.IndexBits,
            IndexMask = (1 << packed.IndexBits) - 1,
            GroupChannels = layer.Bank.InputChannels,
            GroupStart = layer.Groups == 1 ? string.Empty : " + " + geometry.GroupOffset,
            sweep.Accumulators,
            AccumulatorPitch = sweep.Pitch,
            SweepRows = sweep.Rows,
            SweepLength = sweep.Length,
            geometry.First,
            geometry.Input.Cast,
            geometry.StepX,
            geometry.StepRow,
            geometry.OutputHeight,
            geometry.OutputWidth,
            geometry.OutputChannels,
            OutputArray = geometry.Output.Array,
            OutputStart = geometry.Output.Start,
            OutputPixelPitch = geometry.Output.PixelPitch,
            geometry.OutputStepRow,
            OutputCast = geometry.Output.Cast,
            Hoisted = requantisation.Hoisted.TrimEnd(),
            requantisation.Apply,
        };
        return new KernelClass(layer.Name, className, tables, [], arguments)
        {
            Template = ("convolution.table", model),
            TemplateCost = TableCost.Of(layer, packed, geometry, sweep, requantisation),
        };
    }

    private static ImmutableArray<TableText> TablesOf(
        Convolution layer, PackedKernels packed, Geometry geometry, RequantisationTables requantisation)
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
            TableText.Narrowest("FirstTap", firstTap),
            TableText.Narrowest("Taps", taps),
            TableText.Of("Weights", layer.Bank.Weights),
            TableText.Of("Bias", layer.Bias),
            .. requantisation.Tables,
        ];
    }

    private static string Plus(int offset) => offset == 0 ? string.Empty : MapAccess.Sum(string.Empty, offset);
}
