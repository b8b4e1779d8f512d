using System.Globalization;
using Striate.Codegen.Planning;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Emission;

/// <summary>Residual addition, in 32 bits where the ranges prove that it fits.</summary>
internal static class AddEmission
{
    public static LayerCode Emit(EmissionContext context, Add layer)
    {
        var (a, b, output) = (context.Input(layer, 0), context.Input(layer, 1), context.Output(layer));
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(output);
        var length = layer.Output.Shape.Width * layer.Output.Shape.Channels;
        var (sum, range) = Sum(context, layer, a.At("p", 0), b.At("r", 0));
        var text = Templates.Render("add", new
        {
            Class = className,
            Parameters = parameters,
            layer.Output.Shape.Height,
            Length = length,
            StartA = a.Buffer.Start,
            StartB = b.Buffer.Start,
            GapA = a.RowPitch - length,
            GapB = b.RowPitch - length,
            OutputStart = output.Start,
            OutputGap = output.RowPitch - length,
            Sum = sum,
            Clamp = RequantisationText.Clamp("t", range.Minimum, range.Maximum, layer.Minimum, layer.Maximum).TrimStart(),
        });
        return new LayerCode(layer.Name, className, text, arguments, TableBytes: 0);
    }

    private static (string Text, AccumulatorRange Range) Sum(EmissionContext context, Add layer, string a, string b)
    {
        var rangeA = context.RangeOf(layer, 0);
        var rangeB = context.RangeOf(layer, 1);
        var half = 1L << (layer.Shift - 1);
        var minimum = ((long)rangeA.Minimum * layer.MultiplierA) + ((long)rangeB.Minimum * layer.MultiplierB) + half;
        var maximum = ((long)rangeA.Maximum * layer.MultiplierA) + ((long)rangeB.Maximum * layer.MultiplierB) + half;
        var fitsInt = minimum >= int.MinValue && maximum <= int.MaxValue && layer.Shift < 32;
        var text = fitsInt
            ? string.Create(CultureInfo.InvariantCulture, $"({a} * {layer.MultiplierA} + {b} * {layer.MultiplierB} + {half}) >> {layer.Shift}")
            : string.Create(CultureInfo.InvariantCulture, $"(int)(({a} * {layer.MultiplierA}L + {b} * {layer.MultiplierB}L + {half}L) >> {layer.Shift})");
        return (text, new AccumulatorRange(minimum >> layer.Shift, maximum >> layer.Shift));
    }
}
