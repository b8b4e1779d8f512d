using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Emission;

/// <summary>Max pooling: an unrolled window, or bounds checks where there is padding.</summary>
internal static class MaxPoolingEmission
{
    public static LayerCode Emit(EmissionContext context, MaxPooling layer)
    {
        var (input, output, window) = (context.Input(layer), context.Output(layer), layer.Window);
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(output);
        var offsets = from row in Enumerable.Range(0, window.KernelHeight)
                      from column in Enumerable.Range(0, window.KernelWidth)
                      select (row * input.RowPitch) + (column * input.PixelPitch);
        var text = Templates.Render("max-pooling", new
        {
            Class = className,
            Parameters = parameters,
            OutputHeight = layer.Output.Shape.Height,
            OutputWidth = layer.Output.Shape.Width,
            input.Shape.Channels,
            InputHeight = input.Shape.Height,
            InputWidth = input.Shape.Width,
            Start = input.Buffer.FirstWindow(window.Padding),
            window.StrideY,
            window.StrideX,
            window.KernelHeight,
            window.KernelWidth,
            PaddingTop = window.Padding.Top,
            PaddingLeft = window.Padding.Left,
            Padded = window.Padding != Padding.None,
            Smallest = layer.Output.Type.Minimum,
            input.RowPitch,
            input.PixelPitch,
            input.Cast,
            Offsets = offsets.Skip(1).ToArray(),
            OutputStart = output.Start,
            OutputRowPitch = output.RowPitch,
            OutputPixelPitch = output.PixelPitch,
        });
        return new LayerCode(layer.Name, className, text, arguments, TableBytes: 0);
    }
}
