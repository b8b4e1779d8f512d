using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>Pooling of any arithmetic: averages that do not count padding, maxima with a clamp.</summary>
internal static class GeneralPooling
{
    public static KernelClass Lower(LoweringContext context, AveragePooling layer)
    {
        var (input, channels, partial) = (GeneralClass.Input(context, layer), layer.Output.Shape.Channels, layer.Partial ?? []);
        var clamps = partial.Select(one => one.Requantisation).Prepend(layer.Requantisation).OfType<Requantisation>().ToArray();
        var requantisation = clamps.Length == 0
            ? GeneralRequantisation.Of(null, ..)
            : GeneralRequantisation.Of([.. clamps.Select(one => (one, ..))], clamps.Min(one => one.Minimum), clamps.Max(one => one.Maximum));
        ImmutableArray<TableText> tables = clamps.Length > 1
            ? [.. requantisation.Tables, TableText.Of("Lowest", clamps.Select(one => one.Minimum).ToArray()), TableText.Of("Highest", clamps.Select(one => one.Maximum).ToArray())]
            : requantisation.Tables;
        var values = GeneralClass.Window(input, layer.Window.KernelHeight, layer.Window.KernelWidth, layer.Window);
        values["value"] = input.Distance("p");
        values["channels"] = channels;
        values["cells"] = partial.Select((one, index) => new { Count = one.Cells, Variant = index + 1 }).ToArray();
        values["hoisted"] = requantisation.Hoisted;
        values["apply"] = requantisation.Apply;
        return GeneralClass.Of(context, layer, "general.average-pooling", tables, values, layer.Output.Shape.Length, layer.Window.Cells);
    }

    public static KernelClass Lower(LoweringContext context, MaxPooling layer)
    {
        var input = GeneralClass.Input(context, layer);
        var values = GeneralClass.Window(input, layer.Window.KernelHeight, layer.Window.KernelWidth, layer.Window);
        values["value"] = input.Value("p");
        values["low"] = layer.Minimum ?? layer.Output.Type.Minimum;
        values["high"] = layer.Maximum ?? layer.Output.Type.Maximum;
        return GeneralClass.Of(context, layer, "general.max-pooling", [], values, layer.Output.Shape.Length, layer.Window.Cells);
    }
}
