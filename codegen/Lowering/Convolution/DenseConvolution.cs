using System.Collections.Immutable;
using Striate.Codegen.Rendering;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>Convolutions that compute every tap, the dropped ones as well: the yardsticks.</summary>
internal static class DenseConvolution
{
    /// <summary>As a user would write it first, and with arrays in locals and the taps of a kernel unrolled.</summary>
    public static IEnumerable<Candidate> Candidates(Convolution layer) =>
    [
        new("dense loops", Workspace.None, planned => [Lower(planned, layer, "convolution.naive")]) { Weights = WeightForm.Loops, IsDense = true },
        new("dense, taps unrolled", Workspace.None, planned => [Lower(planned, layer, "convolution.dense")]) { Weights = WeightForm.Unrolled, IsDense = true },
    ];

    private static KernelClass Lower(LoweringContext context, Convolution layer, string template)
    {
        var geometry = Geometry.Of(context, layer);
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        ImmutableArray<TableText> tables =
            [TableText.Of("Weights", layer.Bank.ToDense()), TableText.Of("Bias", layer.Bias), .. requantisation.Tables];
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = Signature.Of(geometry.Output);
        var cells = from row in Enumerable.Range(0, layer.Window.KernelHeight)
                    from column in Enumerable.Range(0, layer.Window.KernelWidth)
                    select new
                    {
                        Weight = Plus((row * layer.Window.KernelWidth) + column),
                        Input = Plus(geometry.CellOffset(row, column)),
                    };
        var model = new
        {
            Class = className,
            Parameters = string.Join(", ", parameters),
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
        };
        return new KernelClass(layer.Name, className, tables, [], arguments) { Template = (template, model) };
    }

    private static string Plus(int offset) => offset == 0 ? string.Empty : MapAccess.Sum(string.Empty, offset);
}
