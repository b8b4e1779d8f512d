using System.Collections.Immutable;
using Striate.Codegen.Lowering;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Rendering;

/// <summary>Layer by layer to classes; a file per layer kind.</summary>
internal static class LayerEmitter
{
    /// <summary>The classes of one layer without a planner, in the order in which the network calls them.</summary>
    public static ImmutableArray<LayerCode> Emit(EmissionContext context, Layer layer) => layer switch
    {
        Convolution convolution => ConvolutionEmission.Emit(context, convolution),
        FullyConnected fullyConnected => FullyConnectedEmission.Emit(context, fullyConnected),
        MaxPooling pooling => [MaxPoolingEmission.Lower(context, pooling).Render()],
        AveragePooling pooling => [AveragePoolingEmission.Lower(context, pooling).Render()],
        Add add => [AddEmission.Lower(context, add, byTable: false).Render()],
        Concat concat => [ConcatEmission.Lower(context, concat).Render()],
        ScaleShift scaleShift => [ScaleShiftEmission.Lower(context, scaleShift).Render()],
        Flatten flatten => [FlattenEmission.Lower(context, flatten).Render()],
        _ => throw new ArgumentException($"layer '{layer.Name}': the generator has no layer kind {layer.GetType().Name}"),
    };

    /// <summary>Parameters of a layer's Run and what the network class passes for them.</summary>
    public static (string Parameters, string Arguments) Signature(OutputAccess output, bool scratch = false)
    {
        var names = new List<(string Type, string Name)> { ("byte[]", "a") };
        if (scratch)
        {
            names.Add(("int[]", "acc"));
        }

        if (output.Array == "logits")
        {
            names.Add(("int[]", "logits"));
        }

        return (
            string.Join(", ", names.Select(name => name.Type + " " + name.Name)),
            string.Join(", ", names.Select(name => name.Name)));
    }
}
