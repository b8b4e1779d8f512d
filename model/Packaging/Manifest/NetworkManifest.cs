using System.Text.Json.Serialization;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.Model.Packaging.Manifest;

/// <summary>The graph without its tensors.</summary>
internal sealed record NetworkManifest(
    string Name,
    MapManifest Input,
    string[] Labels,
    LayerManifest[] Layers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool NoClasses = false
)
{
    public static NetworkManifest Of(Network network, TensorWriter tensors) =>
        new(
            network.Name,
            network.Input.ToManifest(),
            [.. network.Labels],
            [.. network.Layers.Select(layer => LayerManifest.Of(layer, tensors))],
            !network.HasClasses
        );

    /// <summary>Puts the network together and validates it.</summary>
    /// <exception cref="InvalidDataException">The manifest contradicts itself.</exception>
    /// <exception cref="InvalidPartException">A tensor is missing or wrong.</exception>
    public Network ToNetwork(TensorReader tensors)
    {
        if (Layers.Length > NetworkLimits.MaximumLayers)
        {
            throw new InvalidDataException($"{Layers.Length} layers; at most {NetworkLimits.MaximumLayers} are allowed");
        }

        // A name that is not a name, or stands twice, could not be told from another layer's part.
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (Layers.FirstOrDefault(layer => layer is null || !Names.IsName(layer.Name) || !names.Add(layer.Name)) is { } wrong)
        {
            throw new InvalidDataException(
                names.Contains(wrong.Name) ? $"two layers are named '{wrong.Name}'" : $"the name of a layer is refused; {Names.NameRule}"
            );
        }

        if (Array.IndexOf(Layers, null) >= 0)
        {
            throw new InvalidDataException("a layer is null");
        }

        var network = new Network(Name, Input.ToMap(), [.. Layers.Select(layer => layer.ToLayer(tensors))], [.. Labels], !NoClasses);
        var errors = NetworkValidator.Check(network);
        return errors.IsEmpty ? network : throw new InvalidDataException(errors[0].ToString());
    }
}
