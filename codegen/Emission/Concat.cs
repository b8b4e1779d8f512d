using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Emission;

/// <summary>Concatenation of channels: each input's pixels are copied to their place.</summary>
internal static class ConcatEmission
{
    public static LayerCode Emit(EmissionContext context, Concat layer)
    {
        var output = context.Output(layer);
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(output);
        var channel = 0;
        var sources = new List<object>();
        for (var index = 0; index < layer.Inputs.Length; index++)
        {
            var input = context.Input(layer, index);
            sources.Add(new { input.Buffer.Start, input.RowPitch, input.Shape.Channels, OutputStart = output.Start + channel });
            channel += input.Shape.Channels;
        }

        var text = Templates.Render("concat", new
        {
            Class = className,
            Parameters = parameters,
            layer.Output.Shape.Height,
            layer.Output.Shape.Width,
            Sources = sources,
            OutputRowPitch = output.RowPitch,
            OutputPixelPitch = output.PixelPitch,
        });
        return new LayerCode(layer.Name, className, text, arguments, TableBytes: 0);
    }
}
