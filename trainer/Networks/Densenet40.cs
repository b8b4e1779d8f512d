using Striate.Model.Graph;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>
/// DenseNet (Huang et al., arXiv:1608.06993) with 40 layers, growth 12, no bottleneck and no compression: three blocks of
/// twelve convolutions that each read everything before them.
/// </summary>
internal static class Densenet40
{
    private const int LayersPerBlock = 12;

    public static NetworkDescription Describe(int classes, Func<int, int> channels)
    {
        var network = new NetworkBuilder("densenet40");
        var (map, width) = (Convolution(network, "stem", Network.InputName, channels(16), 3), channels(16));
        for (var block = 1; block <= 3; block++)
        {
            for (var layer = 1; layer <= LayersPerBlock; layer++)
            {
                var name = $"block{block}.{layer}";
                var grown = Convolution(network, name, Normalise(network, name, map), channels(12), 3);
                map = network.Add(new ConcatDescription(name + ".all", [map, grown]));
            }

            width += LayersPerBlock * channels(12);
            map = block == 3 ? map : Transition(network, $"transition{block}", map, width);
        }

        network.FullyConnected("logits", network.GlobalAverage("mean", Normalise(network, "last", map)), classes);
        return network.Build();
    }

    private static string Normalise(NetworkBuilder network, string name, string map) =>
        network.Add(new ScaleShiftDescription(name + ".norm", [map]));

    private static string Convolution(NetworkBuilder network, string name, string map, int channels, int kernel) =>
        network.Add(
            new ConvolutionDescription(
                name,
                [map],
                channels,
                new Window(kernel, kernel, 1, 1, Padding.All(kernel / 2)),
                BatchNormalisation: false,
                Relu: false
            )
        );

    private static string Transition(NetworkBuilder network, string name, string map, int channels) =>
        network.Add(
            new AveragePoolingDescription(
                name + ".mean",
                [Convolution(network, name, Normalise(network, name, map), channels, 1)],
                new Window(2, 2, 2, 2, Padding.None)
            )
        );
}
