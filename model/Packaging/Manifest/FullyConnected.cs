using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Model.Packaging.Manifest;

/// <summary>Tensors: weights, bias, and those of the requantisation.</summary>
internal sealed record FullyConnectedManifest(
    string Name,
    string[] Inputs,
    MapManifest Output,
    int WeightBits,
    int WeightCount,
    ClampManifest? Clamp
) : LayerManifest(Name, Inputs, Output)
{
    public static FullyConnectedManifest Of(FullyConnected layer, TensorWriter tensors)
    {
        tensors.Bytes(layer.Name, "weights", KernelStorage.PackWeights(layer.Weights, layer.WeightBits));
        tensors.Integers(layer.Name, "bias", layer.Bias);
        return new FullyConnectedManifest(
            layer.Name,
            [.. layer.Inputs],
            layer.Output.ToManifest(),
            layer.WeightBits,
            layer.Weights.Length,
            layer.Requantisation.ToManifest(layer.Name, tensors)
        );
    }

    public override Layer ToLayer(TensorReader tensors)
    {
        tensors.CountWeights(WeightCount);
        var name = TensorWriter.PartName(Name, "weights");
        var packed = tensors.Take(name);
        return new FullyConnected(
            Name,
            [.. Inputs],
            Output.ToMap(),
            WeightBits,
            InvalidPartException.Within(name, () => KernelStorage.UnpackWeights(packed.Span, WeightCount, WeightBits)),
            tensors.Integers(Name, "bias", Output.Channels),
            Clamp.ToRequantisation(Name, Output.Channels, tensors)
        );
    }
}
