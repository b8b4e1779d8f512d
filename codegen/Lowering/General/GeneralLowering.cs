using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>
/// Kernels for everything that specification 2 allows, plain loops: correct for every layer, fast for none. They compute what no
/// other way can.
/// </summary>
internal static class GeneralLowering
{
    /// <summary>The classes of a layer, in the order in which the network calls them.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, Layer layer) =>
        layer.Match<ImmutableArray<KernelClass>>(
            convolution => GeneralProducts.Lower(context, convolution),
            connected => GeneralProducts.Lower(context, connected),
            maxPooling => [GeneralPooling.Lower(context, maxPooling)],
            averagePooling => [GeneralPooling.Lower(context, averagePooling)],
            add => [GeneralElements.Lower(context, add)],
            multiply => [GeneralElements.Lower(context, multiply)],
            concat => [Concat(context, concat)],
            scaleShift => [GeneralElements.Lower(context, scaleShift)],
            flatten => [GeneralElements.Lower(context, flatten)],
            constant => [GeneralElements.Lower(context, constant)],
            lookUp => [GeneralElements.Lower(context, lookUp)],
            softmax => [GeneralSoftmax.Lower(context, softmax)],
            history => [HistoryEmission.Lower(context, history)]
        );

    private static KernelClass Concat(LoweringContext context, Concat layer)
    {
        var (output, shape) = (context.Output(layer), layer.Output.Shape);
        var (parameters, arguments) = Signature.Of(output);
        var body = new List<Statement> { new Declare("int", ["p", "q"]) };
        var first = 0;
        foreach (var input in Enumerable.Range(0, layer.Inputs.Length).Select(index => context.Input(layer, index)))
        {
            body.Add(new Assign("p", input.Start));
            body.Add(new Assign("q", output.Start + first));
            body.Add(
                Loop.Count(
                    "y",
                    shape.Height,
                    [
                        Loop.Count(
                            "x",
                            shape.Width,
                            [
                                Loop.Count(
                                    "i",
                                    input.Shape.Channels,
                                    [new Store(output.Array, (Code)"q" + "i", output.Narrow(input.Value("p"))), new Increase("p", 1)]
                                ),
                                new Increase("q", shape.Channels),
                            ]
                        ),
                        new Increase("p", input.RowGap),
                        new Increase("q", output.RowPitch - (shape.Width * output.PixelPitch)),
                    ]
                )
            );
            first += input.Shape.Channels;
        }

        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            [],
            [new KernelMethod("Run", true, parameters, [.. body])],
            arguments
        );
    }
}
