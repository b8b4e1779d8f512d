using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Model.Packaging.Manifest;

/// <summary>Tensors: index, weights, bias, and those of the requantisation.</summary>
internal sealed record ConvolutionManifest(
    string Name,
    string[] Inputs,
    MapManifest Output,
    WindowManifest Window,
    int Groups,
    bool Dense,
    int InputChannels,
    int WeightBits,
    int[] ShapesInUse,
    int[] CodeLengths,
    ClampManifest? Clamp) : LayerManifest(Name, Inputs, Output)
{
    public static ConvolutionManifest Of(Convolution layer, TensorWriter tensors)
    {
        var index = IndexStorage.Pack(layer.Bank.Shapes);
        tensors.Bytes(layer.Name, "index", index.Bits);
        tensors.Bytes(layer.Name, "weights", KernelStorage.PackWeights(layer.Bank.Weights, layer.Bank.WeightBits));
        tensors.Integers(layer.Name, "bias", layer.Bias);
        return new ConvolutionManifest(
            layer.Name,
            [.. layer.Inputs],
            layer.Output.ToManifest(),
            layer.Window.ToManifest(),
            layer.Groups,
            layer.Bank.Catalog.IsDense,
            layer.Bank.InputChannels,
            layer.Bank.WeightBits,
            [.. index.ShapesInUse],
            [.. index.CodeLengths],
            layer.Requantisation.ToManifest(layer.Name, tensors));
    }

    public override Layer ToLayer(TensorReader tensors)
    {
        var bank = ReadBank(tensors);
        return new Convolution(
            Name,
            [.. Inputs],
            Output.ToMap(),
            Window.ToWindow(),
            Groups,
            bank,
            tensors.Integers(Name, "bias", Output.Channels),
            Clamp.ToRequantisation(Name, Output.Channels, tensors));
    }

    private KernelBank ReadBank(TensorReader tensors)
    {
        var catalog = tensors.Catalog(Window.KernelHeight, Window.KernelWidth, Dense);
        tensors.CountWeights(Output.Channels, InputChannels, Window.KernelHeight, Window.KernelWidth);
        var (indexName, weightsName) = (TensorWriter.PartName(Name, "index"), TensorWriter.PartName(Name, "weights"));
        var (index, weights) = (tensors.Take(indexName), tensors.Take(weightsName));
        var packed = new PackedIndex([.. ShapesInUse], [.. CodeLengths], ImmutableArray.Create(index.Span));
        var shapes = InvalidPartException.Within(
            indexName, () => IndexStorage.Unpack(packed, catalog, Output.Channels, InputChannels));
        return new KernelBank(catalog, Output.Channels, InputChannels, WeightBits, shapes, InvalidPartException.Within(
            weightsName,
            () => KernelStorage.UnpackWeights(weights.Span, shapes.Sum(shape => (long)catalog[shape].Cells.Length), WeightBits)));
    }
}
