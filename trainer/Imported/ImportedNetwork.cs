using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Imported;

/// <summary>
/// A network of integers from elsewhere as the start of a training: its layers and real-valued parameters, and itself to compare with.
/// </summary>
/// <param name="Description">The layers; convolutions over more than one position have a batch normalisation, whose statistics the training
/// measures.</param>
/// <param name="Parameters">By the name of the layer.</param>
/// <param name="Integers">The network as it was taken over.</param>
/// <param name="Sha256">Of the file that it came from, lower-case hexadecimal.</param>
public sealed record ImportedNetwork(
    NetworkDescription Description,
    ImmutableDictionary<string, ImportedParameters> Parameters,
    Network Integers,
    string Sha256
)
{
    /// <summary>Takes a network apart.</summary>
    /// <param name="package">Its package, which nothing else of is read.</param>
    /// <param name="sha256">Of the file that it came from.</param>
    /// <param name="file">What errors call it.</param>
    /// <exception cref="StriateException">A layer is none that a training knows; the line names it.</exception>
    public static ImportedNetwork Of(ModelPackage package, string sha256, string file)
    {
        var network = package.Network;
        var last = LastComputing(network, file);
        var (layers, parameters) = (
            ImmutableArray.CreateBuilder<LayerDescription>(),
            ImmutableDictionary.CreateBuilder<string, ImportedParameters>()
        );
        var names = new Dictionary<string, string> { [Network.InputName] = Network.InputName };
        foreach (var layer in network.Layers.TakeWhile(layer => layer != last).Append(last))
        {
            var (description, own) = RealLayers.Of(network, layer, layer == last, file);
            if (description is null)
            {
                names[layer.Name] = names[layer.Inputs[0]];
                continue;
            }

            names[layer.Name] = layer.Name;
            layers.Add(description with { Inputs = [.. layer.Inputs.Select(name => names[name])] });
            if (own is not null)
            {
                parameters[layer.Name] = own;
            }
        }

        return new ImportedNetwork(new NetworkDescription(network.Name, layers.ToImmutable()), parameters.ToImmutable(), network, sha256);
    }

    // A closing softmax keeps the order of the classes, and what only changes the shape the values.
    private static Layer LastComputing(Network network, string file)
    {
        var last = network.Layers[^1];
        while (last is Softmax or Flatten && network.Layers.FirstOrDefault(layer => layer.Name == last.Inputs[0]) is { } before)
        {
            last = before;
        }

        return last is Convolution or FullyConnected or AveragePooling
            ? last
            : throw RealLayers.Refusal(
                file,
                last,
                "it is the last layer; a training needs a convolution, a fully connected layer or an average there",
                "export the network without what stands behind its last layer with weights"
            );
    }
}

/// <summary>The real-valued parameters of one layer.</summary>
/// <param name="Factors">Weights, in the order of the trainer's own; or one factor per channel of an affine map.</param>
/// <param name="Offsets">One per output channel.</param>
public sealed record ImportedParameters(float[] Factors, float[] Offsets);
