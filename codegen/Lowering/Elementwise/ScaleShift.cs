using System.Collections.Immutable;
using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>Per-channel scale and shift, channel by channel; in 32 bits where the ranges prove that it fits.</summary>
internal static class ScaleShiftEmission
{
    public static KernelClass Lower(LoweringContext context, ScaleShift layer)
    {
        var (input, output, shape) = (context.Input(layer), context.Output(layer), layer.Output.Shape);
        ImmutableArray<TableText> tables =
        [
            TableText.Narrowest("Multipliers", layer.Multipliers),
            TableText.Narrowest("Offsets", [.. layer.Offsets.Select(offset => (int)offset)]),
            TableText.Narrowest("Shifts", layer.Shifts),
        ];
        var (parameters, arguments) = Signature.Of(output);
        Statement[] value =
        [
            new Declare("int", ["t"]),
            .. Value(context, layer, input.Value("p")),
            new Store("a", "q", ((Code)"t").To("byte")),
            new Increase("p", shape.Channels),
            new Increase("q", shape.Channels),
        ];
        Statement[] row =
        [
            Loop.Count("x", shape.Width, value),
            new Increase("p", input.RowPitch - (shape.Width * shape.Channels)),
            new Increase("q", output.RowPitch - (shape.Width * shape.Channels)),
        ];
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                Loop.Count(
                    "o",
                    shape.Channels,
                    [
                        new Assign("m", new Element(tables[0].Field, "o"), "int"),
                        new Assign("b", new Element(tables[1].Field, "o"), "int"),
                        new Assign("s", new Element(tables[2].Field, "o"), "int"),
                        new Assign("p", (Code)input.Buffer.Start + "o", "int"),
                        new Assign("q", (Code)output.Start + "o", "int"),
                        Loop.Count("y", shape.Height, row),
                    ]
                ),
            ]
        );
        return new KernelClass(layer.Name, context.ClassNameFor(layer), tables, [run], arguments);
    }

    private static IEnumerable<Statement> Value(LoweringContext context, ScaleShift layer, Code value)
    {
        var (isInt, last) = (FitsInt(context, layer), ((Code)"s").Plus(-1));
        // Through int: a byte widened to long directly is unsigned to the interpreter, and so is its right shift.
        var sum = isInt
            ? (value * "m") + "b" + Binary.Of(Operator.ShiftLeft, 1, last)
            : (new AsInt(value).To("long") * ((Code)"m").To("long"))
                + ((Code)"b").To("long")
                + Binary.Of(Operator.ShiftLeft, Code.Long(1), last);
        var shifted = Binary.Of(Operator.ShiftRight, sum, "s");
        return isInt
            ? [new Assign("t", shifted), .. RequantisationText.Clamp("t", int.MinValue, int.MaxValue, layer.Minimum, layer.Maximum)]
            : RequantisationText.Narrow("t", shifted, long.MinValue, long.MaxValue, layer.Minimum, layer.Maximum);
    }

    private static bool FitsInt(LoweringContext context, ScaleShift layer)
    {
        var range = context.RangeOf(layer);
        var largest = Math.Max(Math.Abs((long)range.Minimum), Math.Abs((long)range.Maximum));
        return Enumerable
            .Range(0, layer.Shifts.Length)
            .All(channel =>
                layer.Shifts[channel] < 32
                && (largest * Math.Abs((long)layer.Multipliers[channel]))
                    + Math.Abs((long)layer.Offsets[channel])
                    + (1L << (layer.Shifts[channel] - 1))
                    <= int.MaxValue
            );
    }
}
