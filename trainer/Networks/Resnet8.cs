using Striate.Model.Graph;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>
/// The image classification network of MLPerf Tiny (Banbury et al., arXiv:2106.07597): a stem and three residual blocks
/// of 16, 32 and 64 channels. As there, the 1x1 shortcuts have a bias and no normalisation, and a stride of 2 pads
/// nothing before and one after (TensorFlow's SAME on even extents).
/// </summary>
internal static class Resnet8
{
    public static NetworkDescription Describe(int classes, Func<int, int> channels)
    {
        var network = new NetworkBuilder("resnet8");
        var map = network.Convolution("stem", Network.InputName, channels(16));
        for (var block = 1; block <= 3; block++)
        {
            map = Block(network, $"block{block}", map, channels(8 << block), isFirst: block == 1);
        }

        network.FullyConnected("logits", network.GlobalAverage("mean", map), classes);
        return network.Build();
    }

    private static string Block(NetworkBuilder network, string name, string input, int channels, bool isFirst)
    {
        var main = isFirst
            ? network.Convolution(name + "a", input, channels)
            : network.Add(new ConvolutionDescription(name + "a", [input], channels, new Window(3, 3, 2, 2, new Padding(0, 0, 1, 1))));
        main = network.Convolution(name + "b", main, channels, relu: false);
        var shortcut = isFirst
            ? input
            : network.Add(
                new ConvolutionDescription(
                    name + "s",
                    [input],
                    channels,
                    new Window(1, 1, 2, 2, Padding.None),
                    BatchNormalisation: false,
                    Relu: false
                )
            );
        return network.Add(new AddDescription(name, [main, shortcut]));
    }
}
