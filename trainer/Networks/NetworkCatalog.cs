using Striate.Model.Graph;

namespace Striate.Trainer.Networks;

/// <summary>The networks that options can name.</summary>
public static class NetworkCatalog
{
    /// <summary>Names in the order in which help texts list them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["digits"];

    /// <summary>The network with a name.</summary>
    /// <param name="classes">Logits of the last layer.</param>
    /// <exception cref="ArgumentException">There is no network of that name.</exception>
    public static NetworkDescription Find(string name, int classes) => name switch
    {
        "digits" => Digits(classes),
        _ => throw new ArgumentException($"there is no network '{name}'; there are: {string.Join(", ", Names)}"),
    };

    /// <summary>
    /// Three 3x3 convolutions for 8x8 images: 12,872 weights, 79,616 dense multiply-accumulates. The third has no padding,
    /// so that no tap of the largest layer is spent on zeros.
    /// </summary>
    private static NetworkDescription Digits(int classes)
    {
        var network = new NetworkBuilder("digits");
        var map = network.Convolution("conv1", Network.InputName, 8);
        map = network.MaxPooling("pool1", map);
        map = network.Convolution("conv2", map, 32);
        map = network.Convolution("conv3", map, 32, padding: 0);
        network.FullyConnected("logits", map, classes);
        return network.Build();
    }
}
