using Striate.Codegen.Planning;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Emission;

/// <summary>Average pooling: a sum per window, then requantisation; channel by channel, so that its parameters are loaded once.</summary>
internal static class AveragePoolingEmission
{
    private const int LongestUnroll = 16;

    public static LayerCode Emit(EmissionContext context, AveragePooling layer)
    {
        var (input, output, window, shape) = (context.Input(layer), context.Output(layer), layer.Window, layer.Output.Shape);
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(output);
        var offsets = from row in Enumerable.Range(0, window.KernelHeight)
                      from column in Enumerable.Range(0, window.KernelWidth)
                      let offset = (row * input.RowPitch) + (column * input.PixelPitch)
                      select offset == 0 ? string.Empty : MapAccess.Sum(string.Empty, offset);
        var text = Templates.Render("average-pooling", new
        {
            Class = className,
            Parameters = parameters,
            Tables = requantisation.Tables.Select(table => table.Declaration).ToArray(),
            OutputHeight = shape.Height,
            OutputWidth = shape.Width,
            OutputChannels = shape.Channels,
            window.KernelHeight,
            window.KernelWidth,
            First = input.Buffer.FirstWindow(window.Padding),
            input.RowPitch,
            input.PixelPitch,
            input.Cast,
            Unrolled = window.Cells <= LongestUnroll,
            Offsets = offsets.ToArray(),
            StepX = window.StrideX * input.PixelPitch,
            StepRow = (window.StrideY * input.RowPitch) - (shape.Width * window.StrideX * input.PixelPitch),
            OutputArray = output.Array,
            OutputStart = output.Start,
            OutputPixelPitch = output.PixelPitch,
            OutputStepRow = output.RowPitch - (shape.Width * output.PixelPitch),
            OutputCast = output.Cast,
            Hoisted = requantisation.Hoisted.TrimEnd(),
            requantisation.Apply,
        });
        return new LayerCode(layer.Name, className, text, arguments, requantisation.Tables.Sum(table => table.Bytes));
    }
}
