using System.Collections.Immutable;
using System.Text.Json.Serialization;
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
    ClampManifest? Clamp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int[]? Dilation = null
) : LayerManifest(Name, Inputs, Output)
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
            layer.Requantisation.ToManifest(layer.Name, tensors),
            layer.Bank.Catalog is { DilationY: 1, DilationX: 1 } ? null : [layer.Bank.Catalog.DilationY, layer.Bank.Catalog.DilationX]
        );
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
            Clamp.ToRequantisation(Name, Output.Channels, tensors)
        );
    }

    private KernelBank ReadBank(TensorReader tensors)
    {
        if (Dilation is not null && Dilation is not [> 1, >= 1] and not [>= 1, > 1])
        {
            throw new InvalidDataException($"layer '{Name}': a dilation is two numbers from 1, one of them larger");
        }

        var catalog = tensors.Catalog(Window.KernelHeight, Window.KernelWidth, Dense, Dilation?[0] ?? 1, Dilation?[1] ?? 1);
        tensors.CountWeights(Output.Channels, InputChannels, catalog.FullCells);
        var (indexName, weightsName) = (TensorWriter.PartName(Name, "index"), TensorWriter.PartName(Name, "weights"));
        var (index, weights) = (tensors.Take(indexName), tensors.Take(weightsName));
        var packed = new PackedIndex([.. ShapesInUse], [.. CodeLengths], ImmutableArray.Create(index.Span));
        var shapes = InvalidPartException.Within(indexName, () => IndexStorage.Unpack(packed, catalog, Output.Channels, InputChannels));
        return new KernelBank(
            catalog,
            Output.Channels,
            InputChannels,
            WeightBits,
            shapes,
            InvalidPartException.Within(
                weightsName,
                () => KernelStorage.UnpackWeights(weights.Span, shapes.Sum(shape => (long)catalog[shape].Cells.Length), WeightBits)
            )
        );
    }
}
