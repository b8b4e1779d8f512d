using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Concatenation of channels: each input's pixels are copied to their place.</summary>
internal static class ConcatEmission
{
    public static KernelClass Lower(LoweringContext context, Concat layer)
    {
        var output = context.Output(layer);
        var (parameters, arguments) = Signature.Of(output);
        var loops = new List<Statement>();
        var channel = 0;
        for (var index = 0; index < layer.Inputs.Length; index++)
        {
            var input = context.Input(layer, index);
            loops.Add(
                Loop.Count(
                    "y",
                    layer.Output.Shape.Height,
                    [
                        new Assign("p", (Code)input.Buffer.Start + ((Code)"y" * input.RowPitch), "int"),
                        new Assign("q", (Code)(output.Start + channel) + ((Code)"y" * output.RowPitch), "int"),
                        Loop.Count(
                            "x",
                            layer.Output.Shape.Width,
                            [
                                new LibraryCall("Array", "Copy", ["a", "p", "a", "q", input.Shape.Channels]),
                                new Increase("p", input.Shape.Channels),
                                new Increase("q", output.PixelPitch),
                            ]
                        ),
                    ]
                )
            );
            channel += input.Shape.Channels;
        }

        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            [],
            [new KernelMethod("Run", true, parameters, [.. loops])],
            arguments
        );
    }
}
