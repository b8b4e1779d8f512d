using System.Collections.Immutable;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>Convolutions that take segments from the compact storage and sweep the map value by value: the shortest code.</summary>
internal static class TableConvolution
{
    /// <summary>Always possible.</summary>
    public static Candidate CandidateOf(LoweringContext context, Convolution layer) => new(
        "tables, value by value", new Workspace(Accumulators: AccumulatorsOf(context.Network, layer), Clamps: []), planned => [Lower(planned, layer)])
    {
        Weights = WeightForm.Tables,
    };

    /// <summary>Accumulators that suffice for a layer that is swept over its padded input, whatever is planned for the others.</summary>
    public static int AccumulatorsOf(Network network, Convolution layer) => Sweep.Of(MemoryPlanner.WidestBuffer(network, layer.Inputs[0]), layer).Accumulators;

    /// <summary>Segments from tables, value by value.</summary>
    private static KernelClass Lower(LoweringContext context, Convolution layer)
    {
        var geometry = Geometry.Of(context, layer);
        var sweep = Sweep.Of(geometry.Input.Buffer, layer);
        var packed = KernelStorage.Pack(layer.Bank);
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        var tables = TablesOf(layer, packed, geometry, requantisation);
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = Signature.Of(geometry.Output, accumulators: true);
        var model = new
        {
            Class = className,
            Parameters = string.Join(", ", parameters),
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
}
