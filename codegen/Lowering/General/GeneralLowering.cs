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
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, Layer layer) => layer switch
    {
        Convolution convolution => GeneralProducts.Lower(context, convolution),
        FullyConnected connected => GeneralProducts.Lower(context, connected),
        AveragePooling pooling => [GeneralPooling.Lower(context, pooling)],
        MaxPooling pooling => [GeneralPooling.Lower(context, pooling)],
        Concat concat => [Concat(context, concat)],
        Softmax softmax => [GeneralSoftmax.Lower(context, softmax)],
        _ => [GeneralElements.Lower(context, layer)],
    };

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
            body.Add(Loop.Count("y", shape.Height,
            [
                Loop.Count("x", shape.Width,
                [
                    Loop.Count("i", input.Shape.Channels, [new Store(output.Array, (Code)"q" + "i", output.Narrow(input.Value("p"))), new Increase("p", 1)]),
                    new Increase("q", shape.Channels),
                ]),
                new Increase("p", input.RowGap),
                new Increase("q", output.RowPitch - (shape.Width * output.PixelPitch)),
            ]));
            first += input.Shape.Channels;
        }

        return new KernelClass(layer.Name, context.ClassNameFor(layer), [], [new KernelMethod("Run", true, parameters, [.. body])], arguments);
    }
}
