using Striate.Model.Graph;
using Striate.Zoo.Layers;

namespace Striate.Zoo.Architectures;

/// <summary>
/// The image classification network of MLPerf Tiny (Banbury et al., arXiv:2106.07597): a stem and three residual blocks
/// of 16, 32 and 64 channels over 32x32 pixels; a stride of 2 pads nothing before and one after.
/// </summary>
internal static class Resnet8
{
    public static void Write(NetworkWriter network)
    {
        var map = network.Square("stem", Network.InputName, 16);
        for (var block = 1; block <= 3; block++)
        {
            map = Block(network, $"block{block}", map, 8 << block, isFirst: block == 1);
        }

        network.Logits(network.Mean("mean", map), 10);
    }

    private static string Block(NetworkWriter network, string name, string input, int channels, bool isFirst)
    {
        var main = isFirst
            ? network.Square(name + "a", input, channels)
            : network.Convolve(name + "a", input, channels, new Window(3, 3, 2, 2, new Padding(0, 0, 1, 1)));
        main = network.Square(name + "b", main, channels, relu: false);
        var shortcut = isFirst ? input : network.Convolve(name + "s", input, channels, new Window(1, 1, 2, 2, Padding.None), relu: false);
        return network.Residual(name, main, shortcut);
    }
}
