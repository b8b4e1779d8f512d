using System.Collections.Immutable;
using Striate.Codegen.Planning;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Emission;

/// <summary>Per-channel scale and shift, channel by channel; in 32 bits where the ranges prove that it fits.</summary>
internal static class ScaleShiftEmission
{
    public static LayerCode Emit(EmissionContext context, ScaleShift layer)
    {
        var (input, output, shape) = (context.Input(layer), context.Output(layer), layer.Output.Shape);
        ImmutableArray<TableText> tables =
        [
            TableText.Narrowest("Multipliers", layer.Multipliers),
            TableText.Narrowest("Offsets", layer.Offsets),
            TableText.Narrowest("Shifts", layer.Shifts),
        ];
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(output);
        var value = input.At("p", 0);
        var text = Templates.Render("scale-shift", new
        {
            Class = className,
            Parameters = parameters,
            Tables = tables.Select(table => table.Declaration).ToArray(),
            shape.Height,
            shape.Width,
            shape.Channels,
            Start = input.Buffer.Start,
            OutputStart = output.Start,
            Gap = input.RowPitch - (shape.Width * shape.Channels),
            OutputGap = output.RowPitch - (shape.Width * shape.Channels),
            Apply = FitsInt(context, layer)
                ? $"t = ({value} * m + b + (1 << (s - 1))) >> s;"
                    + RequantisationText.Clamp("t", int.MinValue, int.MaxValue, layer.Minimum, layer.Maximum)
                // Through int: a byte widened to long directly is unsigned to the interpreter, and so is its right shift.
                : RequantisationText.Narrow(
                    "t", $"((long)(int){value} * m + b + (1L << (s - 1))) >> s", long.MinValue, long.MaxValue, layer.Minimum, layer.Maximum),
        });
        return new LayerCode(layer.Name, className, text, arguments, tables.Sum(table => table.Bytes));
    }

    private static bool FitsInt(EmissionContext context, ScaleShift layer)
    {
        var range = context.RangeOf(layer, 0);
        var largest = Math.Max(Math.Abs((long)range.Minimum), Math.Abs((long)range.Maximum));
        return Enumerable.Range(0, layer.Shifts.Length).All(channel => layer.Shifts[channel] < 32
            && (largest * Math.Abs((long)layer.Multipliers[channel])) + Math.Abs((long)layer.Offsets[channel])
                + (1L << (layer.Shifts[channel] - 1)) <= int.MaxValue);
    }
}
