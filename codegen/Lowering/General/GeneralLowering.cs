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
        Softmax softmax => [Softmax(context, softmax)],
        _ => [GeneralElements.Lower(context, layer)],
    };

    private static KernelClass Concat(LoweringContext context, Concat layer)
    {
        var first = 0;
        var sources = new List<object>();
        foreach (var index in Enumerable.Range(0, layer.Inputs.Length))
        {
            var input = GeneralClass.Input(context, layer, index);
            sources.Add(new { input.Start, input.Map.Shape.Channels, First = first, Value = input.Value("p"), Gap = input.RowGap });
            first += input.Map.Shape.Channels;
        }

        return GeneralClass.Of(context, layer, "general.concat", [], new() { ["sources"] = sources }, layer.Output.Shape.Length);
    }

    private static KernelClass Softmax(LoweringContext context, Softmax layer)
    {
        const int ReadsPerValue = 3;
        var input = GeneralClass.Input(context, layer);
        return GeneralClass.Of(
            context, layer, "general.softmax", [TableText.Of("Exponentials", layer.Exponentials)],
            new() { ["start"] = input.Start, ["gap"] = input.RowGap, ["value"] = input.Value("p + i") }, layer.Output.Shape.Length, ReadsPerValue);
    }
}
