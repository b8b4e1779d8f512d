using Striate.Model.Graph;
using Striate.Zoo.Layers;

namespace Striate.Zoo.Architectures;

/// <summary>
/// The keyword spotting network of MLPerf Tiny (after Zhang et al., arXiv:1711.07128): a 10x4 convolution of stride 2 over
/// 49 x 10 cepstral coefficients, then four pairs of depthwise 3x3 and pointwise convolutions of 64 channels.
/// </summary>
internal static class DsCnn
{
    private const int Channels = 64;

    public static void Write(NetworkWriter network)
    {
        var map = network.Convolve("stem", Network.InputName, Channels, new Window(10, 4, 2, 2, new Padding(4, 1, 5, 1)));
        for (var pair = 1; pair <= 4; pair++)
        {
            map = network.Convolve($"depthwise{pair}", map, Channels, new Window(3, 3, 1, 1, Padding.All(1)), groups: Channels);
            map = network.Square($"pointwise{pair}", map, Channels, side: 1);
        }

        network.Logits(network.Mean("mean", map), 12);
    }
}
