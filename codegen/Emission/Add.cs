using System.Globalization;
using Striate.Codegen.Planning;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Emission;

/// <summary>Residual addition, in 32 bits where the ranges prove that it fits.</summary>
internal static class AddEmission
{
    private const int LongestUnroll = 8;

    public static LayerCode Emit(EmissionContext context, Add layer)
    {
        var (a, b, output) = (context.Input(layer, 0), context.Input(layer, 1), context.Output(layer));
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(output);
        var length = layer.Output.Shape.Width * layer.Output.Shape.Channels;
        var values = Values(layer, context.RangeOf(layer, 0), context.RangeOf(layer, 1));
        var table = context.ClampTableOf(layer.Minimum, layer.Maximum) is { } shared && shared.Covers(values.Minimum, values.Maximum) ? shared : null;
        var unroll = table is null ? 1 : Enumerable.Range(1, LongestUnroll).Last(count => length % count == 0);
        var statements = Enumerable.Range(0, unroll).Select(index => Statement(context, layer, a, b, index, table));
        var text = Templates.Render("add", new
        {
            Class = className,
            Parameters = table is null ? parameters : parameters + ", byte[] c",
            layer.Output.Shape.Height,
            Length = length,
            StartA = a.Buffer.Start,
            StartB = b.Buffer.Start,
            GapA = a.RowPitch - length,
            GapB = b.RowPitch - length,
            OutputStart = output.Start,
            OutputGap = output.RowPitch - length,
            Unroll = unroll,
            Statements = statements.SelectMany(lines => lines).ToArray(),
        });
        if (table is not null)
        {
            arguments += ", " + table.Name;
        }

        return new LayerCode(layer.Name, className, text, arguments, TableBytes: 0);
    }

    /// <summary>The range of the sums before the clamp.</summary>
    public static AccumulatorRange Values(Add layer, ValueRange a, ValueRange b)
    {
        var sums = Sums(layer, a, b);
        return new AccumulatorRange(sums.Minimum >> layer.Shift, sums.Maximum >> layer.Shift);
    }

    private static AccumulatorRange Sums(Add layer, ValueRange a, ValueRange b)
    {
        var half = 1L << (layer.Shift - 1);
        return new AccumulatorRange(
            ((long)a.Minimum * layer.MultiplierA) + ((long)b.Minimum * layer.MultiplierB) + half,
            ((long)a.Maximum * layer.MultiplierA) + ((long)b.Maximum * layer.MultiplierB) + half);
    }

    /// <summary>The statements of one value; with a table its offset is part of the rounding constant.</summary>
    private static string[] Statement(EmissionContext context, Add layer, MapAccess a, MapAccess b, int index, ClampTable? table)
    {
        var sums = Sums(layer, context.RangeOf(layer, 0), context.RangeOf(layer, 1));
        var constant = (1L << (layer.Shift - 1)) + ((long)(table?.Zero ?? 0) << layer.Shift);
        var fitsInt = layer.Shift < 32 && sums.Minimum >= int.MinValue && sums.Maximum + constant <= int.MaxValue;
        var suffix = fitsInt ? string.Empty : "L";
        var sum = string.Create(CultureInfo.InvariantCulture,
            $"({Scaled(a.At("p", index), layer.MultiplierA, suffix)} + {Scaled(b.At("r", index), layer.MultiplierB, suffix)} + {constant}{suffix}) >> {layer.Shift}");
        if (table is not null)
        {
            return [$"a[{MapAccess.Sum("q", index)}] = c[{(fitsInt ? sum : $"(int)({sum})")}];"];
        }

        var range = Values(layer, context.RangeOf(layer, 0), context.RangeOf(layer, 1));
        var clamped = fitsInt
            ? $"t = {sum};" + RequantisationText.Clamp("t", range.Minimum, range.Maximum, layer.Minimum, layer.Maximum)
            : RequantisationText.Narrow("t", sum, range.Minimum, range.Maximum, layer.Minimum, layer.Maximum);
        return ["int t;", clamped, "a[q] = (byte)t;"];
    }

    /// <summary>
    /// Widened through int: a byte widened to long directly is unsigned to the interpreter, and so is its right shift.
    /// </summary>
    private static string Scaled(string value, int multiplier, string suffix) => (multiplier, suffix) switch
    {
        (1, "") => value,
        (_, "") => string.Create(CultureInfo.InvariantCulture, $"{value} * {multiplier}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"(long)(int){value} * {multiplier}{suffix}"),
    };
}
