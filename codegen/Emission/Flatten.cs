using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Emission;

/// <summary>Flatten: the same bytes without a border between them.</summary>
internal static class FlattenEmission
{
    public static LayerCode Emit(EmissionContext context, Flatten layer)
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(output);
        var (rows, length) = input.Runs;
        var text = Templates.Render("flatten", new
        {
            Class = className,
            Parameters = parameters,
            Rows = rows,
            Length = length,
            Start = input.Buffer.Start,
            input.RowPitch,
            OutputStart = output.Start,
        });
        return new LayerCode(layer.Name, className, text, arguments, TableBytes: 0);
    }
}
