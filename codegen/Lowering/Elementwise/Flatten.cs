using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Flatten: the same bytes without a border between them.</summary>
internal static class FlattenEmission
{
    public static KernelClass Lower(LoweringContext context, Flatten layer)
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        var (parameters, arguments) = Signature.Of(output);
        var (rows, length) = input.Runs;
        Statement[] body =
            rows == 1
                ? [new LibraryCall("Array", "Copy", ["a", input.Buffer.Start, "a", output.Start, length])]
                :
                [
                    new Assign("p", input.Buffer.Start, "int"),
                    new Loop(
                        new Assign("q", output.Start, "int"),
                        "q",
                        output.Start + (rows * length),
                        new Increase("q", length),
                        rows,
                        [new LibraryCall("Array", "Copy", ["a", "p", "a", "q", length]), new Increase("p", input.RowPitch)]
                    ),
                ];
        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            [],
            [new KernelMethod("Run", true, parameters, [.. body])],
            arguments
        );
    }
}
